"""What came out, beside something else: the round before, the goal as each party sees it; and as files."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.surveys.comparing import Pair, against, as_grid, round_before, views_of_the_goal
from roterfaden.surveys.exports import as_csv, as_document
from roterfaden.surveys.refusals import SurveyRefused
from roterfaden.web.downloads import attachment
from roterfaden.web.guards import reading_view
from roterfaden.web.surveys.pictures import pair_bars
from roterfaden.web.surveys.rounds import PDF, find_round

CSV = "text/csv; charset=utf-8"


@reading_view
def compared(request: HttpRequest, survey: UUID) -> HttpResponse:
    """This round against the one before of the same questionnaire; a missing page where one of them tells nothing."""
    found = find_round(request, survey)
    before = round_before(found) if found.enough else None
    if before is None:
        raise Http404
    pairs, title = against(found, before), _("Gegen die Befragung davor")
    words = {"title": title, "first": before.occasion, "second": found.occasion}
    context = {
        "nav": "surveys",
        "survey": found,
        "before": before,
        "grid": as_grid(pairs, **words),
        "picture": pair_bars([pair for pair in pairs if not pair.why_not], **words),
    }
    return render(request, "surveys/compared.html", context)


@reading_view
def goals(request: HttpRequest, survey: UUID) -> HttpResponse:
    """How far the goal is reached, as each party sees it; totals of linked rounds only."""
    found = find_round(request, survey)
    views = views_of_the_goal(found)
    bars = [Pair(view.party, None, view.share) for view in views]
    picture = pair_bars(bars, title=_("Das Ziel aus Sicht aller Seiten"), first="", second=_("dem Ziel nahe"))
    return render(
        request,
        "surveys/goals.html",
        {"nav": "surveys", "survey": found, "views": views, "picture": picture},
    )


@reading_view
def file(request: HttpRequest, survey: UUID, survey_form: str) -> HttpResponse:
    """The told results as CSV or PDF; a missing page where nothing is told."""
    found = find_round(request, survey)
    try:
        if survey_form == "csv":
            return attachment(as_csv(found), name="befragung.csv", media_type=CSV)
        if survey_form == "pdf":
            return attachment(set_pdf(as_document(found)), name="befragung.pdf", media_type=PDF)
    except SurveyRefused:
        raise Http404 from None
    raise Http404
