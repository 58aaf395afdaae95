"""One version of the plan on one sheet, and the word of each party to it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from roterfaden.audit import trail
from roterfaden.cooperation import signing as domain
from roterfaden.cooperation.asking_again import reminders_of
from roterfaden.cooperation.comparison import changes
from roterfaden.cooperation.models import Cooperation, PlanVersion, Signature
from roterfaden.cooperation.queries import (
    newest_cooperation,
    newest_version,
    procedure_of,
    standing_of,
    title_of,
)
from roterfaden.documents.files import read_file
from roterfaden.web.casefile.frame import frame
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.cooperation.going import HERE, found, go, party_in, typed, who
from roterfaden.web.cooperation.plan_forms import SignForm
from roterfaden.web.cooperation.showing import sections_of
from roterfaden.web.guards import reading_view, user_of, writing_view


@reading_view
def version(request: HttpRequest, code: str, nth: int) -> HttpResponse:
    """The plan on one sheet, what changed since the version before, and who has signed."""
    case = open_case_for_reading(request, code, page="plan_version")
    cooperation = newest_cooperation(case)
    if cooperation is None:
        raise Http404
    row = _version(cooperation, nth)
    before = _version(cooperation, nth - 1) if nth > 1 else None
    newest = newest_version(cooperation)
    context = frame(
        request,
        case,
        HERE,
        version=row,
        terms=procedure_of(cooperation).terms,
        sections=sections_of(row.content),
        changes=changes(before.content, row.content) if before else [],
        standing=standing_of(row),
        reminders=reminders_of(row),
        signers={entry["party"]: entry for entry in row.content["signers"]},
        is_newest=newest is not None and newest.pk == row.pk,
        numbers=cooperation.versions.values_list("number", flat=True),
    )
    return render(request, "cooperation/version.html", context)


@writing_view("GET", "POST")
def sign(request: HttpRequest, code: str, nth: int, party: UUID) -> HttpResponse:
    """One party signs, signs with a reservation, or refuses, before the eyes of the user."""
    case, cooperation = found(request, code, "sign_plan")
    row, party_row = _version(cooperation, nth), party_in(cooperation, party)
    files = request.FILES if request.method == "POST" else None
    initial = {"name": party_row.name, "signed_on": timezone.localdate()}
    form = SignForm(typed(request), files, initial=initial)
    terms = procedure_of(cooperation).terms
    return go(
        request,
        case,
        form,
        lambda: domain.sign(version=row, party=party_row, word=form.word(), **who(request)),
        done=_("Das Wort ist festgehalten."),
        back=reverse("cooperation:version", args=[case.code, nth]),
        template="cooperation/sign.html",
        title=_("%(plan)s, Fassung %(number)s") % {"plan": terms["plan"], "number": nth},
        who_signs=title_of(party_row),
        sections=sections_of(row.content),
        submit=_("Festhalten"),
    )


@reading_view
def scan(request: HttpRequest, code: str, signature: UUID) -> HttpResponse:
    """The scanned paper. Effects: an entry in the trail of reads."""
    case = open_case_for_reading(request, code, page="signature_scan")
    row = (
        Signature.objects.filter(version__cooperation__case=case, uuid=signature, scan__isnull=False)
        .select_related("scan")
        .first()
    )
    if row is None or row.scan is None:
        raise Http404
    content = read_file(row.scan)
    trail.record_read("documents.read", by=user_of(request), at=timezone.now(), subject=row.scan, scope=case)
    answer = HttpResponse(content, content_type=row.scan.media_type)
    name = row.scan.name
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def _version(cooperation: Cooperation, number: int) -> PlanVersion:
    row = cooperation.versions.select_related("issued_by").filter(number=number).first()
    if row is None:
        raise Http404
    row.cooperation = cooperation
    return row
