"""Who is to be asked: found from the cases of a service, invited into a running round with one press."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case, CaseParticipant, Mandate
from roterfaden.common.days import local_day
from roterfaden.employers.models import Employer
from roterfaden.placement.models import Employment, Trial
from roterfaden.surveys.asking import check_planner, make_codes
from roterfaden.surveys.choices import Axis, Event, Group
from roterfaden.surveys.groups import part_for
from roterfaden.surveys.models import Addressee, Round
from roterfaden.surveys.occasions import Occasion, shipped_occasions
from roterfaden.surveys.refusals import SurveyRefused

actions.register("surveys.invited", "Fällige zu einer Befragung eingeladen")

# the case and its person, the company, the commissioning body, as ids; the day
Happening = tuple[int, int, int | None, int | None, date]
Happenings = Callable[[Organisation, date, date], Iterator[Happening]]


@dataclass(frozen=True)
class Due:
    """Somebody who is to be asked on an occasion: the person of the case, a company or a commissioning body.

    Ids alone: a large service has thousands, of which a page names some.
    """

    occasion: Occasion
    case_id: int
    person_id: int
    employer_id: int | None
    commissioner_id: int | None
    due_on: date

    @property
    def whom(self) -> tuple[str, int]:
        """Who it is, however many cases lead there."""
        if self.employer_id is not None:
            return "employer", self.employer_id
        if self.commissioner_id is not None:
            return "commissioner", self.commissioner_id
        return "person", self.person_id


def due_in(organisation: Organisation, *, on: date, asked: Group | None = None) -> list[Due]:
    """Whom the service is to ask today and has not asked on that occasion, the first to be due first.

    `asked` narrows to one kind of them. Without files in the archive, restricted and destroyed ones. At most seven
    queries, each only over the days in question.
    """
    known: set[tuple[str, int, int | None, int | None]] = set(
        Addressee.objects.filter(case__service=organisation).values_list(
            "occasion", "case_id", "employer_id", "commissioner_id"
        )
    )
    found = []
    for event, happenings in _EVENTS.items():
        occasions = [
            one for one in shipped_occasions().values() if one.event == event and asked in (None, one.asked)
        ]
        for case, person, employer, commissioner, day in _happened(
            happenings, organisation, occasions, on=on
        ):
            for one in occasions:
                key = (one.id, case, employer, commissioner)
                if key not in known and one.is_due(day, on=on):
                    known.add(key)
                    found.append(Due(one, case, person, employer, commissioner, one.due_on(day)))
    return sorted(found, key=lambda due: (due.due_on, due.occasion.id, due.case_id))


def _happened(
    happenings: Happenings, organisation: Organisation, occasions: Sequence[Occasion], *, on: date
) -> Iterator[Happening]:
    """What happened in the days that can make somebody due today."""
    if occasions:
        first = min(one.earliest(on=on) for one in occasions)
        yield from happenings(organisation, first, on)


def invite(*, survey: Round, caller: User | None = None, by: User, at: datetime) -> dict[str, list[str]]:
    """Invite everybody who is due and whom this round asks; returns the codes by group, told once.

    With a `caller` the sheets are for the telephone, and whoever the caller works with stays due. Effects: that they
    were asked is kept, with no code beside it; one code for each person, company or body. Refuses others than the
    quality officer, a closed round, nobody being due, and what `make_codes` refuses.
    """
    check_planner(survey.organisation, by, at)
    with transaction.atomic():
        row = Round.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=survey.pk)
        today, group = local_day(at), row.questionnaire.group
        if row.closed_at or not row.opens_on <= today <= row.closes_on:
            raise SurveyRefused("Diese Befragung läuft heute nicht.")
        dues = due_in(row.organisation, on=today, asked=group)
        if caller is not None:
            dues = _without_cases_of(caller, dues, on=today)
        if not dues:
            raise SurveyRefused("Für diese Befragung ist heute niemand an der Reihe.")
        known = {whom_of(one) for one in row.addressees.select_related("case")}
        fresh = {due.whom: due for due in reversed(dues) if due.whom not in known}
        _keep(row, dues, caller)
        codes: dict[str, list[str]] = {}
        if fresh:
            numbers = Counter(_parts(row, list(fresh.values())))
            codes = make_codes(survey=row, numbers=numbers, by=by, at=at)
        details = {"number": str(len(fresh))}
        trail.record(
            "surveys.invited", by=by, at=at, subject=row, organisation=row.organisation, details=details
        )
    return codes


def _keep(survey: Round, dues: Iterable[Due], caller: User | None) -> None:
    Addressee.objects.bulk_create(
        Addressee(
            round=survey,
            occasion=due.occasion.id,
            case_id=due.case_id,
            employer_id=due.employer_id,
            commissioner_id=due.commissioner_id,
            caller=caller,
        )
        for due in dues
    )


def whom_of(row: Addressee) -> tuple[str, int]:
    """Who was asked, as `Due.whom`."""
    if row.employer_id is not None:
        return "employer", row.employer_id
    if row.commissioner_id is not None:
        return "commissioner", row.commissioner_id
    return "person", row.case.person_id


def _parts(survey: Round, dues: Sequence[Due]) -> list[str]:
    """The coarse group of each who is invited."""
    if not survey.axis:
        return [""] * len(dues)
    asked = Group(survey.questionnaire.group)
    return [part_for(survey.axis, asked, value) for value in _values(survey, dues)]


def _values(survey: Round, dues: Sequence[Due]) -> list[str]:
    """What the coarse group of each goes by."""
    if survey.axis == Axis.REGION:
        return [survey.organisation.region] * len(dues)
    if survey.axis == Axis.CHAIN:
        chains = dict(Case.objects.filter(pk__in={due.case_id for due in dues}).values_list("pk", "chain"))
        return [chains[due.case_id] for due in dues]
    companies = {due.employer_id or 0 for due in dues}
    sizes = dict(Employer.objects.filter(pk__in=companies).values_list("pk", "size"))
    bodies = {due.commissioner_id or 0 for due in dues}
    kinds = dict(Organisation.objects.filter(pk__in=bodies).values_list("pk", "kind__code"))
    return [sizes.get(due.employer_id or 0) or kinds.get(due.commissioner_id or 0, "") for due in dues]


def _without_cases_of(caller: User, dues: list[Due], *, on: date) -> list[Due]:
    """Those on whose case `caller` does not work: a person's own caseworker does not take down what they think."""
    cases = {due.case_id for due in dues}
    still = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    rows = CaseParticipant.objects.filter(still, user=caller, case__in=cases, ended_at__isnull=True)
    own = Case.objects.filter(pk__in=cases, responsible=caller)
    near = {*rows.values_list("case_id", flat=True), *own.values_list("pk", flat=True)}
    mine = {due.whom for due in dues if due.case_id in near}
    return [due for due in dues if due.whom not in mine]


