"""Who is to be asked: found from the cases of a service, invited into a running round with one press."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Min, Q

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.cases.models import Case, CaseParticipant
from roterfaden.cases.reach import Reach
from roterfaden.common.days import local_day
from roterfaden.employers.models import Employer
from roterfaden.surveys.asking import check_planner, make_codes
from roterfaden.surveys.choices import Axis, Group
from roterfaden.surveys.groups import part_for
from roterfaden.surveys.happenings import waiting
from roterfaden.surveys.models import Addressee, Round
from roterfaden.surveys.occasions import Occasion, shipped_occasions
from roterfaden.surveys.refusals import SurveyRefused

actions.register("surveys.invited", "Fällige zu einer Befragung eingeladen")


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


@dataclass
class Line:
    """Somebody who is asked, first on which day, for how many cases; only what the reader may see.

    `case_id`: one of the cases.
    """

    whom_id: int
    due_on: date
    cases: int
    case_id: int
    name: str = ""
    code: str = ""


@dataclass(frozen=True)
class DueList:
    """Who is due on an occasion: the first of them, how many `more` the reader sees, and how many `others` not."""

    occasion: Occasion
    lines: list[Line]
    more: int
    others: int
    cases: int


def due_in(organisation: Organisation, *, on: date, asked: Group | None = None) -> list[Due]:
    """Whom the service is to ask today and has not asked on that occasion, the first to be due first.

    `asked` narrows to one kind of them. Without files in the archive, restricted and destroyed ones. One query for
    each occasion, only over the days in question.
    """
    found = dict[tuple[str, int, int | None, int | None], Due]()
    for one in _occasions(asked):
        happened = waiting([organisation], one, on=on)
        for case, person, day, *body in happened.rows.values_list(*happened.columns):
            employer = body[0] if happened.employer else None
            commissioner = body[0] if happened.commissioner else None
            due = Due(one, case, person, employer, commissioner, one.due_on(day))
            known = found.setdefault((one.id, case, employer, commissioner), due)
            if due.due_on < known.due_on:
                found[one.id, case, employer, commissioner] = due
    return sorted(found.values(), key=lambda due: (due.due_on, due.occasion.id, due.case_id))


def first_day(organisation: Organisation, *, on: date, asked: Group) -> date | None:
    """Since when the first of those in `due_in` is due; None where nobody is. One query for each occasion."""
    days = list[date]()
    for one in _occasions(asked):
        happened = waiting([organisation], one, on=on)
        if first := happened.rows.aggregate(first=Min(happened.day))["first"]:
            days.append(one.due_on(first))
    return min(days, default=None)


def first_due(organisations: Sequence[Organisation], reach: Reach, *, on: date, most: int) -> list[DueList]:
    """By occasion the first `most` who are due, as far as `reach` goes. One query for each occasion."""
    found = []
    for one in _occasions(None):
        happened = waiting(organisations, one, on=on)
        case, seen = f"{happened.to_case}pk", reach.within(happened.to_case)
        groups = happened.rows.values_list(happened.whom).annotate(
            first=Min(happened.day, filter=seen),
            n=Count(case, filter=seen, distinct=True),
            case=Min(case, filter=seen),
        )
        everybody = list(groups.order_by("first", happened.whom))
        known = [row for row in everybody if row[2]]
        if everybody:
            lines = [Line(whom, one.due_on(first), n, case) for whom, first, n, case in known[:most]]
            more, others = len(known) - len(lines), len(everybody) - len(known)
            found.append(DueList(one, lines, more, others, sum(row[2] for row in known)))
    return found


def _occasions(asked: Group | None) -> list[Occasion]:
    return [one for one in shipped_occasions().values() if asked in (None, one.asked)]


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
