"""Who is to be asked, inviting them, the letters and the list for the telephone."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation
from roterfaden.accounts.queries import colleagues_in
from roterfaden.audit import actions, trail
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to
from roterfaden.cases.reach import reach_of
from roterfaden.common.forms import PickField, offer
from roterfaden.documents.typesetting.pdf import set_letters
from roterfaden.employers.models import Employer
from roterfaden.surveys.choices import Group
from roterfaden.surveys.due import DueList, Line, first_due, invite, whom_of
from roterfaden.surveys.models import Addressee, Round
from roterfaden.surveys.queries import READERS, places_read_by, planned_for, rounds_visible_to
from roterfaden.surveys.refusals import SurveyRefused
from roterfaden.surveys.sheets import code_sheets, letter_to
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.downloads import attachment
from roterfaden.web.formpage import UserPick, posted
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.surveys.rounds import PDF, find_round

actions.register("surveys.addressees_read", "Zu einer Befragung Eingeladene angesehen", reading=True)
actions.register("surveys.due_read", "Fällige für Befragungen angesehen", reading=True)


# of an occasion; who plans invites all of them with one press
MOST_NAMED = 10


class InviteForm(forms.Form):
    """Into which running round; by whom they are called, if it is by telephone."""

    survey = PickField(label=gettext_lazy("In welche Befragung?"))
    caller = UserPick(
        label=gettext_lazy("Am Telefon fragt"),
        required=False,
        help_text=gettext_lazy(
            "Leer: Alle bekommen einen Brief. Wer an einem Fall mitarbeitet, ruft dort nicht an."
        ),
    )

    def __init__(self, *args: Any, rounds: Sequence[Round], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rounds = {str(row.uuid): row for row in rounds}
        offer(self, "survey", [(key, str(row)) for key, row in self.rounds.items()])
        caller = self.fields["caller"]
        assert isinstance(caller, UserPick)
        today = timezone.localdate()
        places = {row.organisation_id: row.organisation for row in rounds}.values()
        people = {
            user: str(place) for place in places for user in colleagues_in(place, on=today, roles=READERS)
        }
        caller.offer(people.items())


@writing_view("GET", "POST")
def due(request: HttpRequest) -> HttpResponse:
    """Who is due by occasion, and one press to invite them. The answer is the sheets with the codes, once."""
    user, today = user_of(request), timezone.localdate()
    plans = list(planned_for(user, on=today))
    running = rounds_visible_to(user, on=today).filter(organisation__in=plans, closed_at__isnull=True)
    rounds = list(running.filter(opens_on__lte=today, closes_on__gte=today))
    form = InviteForm(posted(request), rounds=rounds)
    if form.is_valid():
        survey, caller = form.rounds[form.cleaned_data["survey"]], form.cleaned_data["caller"]
        try:
            made = invite(survey=survey, caller=caller, **told(request))
        except SurveyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            site = request.build_absolute_uri(reverse("surveys:enter"))
            pages = code_sheets(survey, made, site=site, caller=str(caller or ""))
            return _sheets(request, pages, survey)
    context = {"nav": "surveys", "plans": bool(plans), "rounds": rounds, "form": form, **_lists(request)}
    return render(request, "surveys/due.html", context, status=422 if form.is_bound else 200)


def _sheets(request: HttpRequest, pages: Sequence[Any], survey: Round) -> HttpResponse:
    """The sheets as PDF; a page that says so where everybody has one already from another case."""
    if not pages:
        return render(request, "surveys/nobody_new.html", {"nav": "surveys", "survey": survey})
    content = set_letters(pages, title=_("Codeblätter"))
    return attachment(content, name="codeblaetter.pdf", media_type=PDF)


def _lists(request: HttpRequest) -> dict[str, Any]:
    """By occasion those whose cases the reader sees, and how many more there are."""
    user, today = user_of(request), timezone.localdate()
    places, reach = list(places_read_by(user, on=today)), reach_of(user, on=today)
    lists = first_due(places, reach, on=today, most=MOST_NAMED) if places else []
    note_listed(request, _name_lines(lists))
    seen = sum(one.cases for one in lists)
    if seen:
        trail.record_read("surveys.due_read", subject=user, details={"number": str(seen)}, **told(request))
    return {"lists": lists}


def _name_lines(lists: Sequence[DueList]) -> Iterable[Case]:
    """Give each line its name, and the code of the case where the person is asked; with three queries.

    Returns the cases whose persons are named.
    """
    by_group: dict[Group, list[Line]] = {group: [] for group in Group}
    for one in lists:
        by_group[one.occasion.asked] += one.lines
    cases = Case.objects.select_related("person", "service").in_bulk(
        [line.case_id for line in by_group[Group.CLIENT]]
    )
    companies = Employer.objects.in_bulk([line.whom_id for line in by_group[Group.EMPLOYER]])
    bodies = Organisation.objects.in_bulk([line.whom_id for line in by_group[Group.FUNDER]])
    for line in by_group[Group.CLIENT]:
        line.name, line.code = str(cases[line.case_id].person), cases[line.case_id].code
    for line in by_group[Group.EMPLOYER]:
        line.name = str(companies[line.whom_id])
    for line in by_group[Group.FUNDER]:
        line.name = str(bodies[line.whom_id])
    return cases.values()


def _name(one: Addressee) -> str:
    return str(one.employer or one.commissioner or one.case.person)


@reading_view
def addressees(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Who was invited into a running round, by letter or by telephone; never with which code."""
    found = find_round(request, survey)
    rows = _addressees(request, found)
    others = found.addressees.count() - len(rows)
    lines = [{"name": _name(row), "row": row, "phone": _phone(row)} for row in rows]
    context = {"nav": "surveys", "survey": found, "lines": lines, "others": others}
    context["has_letters"] = any(row.caller_id is None for row in rows)
    return render(request, "surveys/addressees.html", context)


@reading_view
def letters(request: HttpRequest, survey: UUID) -> HttpResponse:
    """The letters with the addresses, for envelopes with a window; a code is never in them."""
    found, user, today = find_round(request, survey), user_of(request), timezone.localdate()
    by_letter = [row for row in _addressees(request, found) if row.caller_id is None]
    addresses = {whom_of(row): _address(row) for row in by_letter}
    pages = [letter_to(found, lines, who=user, on=today) for lines in addresses.values()]
    if not pages:
        raise Http404
    return attachment(set_letters(pages, title=_("Anschreiben")), name="anschreiben.pdf", media_type=PDF)


def _addressees(request: HttpRequest, found: Round) -> list[Addressee]:
    """Those of the round whose cases the reader sees. That they were looked at is noted."""
    user = user_of(request)
    cases = cases_visible_to(user, on=timezone.localdate())
    rows = found.addressees.filter(case__in=cases)
    rows = rows.select_related("case__person", "case__service", "employer", "commissioner", "caller")
    kept = list(rows)
    if kept:
        trail.record_read(
            "surveys.addressees_read", subject=found, organisation=found.organisation, **told(request)
        )
        note_listed(request, [row.case for row in kept])
    return kept


def _address(row: Addressee) -> list[str]:
    if row.commissioner is not None:
        return [row.commissioner.name]
    place = row.employer or row.case.person
    return [_name(row), place.street, f"{place.postcode} {place.town}".strip()]


def _phone(row: Addressee) -> str:
    return "" if row.commissioner is not None else (row.employer or row.case.person).phone