def _cases(organisation: Organisation) -> QuerySet[Case]:
    rows = Case.objects.filter(service=organisation, restricted_at__isnull=True, destroyed_at__isnull=True)
    return rows.filter(archived_on__isnull=True)


def _opened(organisation: Organisation, first: date, last: date) -> Iterator[Happening]:
    rows = _cases(organisation).filter(state=CaseState.OPEN, opened_on__range=(first, last))
    for case, person, day in rows.values_list("pk", "person_id", "opened_on"):
        yield case, person, None, None, day


def _closed(organisation: Organisation, first: date, last: date) -> Iterator[Happening]:
    rows = _cases(organisation).filter(state=CaseState.CLOSED, closed_on__range=(first, last))
    for case, person, day in rows.values_list("pk", "person_id", "closed_on"):
        assert day is not None
        yield case, person, None, None, day


def _employed(organisation: Organisation, first: date, last: date) -> Iterator[Happening]:
    rows = Employment.objects.filter(case__in=_cases(organisation), ended_on__isnull=True)
    rows = rows.filter(starts_on__range=(first, last))
    yield from _at_companies(rows, "starts_on")


def _tried(organisation: Organisation, first: date, last: date) -> Iterator[Happening]:
    rows = Trial.objects.filter(case__in=_cases(organisation), ended_on__range=(first, last))
    yield from _at_companies(rows, "ended_on")


def _at_companies(rows: QuerySet[Any], day: str) -> Iterator[Happening]:
    for case, person, employer, happened_on in rows.values_list(
        "case_id", "case__person_id", "workplace__employer_id", day
    ):
        yield case, person, employer, None, happened_on


def _ordered(organisation: Organisation, first: date, last: date) -> Iterator[Happening]:
    still = Q(valid_until__isnull=True) | Q(valid_until__gte=last)
    yield from _orders(organisation, "valid_from", still, valid_from__range=(first, last))


def _order_over(organisation: Organisation, first: date, last: date) -> Iterator[Happening]:
    yield from _orders(organisation, "valid_until", valid_until__range=(first, last))


def _orders(organisation: Organisation, day: str, *which: Q, **when: Any) -> Iterator[Happening]:
    rows = Mandate.objects.filter(*which, case__in=_cases(organisation), commissioner__isnull=False, **when)
    for case, person, body, happened_on in rows.values_list(
        "case_id", "case__person_id", "commissioner_id", day
    ):
        yield case, person, None, body, happened_on


_EVENTS: dict[Event, Happenings] = {
    Event.CASE_OPENED: _opened,
    Event.CASE_CLOSED: _closed,
    Event.EMPLOYMENT_BEGAN: _employed,
    Event.TRIAL_ENDED: _tried,
    Event.ORDER_BEGAN: _ordered,
    Event.ORDER_ENDED: _order_over,
}
