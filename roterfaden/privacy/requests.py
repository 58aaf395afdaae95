"""Requests of a person for their rights: taken in with a clock, made longer once, decided with reasons, told on.

What a request asks for is done where it is always done (correct, dispute, restrict, destroy); here stand its days.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_facts, save_revision
from roterfaden.consent.models import Recipient
from roterfaden.privacy.choices import (
    COPIES,
    TOLD_TO_RECIPIENTS,
    Ground,
    HealthRoute,
    Identity,
    Outcome,
    RequestKind,
)
from roterfaden.privacy.holdings import holdings
from roterfaden.privacy.models import HeldBack, RightsRequest, ToldRecipient
from roterfaden.privacy.queries import recipients_to_tell
from roterfaden.privacy.reach import rows_of
from roterfaden.privacy.refusals import PrivacyRefused
from roterfaden.privacy.regimes import NoRegime, Regime, regime_of
from roterfaden.privacy.rules import may_decide

actions.register("privacy.request_received", "Antrag zu den eigenen Rechten aufgenommen")
actions.register("privacy.request_changed", "Antrag zu den eigenen Rechten geändert")
actions.register("privacy.request_extended", "Frist eines Antrags verlängert")
actions.register("privacy.request_decided", "Antrag zu den eigenen Rechten entschieden")
actions.register("privacy.recipient_told", "Empfänger über einen Antrag unterrichtet")
actions.register("privacy.held_back", "Angabe in einer Auskunft zurückgehalten")
actions.register("privacy.given_free", "Zurückgehaltene Angabe wieder freigegeben")
actions.register("privacy.report_read", "Auskunft über alle Angaben geholt", reading=True)

RECEIVED = ("kind", "way", "wording", "identity", "received_on")
CHANGED = ("way", "wording", "identity", "health_route", "physician")
CERTAIN = {"law": "Gesetz", "guide": "Richtwert", "general": "noch rechtlich zu bestätigen"}


def receive(*, case: Case, facts: Mapping[str, Any], token: UUID, by: User, at: datetime) -> RightsRequest:
    """Take a request in and set its day; the same `token` again returns the first.

    Refuses a day to come, a place without law. Effects: row with the term reckoned in sentences, audit entry.
    """
    known = RightsRequest.objects.filter(token=token).first()
    if known is not None:
        if known.person_id != case.person_id:
            raise PrivacyRefused("Das Formular ist beschädigt. Bitte laden Sie die Seite neu.")
        return known
    received: date = facts["received_on"]
    if received > local_day(at):
        raise PrivacyRefused("Der Antrag kann nicht erst morgen eingegangen sein.")
    regime = _regime(case)
    term = regime.rights[facts["kind"]]
    due = term.due(received)
    with transaction.atomic():
        row = RightsRequest.objects.create(
            person=case.person,
            service=case.service,
            token=token,
            regime=regime.label,
            received_by=by,
            due_on=due,
            computed=(
                f"Eingegangen am {received:%d.%m.%Y}. {_length(term.months, term.days)} ({term.law}; "
                f"{CERTAIN[term.certainty]}). Antwort bis {due:%d.%m.%Y}."
            ),
            **{name: facts[name] for name in RECEIVED},
        )
        _tell("privacy.request_received", row, case, by=by, at=at, kind=str(row.kind))
    return row


def change(
    *, request: RightsRequest, case: Case, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Correct what is known: who asks, the words, how health reaches the person.

    Refuses once it is decided; a physician without a name; with Conflict another revision.
    """
    _check_open(request)
    if facts["health_route"] == HealthRoute.PHYSICIAN and not facts["physician"].strip():
        raise PrivacyRefused("Bitte schreiben Sie, wer die Angaben zur Gesundheit vermittelt.")
    with transaction.atomic():
        save_facts(request, facts, expected=revision, fields=CHANGED)
        _tell("privacy.request_changed", request, case, by=by, at=at)


def extend(*, request: RightsRequest, case: Case, reason: str, revision: int, by: User, at: datetime) -> None:
    """Use the longer term that the law allows, once, before the first is over; the person is told why.

    Refuses who does not decide, a missing reason, a second time, after the day. Effects: new day, audit entry.
    """
    _check_decider(case, by, at)
    _check_open(request)
    term = _regime(case).rights[request.kind]
    if request.extended_on is not None or not term.extend_months:
        raise PrivacyRefused("Die Frist lässt sich nicht noch einmal verlängern.")
    if local_day(at) > request.due_on:
        raise PrivacyRefused("Die Frist ist schon vorbei: Verlängern geht nur, solange sie läuft.")
    if not reason.strip():
        raise PrivacyRefused("Bitte schreiben Sie, warum es länger dauert. Die Person muss es erfahren.")
    longest = term.longest(request.received_on)
    request.extended_on, request.extended_because, request.due_on = local_day(at), reason.strip(), longest
    request.computed += f" Verlängert am {local_day(at):%d.%m.%Y} bis {longest:%d.%m.%Y}."
    fields = ("extended_on", "extended_because", "due_on", "computed")
    with transaction.atomic():
        save_revision(request, expected=revision, fields=fields)
        _tell("privacy.request_extended", request, case, by=by, at=at)


