"""Who sits at the table: bodies with the one who acts for them, and guests the person asked for."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.consent.models import Recipient
from roterfaden.cooperation.choices import PartyKind
from roterfaden.cooperation.models import Cooperation, Party
from roterfaden.cooperation.refusals import CooperationRefused, require_running

actions.register("cooperation.party_added", "Beteiligte Stelle aufgenommen")
actions.register("cooperation.party_changed", "Beteiligte Stelle geändert")
actions.register("cooperation.party_left", "Beteiligte Stelle ausgeschieden")

FIELDS = ("name", "function", "email", "signs")


@dataclass(frozen=True, kw_only=True)
class PartyFacts:
    """Who acts for a body, and how to reach them."""

    name: str
    function: str = ""
    email: str = ""
    signs: bool = True


def add_party(
    *,
    cooperation: Cooperation,
    kind: PartyKind,
    recipient: Recipient,
    facts: PartyFacts,
    by: User,
    at: datetime,
) -> Party:
    """Take a body, or a guest the person asked for, into the circle. Safe to repeat.

    Refuses: a cooperation that is over, a missing name, a recipient of another service, the person as a body. It
    passes nothing on: what the party may learn, the gate decides each time.
    """
    if kind == PartyKind.CLIENT:
        raise CooperationRefused("Die Person selbst gehört von Anfang an dazu.")
    if not facts.name.strip():
        raise CooperationRefused("Wer handelt für diese Stelle? Bitte nennen Sie einen Namen.")
    if recipient.service_id != cooperation.case.service_id:
        raise CooperationRefused("Diese Stelle gehört zu einem anderen Dienst.")
    with transaction.atomic():
        require_running(cooperation)
        known = cooperation.parties.filter(recipient=recipient, left_on__isnull=True)
        for row in known:
            row.cooperation = cooperation
            if row.name == facts.name:
                return row
        made = Party.objects.create(
            cooperation=cooperation,
            kind=kind,
            recipient=recipient,
            **{name: getattr(facts, name) for name in FIELDS},
        )
        trail.record("cooperation.party_added", by=by, at=at, subject=made, scope=cooperation.case)
    return made


def change_party(*, party: Party, facts: PartyFacts, revision: int, by: User, at: datetime) -> None:
    """Another person acts for the body, or is reached elsewhere.

    Refuses a missing name; with Conflict when somebody else changed it first. What was signed keeps its names.
    """
    if not facts.name.strip():
        raise CooperationRefused("Wer handelt für diese Stelle? Bitte nennen Sie einen Namen.")
    with transaction.atomic():
        require_running(party.cooperation)
        changed = [name for name in FIELDS if getattr(party, name) != getattr(facts, name)]
        for name in changed:
            setattr(party, name, getattr(facts, name))
        save_revision(party, expected=revision, fields=changed)
        trail.record(
            "cooperation.party_changed",
            by=by,
            at=at,
            subject=party,
            scope=party.cooperation.case,
            details={"fields": changed},
        )


def let_go(*, party: Party, by: User, at: datetime) -> None:
    """The party no longer takes part from today on. Refuses the person, and who manages the case. Safe to repeat."""
    if party.kind == PartyKind.CLIENT:
        raise CooperationRefused("Ohne die Person gibt es keine Zusammenarbeit. Beenden Sie sie dann bitte.")
    with transaction.atomic():
        require_running(party.cooperation)
        if Cooperation.objects.filter(manager=party).exists():
            raise CooperationRefused(
                "Diese Stelle führt den Fall. Bitte übergeben Sie die Fallführung zuerst."
            )
        if Party.objects.filter(pk=party.pk, left_on__isnull=True).update(left_on=local_day(at)):
            trail.record("cooperation.party_left", by=by, at=at, subject=party, scope=party.cooperation.case)
