"""Register the person with the coordination office; it accepts, asks back or declines."""

from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.consent.models import Consent, Recipient
from roterfaden.consent.queries import standing_consents
from roterfaden.cooperation.choices import CooperationState, PartyKind, TurnKind
from roterfaden.cooperation.models import Cooperation, Turn
from roterfaden.cooperation.queries import body_of, parties_of, procedure_of
from roterfaden.cooperation.refusals import CooperationRefused, require_running

actions.register("cooperation.registered", "Bei der Koordination angemeldet")
actions.register("cooperation.decided", "Die Koordination hat geantwortet")

AFTER = {
    TurnKind.ACCEPTED: CooperationState.ACCEPTED,
    TurnKind.ASKED_BACK: CooperationState.ASKED_BACK,
    TurnKind.DECLINED: CooperationState.DECLINED,
}


def missing_in(consent: Consent | None, cooperation: Cooperation, office: Recipient | None) -> list[str]:
    """Whom the authority does not name: each body of the circle, and the office where it is not the service itself."""
    named = set(consent.recipients.values_list("pk", flat=True)) if consent else set()
    asked = [(party.recipient_id, body_of(party)) for party in parties_of(cooperation) if party.recipient_id]
    if office is not None and office.organisation_id != cooperation.case.service_id:
        asked.insert(0, (office.pk, office.name))
    own = _own_recipients(cooperation)
    return [name for pk, name in asked if pk not in named and pk not in own]


def _own_recipients(cooperation: Cooperation) -> set[int]:
    """The service itself may stand in its own list; it needs nobody's leave to know its own case."""
    rows = Recipient.objects.filter(organisation=cooperation.case.service_id)
    return set(rows.values_list("pk", flat=True))


def best_authority(cooperation: Cooperation, *, on: date) -> Consent | None:
    """Of the consents that stand today the one that names most of the circle."""
    found = list(standing_consents(cooperation.case.person, on=on))
    return min(found, key=lambda one: len(missing_in(one, cooperation, None)), default=None)


def register(
    *,
    cooperation: Cooperation,
    office: Recipient,
    registering: Recipient,
    authority: Consent | None,
    text: str,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Register the person with `office`, on the `authority` that the person signed.

    Refuses: nobody but the person in the circle yet, no authority or one that does not hold today, and by name each
    body that the authority does not name; with Conflict when somebody else was first. Effects: the state, a turn.
    """
    today = local_day(at)
    with transaction.atomic():
        require_running(cooperation)
        if cooperation.state not in (CooperationState.PREPARING, CooperationState.ASKED_BACK):
            raise CooperationRefused("Die Person ist schon angemeldet.")
        if not any(party.kind == PartyKind.INSTITUTION for party in parties_of(cooperation)):
            raise CooperationRefused("Nehmen Sie zuerst die beteiligten Stellen auf.")
        _require_authority(cooperation, authority, office, on=today)
        again = cooperation.state == CooperationState.ASKED_BACK
        cooperation.office, cooperation.registering = office, registering
        cooperation.authority, cooperation.state = authority, CooperationState.REGISTERED
        save_revision(cooperation, expected=revision, fields=["office", "registering", "authority", "state"])
        kind = TurnKind.REPLIED if again else TurnKind.REGISTERED
        Turn.objects.create(cooperation=cooperation, kind=kind, text=text.strip(), at=at, by=by)
        trail.record("cooperation.registered", by=by, at=at, subject=cooperation, scope=cooperation.case)


def _require_authority(
    cooperation: Cooperation, authority: Consent | None, office: Recipient, *, on: date
) -> None:
    word = procedure_of(cooperation).terms["authority"]
    if authority is None:
        raise CooperationRefused(f"Es fehlt: {word}. Halten Sie sie zuerst unter Einwilligungen fest.")
    person = cooperation.case.person
    if not standing_consents(person, on=on).filter(pk=authority.pk).exists():
        raise CooperationRefused(f"{word}: abgelaufen oder widerrufen.")
    missing = missing_in(authority, cooperation, office)
    if missing:
        raise CooperationRefused(f"{word}: Darin fehlt noch {', '.join(missing)}.")


def decide(
    *, cooperation: Cooperation, kind: TurnKind, text: str, revision: int, by: User, at: datetime
) -> None:
    """What the coordination office says: accepted, asked back, or declined.

    Refuses: a cooperation that is not registered, a question or a no without a sentence; with Conflict when somebody
    else was first. Effects: the state, a turn.
    """
    if kind not in AFTER:
        raise CooperationRefused("Bitte wählen Sie, was die Koordination sagt.")
    if kind != TurnKind.ACCEPTED and not text.strip():
        raise CooperationRefused("Bitte sagen Sie in einem Satz, was fehlt oder warum nicht.")
    with transaction.atomic():
        require_running(cooperation)
        if cooperation.state not in (CooperationState.REGISTERED, CooperationState.ASKED_BACK):
            raise CooperationRefused("Die Person ist noch nicht angemeldet.")
        cooperation.state = AFTER[kind]
        save_revision(cooperation, expected=revision, fields=["state"])
        Turn.objects.create(cooperation=cooperation, kind=kind, text=text.strip(), at=at, by=by)
        trail.record(
            "cooperation.decided",
            by=by,
            at=at,
            subject=cooperation,
            scope=cooperation.case,
            details={"kind": str(kind)},
        )
