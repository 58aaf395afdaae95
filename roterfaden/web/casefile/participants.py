"""Who takes part in a case: the service's own people, and colleagues of other organisations."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Membership
from roterfaden.cases import participants as domain
from roterfaden.cases import rules
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.web.casefile.forms import OfficeForm, ParticipantForm, outside_colleagues
from roterfaden.web.casefile.frame import case_for, form_page, frame, refuse_unless
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.formpage import posted
from roterfaden.web.guards import reading_view, user_of, writing_view

HERE = "casefile:participants"
# more than these are not offered in one list: first the office is asked
MOST_AT_ONCE = 60


@reading_view
def participants(request: HttpRequest, code: str) -> HttpResponse:
    """Who works on the case now, who will and who did."""
    case = open_case_for_reading(request, code, page="participants")
    user, today = user_of(request), timezone.localdate()
    context = frame(
        request,
        case,
        HERE,
        rows=list(case.participants.select_related("user", "organisation").order_by("-valid_from", "-id")),
        may_share=rules.may_share(user, case, on=today),
        may_end=rules.decides_about(user, case, on=today),
    )
    return render(request, "casefile/participants.html", context)


@writing_view("GET", "POST")
def add_participant(request: HttpRequest, code: str) -> HttpResponse:
    """Let a colleague of another organisation see the case and work on it."""
    case = case_for(request, code, page="add_participant")
    user, today = user_of(request), timezone.localdate()
    refuse_unless(rules.decides_about(user, case, on=today))
    words = {"title": _("Fachkraft beteiligen"), "back_url": reverse(HERE, args=[case.code])}
    colleagues = outside_colleagues(case, on=today)
    if colleagues.count() > MOST_AT_ONCE:
        office = OfficeForm(request.GET if "office" in request.GET else None, offices=_offices(colleagues))
        if not office.is_valid():
            more = {"submit": _("Weiter"), "template": "casefile/which_office.html"}
            return form_page(request, case, HERE, office, **words, **more)
        colleagues = colleagues.filter(organisation__code=office.cleaned_data["office"])
    form = ParticipantForm(posted(request), rows=colleagues, initial={"valid_from": today})
    if form.is_valid():
        member, data = form.chosen(), form.cleaned_data
        try:
            domain.add_participant(
                case=case,
                user=member.user,
                organisation=member.organisation,
                function=data["function"],
                valid_from=data["valid_from"],
                valid_until=data["valid_until"],
                agreed=data["agreed"],
                by=user,
                at=timezone.now(),
            )
        except (domain.ParticipationRefused, CaseIsClosed) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s ist nun beteiligt.") % {"name": member.user})
            return redirect(HERE, code=case.code)
    return form_page(request, case, HERE, form, submit=_("Beteiligen"), **words)


def _offices(colleagues: QuerySet[Membership]) -> QuerySet[Membership, tuple[str, str]]:
    rows = colleagues.order_by("organisation__name", "organisation__code")
    return rows.values_list("organisation__code", "organisation__name").distinct()


@writing_view("POST")
def end_participation(request: HttpRequest, code: str, participant: UUID) -> HttpResponse:
    """The colleague no longer sees the case, from this moment on."""
    case = case_for(request, code, page="end_participation")
    refuse_unless(rules.decides_about(user_of(request), case, on=timezone.localdate()))
    participation = get_object_or_404(
        case.participants.select_related("user", "organisation"), uuid=participant
    )
    domain.end_participation(row=participation, by=user_of(request), at=timezone.now())
    messages.success(request, _("Die Beteiligung von %(name)s ist beendet.") % {"name": participation.user})
    return redirect(HERE, code=case.code)
