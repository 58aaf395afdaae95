"""Applications of a case: prepare one, correct it, keep its papers, record each turn up to the last decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.applications.checking import Found
from roterfaden.applications.choices import Delivery, Outcome, PaperState, Purpose, State
from roterfaden.applications.dues import close_all, notified, stand
from roterfaden.applications.models import Application, Due, Turn
from roterfaden.applications.reader import Agency, Kind, application_kinds
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.common.revisions import Conflict, save_revision
from roterfaden.deadlines.case_deadlines import ByRule, OnDay
from roterfaden.deadlines.choices import Outcome as Closing

PREPARED = actions.register("applications.prepared", "Antrag vorbereitet")
CORRECTED = actions.register("applications.corrected", "Angaben zu einem Antrag geändert")
PAPERS = actions.register("applications.papers_kept", "Unterlagen eines Antrags festgehalten")
TURNED = actions.register("applications.turned", "Stand eines Antrags festgehalten")
FIELDS = ("agency", "body", "aim", "reference")
MOST_PAPERS = 40
UNDECIDED = (State.SENT, State.RECEIVED, State.FORWARDED, State.ANNOUNCED)
# what may follow which state
AFTER: dict[State, tuple[State, ...]] = {
    State.SENT: (State.PREPARED,),
    State.RECEIVED: (State.PREPARED, State.SENT),
    State.FORWARDED: (State.SENT, State.RECEIVED),
    State.ANNOUNCED: (State.SENT, State.RECEIVED, State.FORWARDED),
    State.DECIDED: UNDECIDED,
    State.OBJECTED: (State.DECIDED,),
    State.RULED: (State.OBJECTED,),
    State.WITHDRAWN: (State.PREPARED, *UNDECIDED, State.OBJECTED),
}
# the term that a decision sets
TERM_OF = {State.DECIDED: Purpose.OBJECTION, State.RULED: Purpose.APPEAL}
WITH_OUTCOME = tuple(TERM_OF)


class ApplicationRefused(ValueError):
    """It cannot be kept like this; the message says why and `field` where."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said of one turn. `day`: of a decision by letter the day it was posted; `until`: the day it names.

    `agency` and `body`: to whom it was forwarded.
    """

    state: State
    day: date
    outcome: str = ""
    delivery: str = ""
    arrived_on: date | None = None
    until: date | None = None
    agency: str = ""
    body: str = ""
    note: str = ""


def kind_of(application: Application) -> Kind:
    return application_kinds()[application.kind]


def agency_of(application: Application) -> Agency:
    """The agency before which the application lies now."""
    return kind_of(application).agencies[application.agency]


def prepare(
    *, case: Case, found: Found, facts: Mapping[str, str], offer: str, by: User, at: datetime
) -> Application:
    """Begin an application with the responsibility as it was found (keys of facts: FIELDS).

    Refuses: a closed case, another country, an unknown agency, no aim. Safe to repeat: the same kind with the same aim
    that is still prepared is one. Effects: texts sealed, the papers of its kind as missing, an audit entry.
    """
    row = Application(
        case=case, kind=found.kind.id, edition=found.kind.edition, offer=offer, reasons=found.kept(),
        papers=[{"title": title, "state": str(PaperState.MISSING)} for title in found.kind.papers],
        made_by=by, made_at=at, **_picked(facts),
    )  # fmt: skip
    _check(row)
    if not case.service.region.startswith(found.kind.country):
        raise ApplicationRefused("Dieser Antrag gehört in ein anderes Land.")
    with transaction.atomic():
        require_open(case)
        for known in Application.objects.filter(case=case, kind=row.kind, state=State.PREPARED):
            known.case = case
            if known.aim == row.aim:
                return known
        row.save()
        _tell(PREPARED, row, by=by, at=at, kind=row.kind, agency=row.agency)
    return row


def correct(
    *, application: Application, facts: Mapping[str, str], revision: int, by: User, at: datetime
) -> None:
    """Write `facts` over an application that still has `revision`; the agency only before it was sent."""
    picked = _picked(facts)
    changed = [name for name, value in picked.items() if getattr(application, name) != value]
    if not changed:
        return
    if "agency" in changed and application.state != State.PREPARED:
        raise ApplicationRefused("Die Stelle steht fest, seit der Antrag abgeschickt ist.", "agency")
    for name in changed:
        setattr(application, name, picked[name])
    _check(application)
    with transaction.atomic():
        require_open(application.case)
        save_revision(application, expected=revision, fields=changed)
        _tell(CORRECTED, application, by=by, at=at, fields=changed)


def keep_papers(
    *, application: Application, papers: Sequence[Mapping[str, str]], revision: int, by: User, at: datetime
) -> None:
    """Keep which papers there are, all at once ({title, state}), where the application still has `revision`."""
    kept = [{"title": one["title"].strip(), "state": one["state"]} for one in papers]
    if any(not one["title"] or one["state"] not in PaperState.values for one in kept):
        raise ApplicationRefused("Zu jeder Unterlage gehören ein Name und ein Stand.")
    if len(kept) > MOST_PAPERS:
        raise ApplicationRefused(f"Höchstens {MOST_PAPERS} Unterlagen.", "own")
    if kept == application.papers:
        return
    with transaction.atomic():
        require_open(application.case)
        application.papers = kept
        save_revision(application, expected=revision, fields=["papers"])
        _tell(PAPERS, application, by=by, at=at, there=sum(one["state"] == "there" for one in kept))


def possible_turns(application: Application) -> list[State]:
    """What may be recorded next, in order."""
    terms = agency_of(application).procedure.terms
    found = [state for state, before in AFTER.items() if application.state in before]
    missing = {State.FORWARDED: "forwarding", State.ANNOUNCED: "announced"}
    return [state for state in found if state not in missing or missing[state] in terms]


def record_turn(*, application: Application, said: Said, revision: int, by: User, at: datetime) -> Turn:
    """Record the next turn, or the last one again with other days; the earlier words stay as replaced.

    Refuses: a closed case, a turn that does not follow, a day to come or before the turn before, a decision without
    outcome, forwarding to the same agency, a term that nobody can count without the day it names; Conflict where the
    application does not have `revision` any more. Safe to repeat: the same turn twice is one. Effects: deadlines are
    set, moved and closed; an audit entry.
    """
    turns = [row for row in application.turns.order_by("id") if not row.replaced]
    last = turns[-1] if turns else None
    again = last is not None and last.state == application.state == said.state
    if again and last is not None and _same(application, last, said):
        return last
    if not again and said.state not in possible_turns(application):
        raise ApplicationRefused("Dieser Schritt passt nicht zum Stand des Antrags.")
    if application.revision != revision:
        raise Conflict(application)
    before = turns[:-1] if again else turns
    _check_turn(application, said, before, again=again, at=at)
    with transaction.atomic():
        require_open(application.case)
        if again and last is not None:
            Turn.objects.filter(pk=last.pk).update(replaced=True)
        if said.state == State.FORWARDED:
            application.agency, application.body = said.agency, said.body
        application.state = said.state
        save_revision(application, expected=revision, fields=["state", "agency", "body"])
        told = _notified(application, said)
        made = Turn.objects.create(
            application=application, state=said.state, happened_on=said.day, outcome=said.outcome,
            delivery=said.delivery, notified_on=told, agency=said.agency, note=said.note, by=by, at=at,
        )  # fmt: skip
        _set_dues(application, said, told, by=by, at=at)
        _tell(TURNED, application, by=by, at=at, state=str(said.state), outcome=said.outcome)
    return made


def _set_dues(application: Application, said: Said, told: date | None, *, by: User, at: datetime) -> None:
    agency, region = agency_of(application), application.case.service.region
    subject = f"{kind_of(application).title}: {application.body or agency.title}"
    label = str(State(said.state).label)

    def due(purpose: Purpose, day: date | None) -> None:
        rule = agency.procedure.terms.get(purpose)
        how = ByRule(rule, day, region) if rule and day else OnDay(said.until) if said.until else None
        stand(application, purpose, how, subject=subject, by=by, at=at)

    if said.state == State.WITHDRAWN:
        close_all(application, but=None, outcome=Closing.DROPPED, result=label, by=by, at=at)
    if said.state in (*WITH_OUTCOME, State.OBJECTED):
        close_all(application, but=TERM_OF.get(said.state), outcome=Closing.DONE, result=label, by=by, at=at)
    if said.state == State.RECEIVED:
        due(Purpose.FORWARDING, said.day)
    if said.state == State.FORWARDED:
        stand(application, Purpose.FORWARDING, None, subject=subject, by=by, at=at)
    if said.state in (State.RECEIVED, State.FORWARDED):
        due(Purpose.DECISION, said.day)
    if said.state == State.ANNOUNCED:
        due(Purpose.ANNOUNCED, said.day)
    if said.state in WITH_OUTCOME:
        purpose = TERM_OF[said.state]
        if said.outcome == Outcome.GRANTED:
            stand(application, purpose, None, subject=subject, by=by, at=at)
        else:
            due(purpose, told)


def _notified(application: Application, said: Said) -> date | None:
    if said.state not in WITH_OUTCOME:
        return None
    return notified(
        agency_of(application), day=said.day, delivery=said.delivery, arrived_on=said.arrived_on,
        region=application.case.service.region,
    )  # fmt: skip


def _same(application: Application, last: Turn, said: Said) -> bool:
    last.application = application
    told = (last.happened_on, last.outcome, last.delivery, last.agency, last.note)
    if told != (said.day, said.outcome, said.delivery, said.agency, said.note):
        return False
    if said.state == State.FORWARDED and application.body != said.body:
        return False
    if last.notified_on != _notified(application, said):
        return False
    named = Due.objects.filter(application=application, current=True, own__deadline__rule="")
    day = named.values_list("own__deadline__due_on", flat=True).last()
    return said.until is None or day == said.until


def _check_turn(
    application: Application, said: Said, before: Sequence[Turn], *, again: bool, at: datetime
) -> None:
    today, latest = local_day(at), max((row.happened_on for row in before), default=None)
    if said.day > today:
        raise ApplicationRefused("Dieser Tag liegt noch in der Zukunft.", "day")
    if latest is not None and said.day < latest:
        raise ApplicationRefused(f"Dieser Tag liegt vor dem Schritt davor ({latest:%d.%m.%Y}).", "day")
    if said.arrived_on is not None and not said.day <= said.arrived_on <= today:
        raise ApplicationRefused(
            "Der Brief kam nicht vor diesem Tag und nicht in der Zukunft an.", "arrived_on"
        )
    if said.state == State.FORWARDED:
        known = kind_of(application).agencies
        if said.agency not in known or (said.agency == application.agency and not again):
            raise ApplicationRefused("Bitte wählen Sie die andere Stelle.", "agency")
    if said.state not in WITH_OUTCOME:
        return
    if said.outcome not in Outcome.values:
        raise ApplicationRefused("Bitte sagen Sie, wie entschieden wurde.", "outcome")
    if said.delivery not in Delivery.values:
        raise ApplicationRefused("Bitte sagen Sie, wie der Bescheid kam.", "delivery")
    counted = TERM_OF[said.state] in agency_of(application).procedure.terms
    if said.outcome != Outcome.GRANTED and not counted and said.until is None:
        raise ApplicationRefused(
            "Bitte tragen Sie den Tag ein, bis zu dem man sich wehren kann. Er steht am Ende des Bescheids.",
            "until",
        )


def _picked(facts: Mapping[str, str]) -> dict[str, str]:
    return {name: facts[name].strip() for name in FIELDS if name in facts}


def _check(row: Application) -> None:
    if row.agency not in kind_of(row).agencies:
        raise ApplicationRefused("Bitte wählen Sie die Stelle.", "agency")
    if not row.aim:
        raise ApplicationRefused("Bitte sagen Sie in einem Satz, worum es geht.", "aim")


def _tell(action: str, row: Application, *, by: User, at: datetime, **details: Any) -> None:
    case = row.case
    trail.record(action, by=by, at=at, subject=row, scope=case, organisation=case.service, details=details)


def forget_applications(case: Case) -> None:
    """Delete the applications of a case that is destroyed, in the caller's transaction.

    Their texts went with the key.
    """
    Due.objects.filter(application__case=case).delete()
    Turn.objects.filter(application__case=case).delete()
    Application.objects.filter(case=case).delete()