def decide(
    *,
    request: RightsRequest,
    case: Case,
    outcome: Outcome,
    reason: str,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Say what became of the request. It stays open for recipients that are to be told.

    Refuses who does not decide, a second decision, a copy for somebody whose identity nobody checked, a refusal or
    half a grant without a reason. Effects: day and person of the decision, audit entry.
    """
    _check_decider(case, by, at)
    _check_open(request)
    if outcome in (Outcome.PARTLY, Outcome.REFUSED) and not reason.strip():
        raise PrivacyRefused(
            "Bitte begründen Sie: Die Person muss die Gründe und den Weg der Beschwerde erfahren."
        )
    given = outcome in (Outcome.GRANTED, Outcome.PARTLY)
    if given and request.kind in COPIES and request.identity == Identity.OPEN:
        raise PrivacyRefused("Prüfen Sie zuerst, wer fragt: Eine Auskunft darf nicht an Fremde gehen.")
    request.outcome, request.reason = outcome, reason.strip()
    request.decided_on, request.decided_by = local_day(at), by
    fields = ("outcome", "reason", "decided_on", "decided_by")
    with transaction.atomic():
        save_revision(request, expected=revision, fields=fields)
        _tell("privacy.request_decided", request, case, by=by, at=at, outcome=str(outcome))


def tell_recipient(
    *, request: RightsRequest, case: Case, recipient: Recipient, by: User, at: datetime
) -> None:
    """Note that a recipient of the ledger was told. Idempotent.

    Refuses before the decision, and who never got anything.
    """
    if not must_tell(request):
        raise PrivacyRefused("Hier ist niemand zu unterrichten: Es ist nichts geändert worden.")
    if request.told.filter(recipient=recipient).exists():
        return
    if not recipients_to_tell(request).filter(pk=recipient.pk).exists():
        raise PrivacyRefused("Diese Stelle hat nach dem Buch der Weitergaben nichts bekommen.")
    with transaction.atomic():
        row = ToldRecipient.objects.create(request=request, recipient=recipient, told_on=local_day(at), by=by)
        _tell("privacy.recipient_told", request, case, by=by, at=at, row=str(row.uuid))


def must_tell(request: RightsRequest) -> bool:
    """Whether recipients are to hear of what was decided."""
    changed = request.outcome in (Outcome.GRANTED, Outcome.PARTLY)
    return changed and RequestKind(request.kind) in TOLD_TO_RECIPIENTS


def hold_back(
    *,
    request: RightsRequest,
    case: Case,
    row: str,
    ground: Ground,
    reason: str,
    by: User,
    at: datetime,
) -> HeldBack:
    """Keep one row of the file out of the report; `row` names it as `cases.JournalEntry:uuid`. Idempotent.

    Refuses who does not decide, a decided request, a missing reason, a row that is not about the person. Effects: audit
    entry that names the table alone.
    """
    _check_decider(case, by, at)
    _check_open(request)
    if not reason.strip():
        raise PrivacyRefused("Bitte begründen Sie, warum diese Angabe zurückgehalten wird.")
    label, _colon, number = row.partition(":")
    if label not in holdings().tables or not _is_of(request, label, number):
        raise PrivacyRefused("Diese Angabe gibt es in den Akten der Person nicht.")
    with transaction.atomic():
        made, is_new = HeldBack.objects.get_or_create(
            request=request,
            label=label,
            record=UUID(number),
            defaults={"ground": ground, "reason": reason.strip(), "by": by},
        )
        if is_new:
            _tell("privacy.held_back", request, case, by=by, at=at, table=label)
    return made


def give_free(*, held: HeldBack, case: Case, by: User, at: datetime) -> None:
    """Let the row into the report again. Refuses who does not decide, a decided request."""
    _check_decider(case, by, at)
    _check_open(held.request)
    with transaction.atomic():
        request, label = held.request, held.label
        held.delete()
        _tell("privacy.given_free", request, case, by=by, at=at, table=label)


def _is_of(request: RightsRequest, label: str, number: str) -> bool:
    try:
        uuid = UUID(number)
    except ValueError:
        return False
    for model, keys in rows_of(request.person).items():
        if model._meta.label == label:  # noqa: SLF001
            found = model._base_manager.filter(uuid=uuid).values_list("pk", flat=True).first()  # noqa: SLF001
            return found in keys
    return False


def _check_decider(case: Case, by: User, at: datetime) -> None:
    if not may_decide(by, case, on=local_day(at)):
        raise PrivacyRefused("Darüber entscheidet, wer für den Fall zuständig ist oder den Dienst leitet.")


def _check_open(request: RightsRequest) -> None:
    if request.outcome:
        raise PrivacyRefused("Über diesen Antrag ist schon entschieden.")


def _regime(case: Case) -> Regime:
    try:
        return regime_of(case.service.region)
    except NoRegime as unknown:
        raise PrivacyRefused(str(unknown)) from None


def _length(months: int, days: int) -> str:
    if months:
        return "Ein Monat" if months == 1 else f"{months} Monate"
    return f"{days} Tage"


def _tell(action: str, request: RightsRequest, case: Case, *, by: User, at: datetime, **details: str) -> None:
    trail.record(
        action, by=by, at=at, subject=request, scope=case, organisation=case.service, details=details
    )
