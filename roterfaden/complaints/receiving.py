"""Take a complaint in, from anywhere: staff write it down, the portal hands it over. None is ever turned away.

A complaint has no state of its own: how it stands is what its run on the chain of complaints says.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.cases.models import Case
from roterfaden.common import rows
from roterfaden.common.codes import new_code
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.complaints.choices import Channel, Complainant
from roterfaden.complaints.models import Complaint, Concerned
from roterfaden.complaints.notices import tell_office
from roterfaden.complaints.procedure import Procedure, procedure
from roterfaden.complaints.rules import may_take_in
from roterfaden.process import runs
from roterfaden.process.catalogue import chain_of, version_in_force
from roterfaden.process.choices import DocumentState
from roterfaden.process.due import deadline_of_chain
from roterfaden.process.engine.definition import Chain
from roterfaden.process.evidence import missing_documents, record_document
from roterfaden.process.models import Run

actions.register("complaints.received", "Beschwerde aufgenommen")
actions.register("complaints.concerned", "Von einer Beschwerde Betroffene benannt")

CODE_LENGTH = 8


class ComplaintRefused(ValueError):
    """This cannot be done with the complaint; the message says why."""


@dataclass(frozen=True)
class Told:
    """What the person said. Without `contact` nobody can be answered; name and contact may both be empty."""

    complainant: Complainant
    channel: Channel
    text: str
    wish: str = ""
    about: str = ""
    name: str = ""
    contact: str = ""


@rows.beyond("nobody is turned away: a guest hands in what only the house can read afterwards")
def receive(
    *,
    organisation: Organisation,
    told: Told,
    token: UUID,
    by: User | None,
    at: datetime,
    concerned: Collection[User] = (),
    case: Case | None = None,
) -> Complaint:
    """Take a complaint in and begin its run; sending the same form again returns the first.

    `by` None: it came through the portal, and the office looks at the step of taking in itself. `concerned` are the
    users about whom it is. Refuses an empty text, a user who does not work there, a case of another service.
    Effects: data key, run, complaint, mails to the office without a word of it, audit entry that names nobody.
    """
    known = Complaint.objects.filter(token=token, received_by=by).first()
    if known is not None:
        return known
    _check(organisation, told, case, by=by, at=at)
    way = procedure()
    version = version_in_force(way.chain, on=local_day(at), service=organisation)
    if version is None:
        raise ComplaintRefused(f"Die Kette {way.chain} gilt zurzeit nicht.")
    with transaction.atomic():
        # not saved yet: its uuid is the scope of the run's entries
        complaint = _written(told, chain_of(version), organisation, case, token=token, by=by, at=at)
        complaint.run = runs.start_run(
            chain_version=version,
            organisation=organisation,
            data_key=complaint.data_key,
            start_node=way.starts[told.complainant],
            scope=complaint,
            by=by,
            at=at,
        )
        if by is not None:
            _taken_in(complaint, complaint.run, by=by, at=at)
        complaint.save()
        Concerned.objects.bulk_create(Concerned(complaint=complaint, user=user) for user in set(concerned))
        tell_office(complaint, by=by, at=at)
        trail.record(
            "complaints.received",
            by=by,
            at=at,
            subject=complaint,
            scope=complaint,
            organisation=organisation,
            details={"channel": str(told.channel)},
        )
    return complaint


def _written(
    told: Told,
    chain: Chain,
    organisation: Organisation,
    case: Case | None,
    *,
    token: UUID,
    by: User | None,
    at: datetime,
) -> Complaint:
    return Complaint(
        code=new_code(CODE_LENGTH),
        organisation=organisation,
        data_key=keyring.new_key(),
        complainant=told.complainant,
        channel=told.channel,
        name=told.name.strip(),
        contact=told.contact.strip(),
        text=told.text.strip(),
        wish=told.wish.strip(),
        about=told.about.strip(),
        case=case,
        received_at=at,
        received_by=by,
        token=token,
        answer_due_on=_answer_due(chain, procedure(), organisation, local_day(at)),
    )


def concern(*, complaint: Complaint, users: Collection[User], by: User, at: datetime) -> None:
    """Say that the complaint is about these users, too: from now on they neither see nor handle it.

    Idempotent. Effects: an independent person among them is not the handler any more; the office is told again if
    nobody of it is left; audit entry that names nobody.
    """
    with transaction.atomic():
        for user in users:
            Concerned.objects.get_or_create(complaint=complaint, user=user)
        if complaint.handler_id in {user.pk for user in users}:
            Complaint.objects.filter(pk=complaint.pk).update(handler=None)
            complaint.handler = None
        tell_office(complaint, by=by, at=at)
        trail.record(
            "complaints.concerned",
            by=by,
            at=at,
            subject=complaint,
            scope=complaint,
            organisation=complaint.organisation,
            details={"how_many": len(users)},
        )


def _taken_in(complaint: Complaint, run: Run, *, by: User, at: datetime) -> None:
    """Writing it down is the first step of the chain, and says whether the person can be answered."""
    way = procedure()
    taken = runs.take_up(run, run.moves)
    first = next((task for task in taken.open_tasks if task.node == way.received_by), None)
    if first is None:
        return
    for title in missing_documents(chain=taken.chain, task=first):
        record_document(task=first, title=title, state=DocumentState.PRESENT, scope=complaint, by=by, at=at)
    answer = way.reachable if complaint.can_be_answered else way.unreachable
    runs.complete_task(taken, number=first.number, outcome=answer, scope=complaint, by=by, at=at)
    run.refresh_from_db()


def _answer_due(chain: Chain, way: Procedure, organisation: Organisation, day: date) -> date | None:
    """By when the answer is owed, as the chain that holds here says; None if it says nothing."""
    step = chain.step(way.answered_at[0])
    if step is None or step.deadline is None:
        return None
    found = deadline_of_chain(
        step.deadline, title=step.title, event="", started_on=day, region=organisation.region
    )
    return found.due_on


def _check(
    organisation: Organisation, told: Told, case: Case | None, *, by: User | None, at: datetime
) -> None:
    if not told.text.strip():
        raise ComplaintRefused("Bitte schreiben Sie auf, worum es geht.")
    if by is not None and not may_take_in(by, organisation, on=local_day(at)):
        raise ComplaintRefused("Aufnehmen kann eine Beschwerde, wer in dieser Stelle arbeitet.")
    if case is not None and case.service_id != organisation.pk:
        raise ComplaintRefused("Dieser Fall gehört zu einem anderen Dienst.")
