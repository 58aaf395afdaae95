"""Open a case: person, service, concern, mandate, and the first run on a chain of the service's choice."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from roterfaden.accounts.models import Organisation, Team, User
from roterfaden.accounts.queries import colleagues_in
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import EventKind
from roterfaden.cases.mandates import MandateFacts, record_mandate
from roterfaden.cases.models import Case, CaseEvent, CaseRun
from roterfaden.cases.search import index_case, search_number
from roterfaden.common.codes import new_code
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.people.models import Person
from roterfaden.people.queries import CASE_ROLES, is_out_of_reach
from roterfaden.people.records import record_person
from roterfaden.process import runs
from roterfaden.process.models import ChainVersion

actions.register("cases.opened", "Fall eröffnet")


class IntakeRefused(ValueError):
    """The case cannot be opened like this; the message says why."""


class AlreadyOpened(IntakeRefused):
    """The very same form was sent before; `case` is what it opened."""

    def __init__(self, case: Case) -> None:
        self.case = case
        super().__init__("Dieser Fall ist schon eröffnet.")


def open_case(
    *,
    service: Organisation,
    person: Person | Mapping[str, Any],
    chain_version: ChainVersion,
    start_node: str,
    responsible: User,
    opened_on: date,
    by: User,
    at: datetime,
    team: Team | None = None,
    concern: str = "",
    mandate: MandateFacts | None = None,
    intake_token: UUID | None = None,
) -> Case:
    """Open a case for `person` (a record, or the facts of a new one) and start its first run at `start_node`.

    Refuses: a person or team of another organisation, somebody responsible who does no casework there today, a chain
    that is not about clients, somebody close to the person, an unknown start, a day that is still to come, and with
    AlreadyOpened a form (`intake_token`) that was sent before. Effects: file number, data key, mandate, first open
    tasks with their deadlines, trace event, audit entry.
    """
    with transaction.atomic():
        # The update of the number holds the service's row, so of two equal forms the second sees the first's case.
        number = _next_file_number(service, year=opened_on.year)
        if intake_token is not None:
            _refuse_second_sending(intake_token)
        _check_day_and_responsible(service, opened_on, responsible, today=local_day(at))
        if isinstance(person, Mapping):
            person = record_person(organisation=service, facts=person, by=by, at=at)
        _check(service=service, person=person, team=team, chain_version=chain_version)
        _refuse_somebody_close(person, by, responsible)
        case = Case.objects.create(
            code=new_code(8),
            file_number=number,
            search_number=search_number(number),
            person=person,
            service=service,
            team=team,
            responsible=responsible,
            data_key=keyring.new_key(),
            opened_on=opened_on,
            concern=concern,
            intake_token=intake_token,
        )
        index_case(case=case)
        CaseEvent.objects.create(case=case, kind=EventKind.OPENED, at=at, by=by, to_user=responsible)
        if mandate is not None:
            record_mandate(case=case, facts=mandate, by=by, at=at)
        start_run_in_case(case=case, chain_version=chain_version, start_node=start_node, by=by, at=at)
        trail.record(
            "cases.opened",
            by=by,
            at=at,
            subject=case,
            scope=case,
            organisation=service,
            details={"chain": str(chain_version), "start": start_node},
        )
    return case


def _refuse_somebody_close(person: Person, *users: User) -> None:
    if any(is_out_of_reach(user, person.pk) for user in users):
        raise IntakeRefused("Diesen Fall muss jemand anderes eröffnen und führen.")


def start_run_in_case(
    *, case: Case, chain_version: ChainVersion, start_node: str, by: User, at: datetime, **origin: Any
) -> CaseRun:
    """Start a run that belongs to `case`. `origin` may name `called_from` (a task) or `handed_over_from` (a run)."""
    run = runs.start_run(
        chain_version=chain_version,
        organisation=case.service,
        data_key=case.data_key,
        start_node=start_node,
        scope=case,
        by=by,
        at=at,
        **origin,
    )
    if run.called_from_id is None:
        case.chain = chain_version.key
        Case.objects.filter(pk=case.pk).update(chain=case.chain)
    return CaseRun.objects.create(case=case, run=run)


def opened_by_form(intake_token: UUID) -> Case | None:
    """The case that a form opened when it was sent before."""
    return Case.objects.filter(intake_token=intake_token).first()


def _refuse_second_sending(intake_token: UUID) -> None:
    known = opened_by_form(intake_token)
    if known is not None:
        raise AlreadyOpened(known)


def _check_day_and_responsible(
    service: Organisation, opened_on: date, responsible: User, *, today: date
) -> None:
    if opened_on > today:
        raise IntakeRefused("Die Eröffnung liegt in der Zukunft.")
    if not colleagues_in(service, on=today, roles=CASE_ROLES).filter(pk=responsible.pk).exists():
        raise IntakeRefused("Die zuständige Person arbeitet nicht als Fachkraft in diesem Dienst.")


def _check(*, service: Organisation, person: Person, team: Team | None, chain_version: ChainVersion) -> None:
    if person.organisation_id != service.pk:
        raise IntakeRefused("Die Person ist bei einer anderen Stelle erfasst.")
    if team is not None and team.organisation_id != service.pk:
        raise IntakeRefused("Das Team gehört zu einer anderen Stelle.")
    if chain_version.subject != "client":
        raise IntakeRefused("Diese Kette führt nicht durch einen Fall mit einer Person.")


def _next_file_number(service: Organisation, *, year: int) -> str:
    """Take the next number of the service. The update holds the row, so no number is given twice."""
    Organisation.objects.filter(pk=service.pk).update(next_file_number=F("next_file_number") + 1)
    current = Organisation.objects.only("next_file_number", "file_prefix", "code").get(pk=service.pk)
    prefix = current.file_prefix or current.code.upper()[:6]
    return f"{prefix}-{year}-{current.next_file_number - 1:04d}"
