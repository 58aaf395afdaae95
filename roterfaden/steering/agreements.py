"""Lead a target agreement along its chain: both sides draft, agree, sign, draw the balance.

How an agreement stands is what its run says; what each side may do there follows from the roles of the chain.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.revisions import Conflict, save_revision
from roterfaden.process import deviations, runs
from roterfaden.process.catalogue import chain_of, version_in_force
from roterfaden.process.choices import DocumentState, ReasonCategory, RunState, TaskState
from roterfaden.process.evidence import missing_documents, record_document
from roterfaden.process.models import Task
from roterfaden.steering.agreement_records import Agreement, SideText
from roterfaden.steering.choices import Place, Side
from roterfaden.steering.goals import fingerprint, whole_faults
from roterfaden.steering.procedure import procedure
from roterfaden.steering.queries import offices_of, services_of_office, sides_of
from roterfaden.steering.refusals import AgreementRefused

actions.register("steering.agreement_begun", "Zielvereinbarung begonnen")
actions.register("steering.side_text_written", "Entwurf einer Seite bearbeitet")
DRAFTED = (Place.STATE, Place.IDEAS)
FIRST = "Es ist die erste Zielvereinbarung mit diesem Dienst."


@dataclass(frozen=True)
class Answer:
    """What is said at one place of the chain."""

    outcome: str = ""
    note: str = ""


def begin(
    *, service: Organisation, office: Organisation, begins_on: date, by: User, at: datetime
) -> Agreement:
    """Begin the agreement of a service for the year from `begins_on`, as the one before ends or as the first.

    Refuses who does not speak for the office, a service of another Land, a beginning over a year away or in the past by
    more than half a year, a second one for the same time. Effects: data key, run, audit entry.
    """
    today, way = local_day(at), procedure()
    if not offices_of(by, on=today).filter(pk=office.pk).exists():
        raise AgreementRefused("Eine Zielvereinbarung beginnt das Amt.")
    if not services_of_office(office).filter(pk=service.pk).exists():
        raise AgreementRefused("Dieser Dienst gehört nicht zu diesem Amt.")
    if not today - timedelta(days=183) <= begins_on <= today + timedelta(days=366):
        raise AgreementRefused("Der Beginn liegt höchstens ein halbes Jahr zurück und ein Jahr voraus.")
    version = version_in_force(way.chain, on=today, service=service)
    if version is None:
        raise AgreementRefused(f"Die Kette {way.chain} gilt zurzeit nicht.")
    ends_on = date(begins_on.year + way.limits.months // 12, begins_on.month, 1) - timedelta(days=1)
    same = Agreement.objects.filter(service=service, office=office)
    if same.filter(begins_on__lte=ends_on, ends_on__gte=begins_on).exists():
        raise AgreementRefused("Für diese Zeit gibt es schon eine Zielvereinbarung.")
    before = same.filter(run__state=RunState.ENDED, ends_on__lt=begins_on).order_by("-begins_on").first()
    try:
        with transaction.atomic():
            agreement = Agreement(
                service=service,
                office=office,
                data_key=keyring.new_key(),
                begins_on=begins_on,
                ends_on=ends_on,
                previous=before,
            )
            agreement.run = runs.start_run(
                chain_version=version,
                organisation=service,
                data_key=agreement.data_key,
                start_node=way.starts["following" if before else "first"],
                scope=agreement,
                by=by,
                at=at,
            )
            agreement.save()
            trail.record(
                "steering.agreement_begun",
                by=by,
                at=at,
                subject=agreement,
                scope=agreement,
                organisation=service,
                details={"begins_on": begins_on.isoformat()},
            )
    except IntegrityError as twice:
        raise AgreementRefused("Für diese Zeit gibt es schon eine Zielvereinbarung.") from twice
    return agreement


def place_of(node: str) -> Place | None:
    """What is done at a node; None at a question."""
    return procedure().places.get(node)


def sides_at(agreement: Agreement, node: str) -> frozenset[Side]:
    """Whose turn it is at a node, by the roles of the chain."""
    chain = chain_of(agreement.run.chain_version)
    found = chain.step(node) or chain.decision(node)
    return frozenset(procedure().sides[role] for role in (found.responsible if found else ()))


def may_act_on(user: User, agreement: Agreement, node: str, *, on: date) -> bool:
    """Whether `user` speaks for a side whose turn it is at `node`."""
    return bool(sides_at(agreement, node) & sides_of(user, agreement, on=on))


def open_nodes(agreement: Agreement) -> set[str]:
    rows = Task.objects.filter(run=agreement.run_id, state=TaskState.OPEN)
    return set(rows.values_list("node", flat=True))


def is_open(agreement: Agreement, *places: Place) -> bool:
    """Whether a step of one of these kinds is open."""
    return any(place_of(node) in places for node in open_nodes(agreement))


def write_side_text(
    *, agreement: Agreement, side: Side, place: Place, text: str, revision: int, by: User, at: datetime
) -> SideText:
    """Keep what one side writes at its step; `revision` 0: nothing was there.

    Refuses who does not speak for that side, a step of that side that is not open, with Conflict another revision.
    """
    if side not in sides_of(by, agreement, on=local_day(at)):
        raise AgreementRefused("Diesen Entwurf schreibt die andere Seite.")
    mine = [node for node in open_nodes(agreement) if place_of(node) == place]
    if not any(side in sides_at(agreement, node) for node in mine):
        raise AgreementRefused("Dieser Schritt ist nicht offen.")
    with transaction.atomic():
        row = SideText.objects.filter(agreement=agreement, side=side, place=place).first()
        if row is None:
            row, made = SideText.objects.get_or_create(
                agreement=agreement, side=side, place=place, defaults={"text": text.strip()}
            )
            if not made:
                raise Conflict(row)
        else:
            row.agreement, row.text = agreement, text.strip()
            save_revision(row, expected=revision, fields=["text"])
        trail.record(
            "steering.side_text_written",
            by=by,
            at=at,
            subject=row,
            scope=agreement,
            organisation=agreement.service,
            details={"side": str(side), "place": str(place)},
        )
    return row


def texts_shown_to(agreement: Agreement, sides: frozenset[Side]) -> list[SideText]:
    """The own drafts, and those of the other side once its step is done."""
    still = open_nodes(agreement)
    hidden = {(side, place_of(node)) for node in still for side in sides_at(agreement, node) - sides}
    rows = agreement.texts.select_related("agreement").order_by("place", "side")
    return [row for row in rows if row.text and (row.side, row.place) not in hidden]


def move_on(
    *, agreement: Agreement, seen_moves: int, number: int, answer: Answer, by: User, at: datetime
) -> None:
    """Complete the open step `number`, or answer its question.

    Refuses who does not act there, RunMovedOn, and what the place still needs: the own draft; goals that hold what was
    agreed (number, dimensions, SMART) before they are called ready; both signatures; a word on every goal in a balance;
    a final balance before the time is over. Effects: moves, documents as recorded, audit.
    """
    with transaction.atomic():
        taken = runs.take_up(agreement.run, seen_moves)
        task = taken.open_task(number)
        if not may_act_on(by, agreement, task.node, on=local_day(at)):
            raise AgreementRefused("An dieser Stelle handelt die andere Seite.")
        _check_place(agreement, task.node, answer, on=local_day(at))
        for title in missing_documents(chain=taken.chain, task=task):
            first = title.startswith("Abschlussbilanz der vor") and agreement.previous_id is None
            record_document(
                task=task,
                title=title,
                state=DocumentState.EXCUSED if first else DocumentState.PRESENT,
                reason=FIRST if first else "",
                scope=agreement,
                by=by,
                at=at,
            )
        runs.complete_task(
            taken, number=number, outcome=answer.outcome, note=answer.note, scope=agreement, by=by, at=at
        )


def undo(*, agreement: Agreement, seen_moves: int, reason: str, by: User, at: datetime) -> None:
    """Take the last move back, with a trace. Refuses who speaks for no side, and after both have signed."""
    if not sides_of(by, agreement, on=local_day(at)):
        raise AgreementRefused("An dieser Stelle handelt die andere Seite.")
    if seen_moves <= 1:
        raise AgreementRefused("Der Beginn lässt sich nicht zurücknehmen.")
    if agreement.signatures.exists():
        raise AgreementRefused("Es ist schon unterschrieben. Änderungen kommen in die Zwischenbilanz.")
    who = deviations.Who(
        run=agreement.run,
        seen_moves=seen_moves,
        reason=deviations.Reason(ReasonCategory.OTHER, reason),
        scope=agreement,
        by=by,
        at=at,
    )
    deviations.undo_last(who)


def _check_place(agreement: Agreement, node: str, answer: Answer, *, on: date) -> None:
    place, way = place_of(node), procedure()
    if place in DRAFTED:
        missing = [
            side
            for side in sides_at(agreement, node)
            if not any(row.text for row in agreement.texts.filter(side=side, place=place))
        ]
        if missing:
            raise AgreementRefused("Bitte schreiben Sie zuerst Ihren Entwurf.")
    ready = node in way.ready and answer.outcome == way.ready_word
    if (place == Place.GOALS or ready) and (faults := whole_faults(agreement)):
        raise AgreementRefused(" ".join(faults))
    if place == Place.SIGN:
        signed = set(
            agreement.signatures.filter(fingerprint=fingerprint(agreement)).values_list("side", flat=True)
        )
        if signed != set(Side.values):
            raise AgreementRefused("Es fehlt noch eine Unterschrift.")
    if place == Place.INTERIM and any(not goal.interim for goal in agreement.goals.all()):
        raise AgreementRefused("Bitte sagen Sie zu jedem Ziel, wie es zur Halbzeit steht.")
    if place == Place.FINAL:
        if any(not goal.outcome for goal in agreement.goals.all()):
            raise AgreementRefused("Bitte sagen Sie zu jedem Ziel, ob es erreicht ist.")
        if on <= agreement.ends_on:
            raise AgreementRefused("Die Abschlussbilanz kommt nach dem Ende der Laufzeit.")


def interim_due(agreement: Agreement) -> date:
    """Half-time: the balance is drawn on this day at the latest (KASSYS 3.3.1)."""
    return agreement.begins_on + (agreement.ends_on - agreement.begins_on) / 2
