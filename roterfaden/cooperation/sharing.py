"""Pass on to all involved what happened: filtered for each by the gate, waiting in the ledger until let out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.consent import transfers
from roterfaden.consent.choices import Channel, DataClass, TransferState
from roterfaden.consent.gate import Decision, Item
from roterfaden.consent.queries import waits_for_hand
from roterfaden.cooperation.choices import MeetingState, PlanSection, RoundKind, StepState, TurnKind
from roterfaden.cooperation.comparison import changes, line_of
from roterfaden.cooperation.dates import title_of_meeting
from roterfaden.cooperation.minutes import of_the_plan, version_title, when_of
from roterfaden.cooperation.models import Cooperation, Party, SharedWith, SharingRound, StepChange
from roterfaden.cooperation.monitoring import set_next_information
from roterfaden.cooperation.queries import meetings_of, parties_of, procedure_of
from roterfaden.cooperation.refusals import CooperationRefused, require_running

actions.register("cooperation.shared", "An alle Beteiligten vorgemerkt, je Stelle gefiltert")
actions.register("cooperation.let_out", "An alle Beteiligten hinausgegeben")
actions.register("cooperation.held_back", "Links gehen nicht mehr von selbst")

CHANNELS = {
    RoundKind.EXCHANGE: Channel.ROUND_TABLE,
    RoundKind.INFORMATION: Channel.REPORT,
    RoundKind.MINUTES: Channel.LETTER,
}


@dataclass(frozen=True)
class Preview:
    """What one party would get, and what would be kept back."""

    party: Party
    decision: Decision


def receiving(cooperation: Cooperation) -> list[Party]:
    """Every body of the circle but the service itself; the person reads the whole file anyway."""
    return [
        party
        for party in parties_of(cooperation)
        if party.recipient is not None and party.recipient.organisation_id != cooperation.case.service_id
    ]


def preview(*, cooperation: Cooperation, kind: RoundKind, items: Sequence[Item], on: date) -> list[Preview]:
    """What would pass to whom on the day `on`. Changes nothing."""
    case = cooperation.case
    found = []
    for party in receiving(cooperation):
        plan = _plan(cooperation, party, kind, items)
        decision = transfers.preview(person=case.person, service=case.service, plan=plan, on=on)
        found.append(Preview(party, decision))
    return found


def share(
    *,
    cooperation: Cooperation,
    kind: RoundKind,
    items: Sequence[Item],
    token: UUID,
    by: User,
    at: datetime,
    send_on: date | None = None,
) -> SharingRound:
    """Queue `items` for every body of the circle, each filtered by the gate. Safe to repeat with the same `token`.

    `send_on`: from this day on the links go by themselves (`portal.sending`).

    Refuses: nothing to pass on, nobody to receive it, a day that is past, and when the gate lets nothing pass to
    anybody (with its reasons). Effects: transfers that wait in the ledger, the reason for each body that gets nothing,
    after an information the next deadline to inform.
    """
    if not items:
        raise CooperationRefused(
            "Es gibt nichts weiterzugeben. Wählen Sie etwas aus oder schreiben Sie etwas."
        )
    if send_on is not None and send_on < local_day(at):
        raise CooperationRefused("Der Tag, an dem die Links gehen sollen, ist schon vorbei.")
    with transaction.atomic():
        known = SharingRound.objects.filter(token=token, cooperation=cooperation).first()
        if known is not None:
            return known
        require_running(cooperation)
        parties = receiving(cooperation)
        if not parties:
            raise CooperationRefused("Im Kreis ist noch keine andere Stelle.")
        made = SharingRound.objects.create(
            cooperation=cooperation, kind=kind, made_at=at, made_by=by, token=token, send_on=send_on
        )
        refusals = [
            _share_with(made, party, _plan(cooperation, party, kind, items), by=by, at=at)
            for party in parties
        ]
        if all(refusals):
            raise CooperationRefused(" ".join(dict.fromkeys(refusals)))
        if kind == RoundKind.INFORMATION and cooperation.manager_id is not None:
            set_next_information(cooperation=cooperation, by=by, at=at)
        trail.record(
            "cooperation.shared",
            by=by,
            at=at,
            subject=made,
            scope=cooperation.case,
            details={"kind": str(kind), "parties": len(parties)},
        )
    return made


def _share_with(made: SharingRound, party: Party, plan: transfers.Plan, *, by: User, at: datetime) -> str:
    """Queue for one party; returns why nothing passes, "" if something does."""
    case = made.cooperation.case
    decision = transfers.preview(person=case.person, service=case.service, plan=plan, on=local_day(at))
    refused = " ".join(decision.refusals)
    waiting = None
    if not refused:
        waiting = transfers.queue(
            person=case.person, service=case.service, plan=plan, scope=case, by=by, at=at
        )
    SharedWith.objects.create(
        round=made,
        party=party,
        transfer=waiting,
        kept_back=len(decision.kept_back),
        refused_because=refused[:500],
    )
    return refused


def _plan(cooperation: Cooperation, party: Party, kind: RoundKind, items: Sequence[Item]) -> transfers.Plan:
    assert party.recipient is not None
    title = procedure_of(cooperation).title
    return transfers.Plan(
        recipient=party.recipient,
        channel=CHANNELS[kind],
        purpose=f"{title}: {kind.label}",
        items=items,
        consent=cooperation.authority,
    )


def let_out(*, round: SharingRound, by: User, at: datetime) -> int:  # noqa: A002
    """Let go what of the round waits to be passed on by hand; each transfer is asked again. Repeatable.

    Returns how many went. What goes by link goes when it is opened.
    """
    case = round.cooperation.case
    gone = 0
    with transaction.atomic():
        for share_row in round.shares.filter(waits_for_hand("transfer__")).select_related("transfer"):
            assert share_row.transfer is not None
            row = transfers.let_out(transfer=share_row.transfer, scope=case, by=by, at=at)
            gone += row.state == TransferState.OUT
        trail.record("cooperation.let_out", by=by, at=at, subject=round, scope=case, details={"gone": gone})
    return gone


def hold_back(*, round: SharingRound, by: User, at: datetime) -> bool:  # noqa: A002
    """Let the links of the round not go by themselves any more: somebody sends them. Safe to repeat.

    Returns whether they had not gone yet.
    """
    with transaction.atomic():
        waiting = SharingRound.objects.filter(pk=round.pk, sent_at__isnull=True, send_on__isnull=False)
        held = bool(waiting.update(send_on=None))
        if held:
            trail.record("cooperation.held_back", by=by, at=at, subject=round, scope=round.cooperation.case)
    return held


def news_of(cooperation: Cooperation) -> list[Item]:
    """What happened since the last information, as facts with their classes: meetings, plan, steps, who manages."""
    last = cooperation.rounds.filter(kind=RoundKind.INFORMATION).first()
    since = last.made_at if last else None
    parts = (_of_turns, _of_meetings, _of_versions, _of_steps)
    return of_the_plan(item for part in parts for item in part(cooperation, since))


def _new(moment: datetime | None, since: datetime | None) -> bool:
    return since is None or (moment is not None and moment > since)


def _of_turns(cooperation: Cooperation, since: datetime | None) -> Iterable[Item]:
    for turn in cooperation.turns.filter(kind=TurnKind.MANAGEMENT):
        turn.cooperation = cooperation
        if _new(turn.at, since):
            title = procedure_of(cooperation).terms["management"]
            yield Item(data_class=DataClass.COURSE, title=title, text=turn.text, source=_("Verlauf"))


def _of_meetings(cooperation: Cooperation, since: datetime | None) -> Iterable[Item]:
    for meeting in meetings_of(cooperation):
        if meeting.state == MeetingState.HELD and _new(meeting.held_at, since):
            text = _("Hat stattgefunden: %(when)s.") % {"when": when_of(meeting.starts_at, meeting.ends_at)}
            yield Item(
                data_class=DataClass.COURSE, title=title_of_meeting(meeting), text=text, source=_("Verlauf")
            )


def _of_versions(cooperation: Cooperation, since: datetime | None) -> Iterable[Item]:
    """Each line of the first version, then each change of the later ones, with its own class."""
    word = procedure_of(cooperation).terms["plan"]
    before = None
    for version in reversed(cooperation.versions.all()):
        version.cooperation = cooperation
        if _new(version.issued_at, since):
            title, source = version_title(word, version.number), _("Plan")
            if before is None:
                for section in PlanSection:
                    for entry in version.content[section]:
                        yield Item(
                            data_class=DataClass(entry["data_class"]),
                            title=f"{title}: {section.label}",
                            text=line_of(entry),
                            source=source,
                        )
            else:
                for change in changes(before.content, version.content):
                    yield Item(data_class=change.data_class, title=title, text=change.sentence, source=source)
        before = version


def _of_steps(cooperation: Cooperation, since: datetime | None) -> Iterable[Item]:
    entries = _entries(cooperation)
    rows = StepChange.objects.filter(step__cooperation=cooperation).select_related("step")
    for row in rows:
        row.step.cooperation = cooperation
        entry = entries.get(row.step.key)
        if entry is None or not _new(row.at, since):
            continue
        since_day = _("seit %(day)s") % {"day": f"{local_day(row.at):%d.%m.%Y}"}
        text = f"{StepState(row.state).label} {since_day}. {row.note}".strip()
        yield Item(
            data_class=DataClass(entry["data_class"]),
            title=entry["text"],
            text=text,
            source=_("Stand des Plans"),
        )


def _entries(cooperation: Cooperation) -> dict[str, dict[str, str]]:
    """The words of every item that ever stood in the plan, the newest wording."""
    found: dict[str, dict[str, str]] = {}
    for version in reversed(cooperation.versions.all()):
        version.cooperation = cooperation
        found |= {entry["key"]: entry for entry in version.content[PlanSection.ITEMS]}
    return found


def rounds_of(cooperation: Cooperation) -> list[SharingRound]:
    """Every round with what came of it for each body, the newest first; three queries."""
    rows = list(
        cooperation.rounds.select_related("made_by").prefetch_related(
            "shares__transfer", "shares__party__recipient"
        )
    )
    for row in rows:
        row.cooperation = cooperation
    return rows
