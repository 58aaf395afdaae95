"""Record what a person agreed to, and take it back as easily: consents (data protection law) and releases from secrecy.

They are two kinds of object. A consent lets the service pass something on (§ 67b SGB X, Art. 6, 7, 9 DSGVO); a release
frees a doctor or another bound person to speak (§ 203 StGB, § 76 SGB X; Art. 321 StGB-CH). Neither replaces the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.models import Record
from roterfaden.consent.choices import SPECIAL, Aid, DataClass, GivenForm, Giver, RecipientKind, TransferState
from roterfaden.consent.models import Consent, Declaration, Recipient, SecrecyRelease, Transfer
from roterfaden.documents.models import StoredFile
from roterfaden.people.models import Person

actions.register("consent.given", "Einwilligung festgehalten")
actions.register("consent.released", "Entbindung von der Schweigepflicht festgehalten")
actions.register("consent.withdrawn", "Einwilligung oder Entbindung widerrufen")

# the wording of the shipped form that the person signs
TEXT_VERSION = "2026-11"
MOST_YEARS = 5


class DeclarationRefused(ValueError):
    """The declaration cannot be recorded like this; the message says why."""


class DeclarationIncomplete(DeclarationRefused):
    """Mandatory parts are missing; `missing` maps each part to the sentence about it."""

    def __init__(self, missing: dict[str, str]) -> None:
        self.missing = missing
        super().__init__(" ".join(missing.values()))


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a declaration says. Every part is mandatory; `guardian` where one speaks, `special_named` where due."""

    purpose: str
    occasion: str
    recipients: Sequence[Recipient]
    classes: frozenset[DataClass]
    consequences: str
    withdrawal_explained: bool
    language: str
    aid: Aid | None
    given_by: Giver | None
    form: GivenForm | None
    given_on: date | None
    valid_until: date | None
    special_named: bool = False
    guardian: str = ""


def _unsaid(text: str) -> bool:
    return not text.strip()


# The twelve parts (KASSYS 3.1.3; § 67b Abs. 2 SGB X; Art. 7, 13 DSGVO). Each: name, what is wrong, sentence.
PARTS: tuple[tuple[str, Callable[[Facts], bool], str], ...] = (
    ("purpose", lambda f: _unsaid(f.purpose), "Wozu? Bitte nennen Sie den Zweck."),
    ("occasion", lambda f: _unsaid(f.occasion), "Aus welchem Anlass? Eine Einwilligung gilt für einen Fall."),
    ("recipients", lambda f: not f.recipients, "An wen? Bitte wählen Sie mindestens eine Stelle."),
    ("classes", lambda f: not f.classes, "Was? Bitte wählen Sie mindestens eine Art von Angaben."),
    (
        "special_named",
        lambda f: bool(f.classes & SPECIAL) and not f.special_named,
        "Gesundheitsangaben müssen im Text ausdrücklich genannt sein.",
    ),
    (
        "consequences",
        lambda f: _unsaid(f.consequences),
        "Was folgt, wenn die Person nicht einwilligt? Bitte festhalten, was ihr dazu gesagt wurde.",
    ),
    (
        "withdrawal_explained",
        lambda f: not f.withdrawal_explained,
        "Bitte erklären Sie der Person, dass und wie sie widerrufen kann.",
    ),
    ("language", lambda f: _unsaid(f.language), "In welcher Sprache wurde der Text vorgelegt?"),
    ("aid", lambda f: f.aid is None, "Wie wurde der Text verständlich gemacht?"),
    (
        "given_by",
        lambda f: f.given_by is None or (f.given_by == Giver.GUARDIAN and _unsaid(f.guardian)),
        "Wer hat erklärt? Bei einer gesetzlichen Vertretung gehören Name und Aufgabenkreis dazu.",
    ),
    ("form", lambda f: f.form is None, "In welcher Form wurde erklärt?"),
    (
        "valid_until",
        lambda f: f.given_on is None or f.valid_until is None,
        "Ab wann und bis wann gilt es? Bitte nennen Sie beide Tage.",
    ),
)


def record_consent(
    *,
    person: Person,
    service: Organisation,
    facts: Facts,
    scope: Record,
    by: trail.Actor,
    at: datetime,
    signed_copy: StoredFile | None = None,
    prepared_by: User | None = None,
) -> Consent:
    """Record a consent of `person`. Safe to repeat: the same declaration of the same day is one.

    Refuses by name each of the twelve parts that is missing (DeclarationIncomplete), a day to come, an end before the
    beginning or beyond five years, a recipient of another service. Effects: an audit entry, never with contents.
    `prepared_by` is the colleague who put it before a person that signs alone (`by` is then the person).
    """
    check(facts, service, today=local_day(at))
    with transaction.atomic():
        known = _same(Consent, "recipients", person, facts)
        if known is not None:
            return known
        columns = _columns(person, service, facts, signed_copy, by=prepared_by or by, at=at)
        consent = Consent.objects.create(**columns)
        consent.recipients.set(facts.recipients)
        trail.record("consent.given", by=by, at=at, subject=consent, scope=scope, organisation=service)
    return consent


def record_release(
    *,
    person: Person,
    service: Organisation,
    holder: Recipient,
    both_ways: bool,
    facts: Facts,
    scope: Record,
    by: trail.Actor,
    at: datetime,
    signed_copy: StoredFile | None = None,
    prepared_by: User | None = None,
) -> SecrecyRelease:
    """Record that `person` frees `holder` from secrecy towards `facts.recipients` about `facts.classes`.

    Refuses what `record_consent` refuses, and a holder who is not bound to secrecy. Effects: an audit entry.
    """
    check(facts, service, today=local_day(at))
    if holder.kind != RecipientKind.PROFESSIONAL or holder.service_id != service.pk:
        raise DeclarationRefused(
            "Entbunden wird, wer einer Schweigepflicht unterliegt, zum Beispiel die Praxis."
        )
    with transaction.atomic():
        known = _same(SecrecyRelease, "towards", person, facts)
        if known is not None and known.holder_id == holder.pk:
            return known
        release = SecrecyRelease.objects.create(
            holder=holder,
            both_ways=both_ways,
            **_columns(person, service, facts, signed_copy, by=prepared_by or by, at=at),
        )
        release.towards.set(facts.recipients)
        trail.record("consent.released", by=by, at=at, subject=release, scope=scope, organisation=service)
    return release


def withdraw(*, declaration: Consent | SecrecyRelease, scope: Record, by: trail.Actor, at: datetime) -> int:
    """Take a declaration back: at once, without reason, in one step (Art. 7 Abs. 3 DSGVO).

    What went out stays lawful; what waits is stopped in the same transaction. Returns how many transfers were stopped.
    Safe to repeat. Effects: an audit entry with that number.
    """
    model = type(declaration)
    with transaction.atomic():
        open_one = model.objects.filter(pk=declaration.pk, withdrawn_at__isnull=True)
        if not open_one.update(withdrawn_at=at, withdrawn_recorded_by=by if isinstance(by, User) else None):
            return 0
        stopped = 0
        if isinstance(declaration, Consent):
            waiting = Transfer.objects.filter(consent=declaration, state=TransferState.QUEUED)
            stopped = waiting.update(
                state=TransferState.STOPPED, stopped_because="Die Einwilligung wurde widerrufen."
            )
        trail.record(
            "consent.withdrawn",
            by=by,
            at=at,
            subject=declaration,
            scope=scope,
            organisation=declaration.service,
            details={"stopped": stopped},
        )
    declaration.refresh_from_db()
    return stopped


D = TypeVar("D", bound=Declaration)


def _same(model: type[D], reaching: str, person: Person, facts: Facts) -> D | None:
    rows = model._base_manager.filter(  # noqa: SLF001
        person=person, given_on=facts.given_on, withdrawn_at__isnull=True, valid_until=facts.valid_until
    )
    classes = sorted(facts.classes)
    reached = {recipient.pk for recipient in facts.recipients}
    return next(
        (
            r
            for r in rows.prefetch_related(reaching)
            if r.classes == classes
            and (r.purpose, r.occasion) == (facts.purpose, facts.occasion)
            and {recipient.pk for recipient in getattr(r, reaching).all()} == reached
        ),
        None,
    )


def _columns(
    person: Person,
    service: Organisation,
    facts: Facts,
    signed_copy: StoredFile | None,
    *,
    by: trail.Actor | None,
    at: datetime,
) -> dict[str, object]:
    return {
        "person": person,
        "service": service,
        "purpose": facts.purpose,
        "occasion": facts.occasion,
        "classes": sorted(facts.classes),
        "consequences": facts.consequences,
        "withdrawal_explained": facts.withdrawal_explained,
        "special_named": facts.special_named,
        "language": facts.language,
        "aid": facts.aid,
        "given_by": facts.given_by,
        "guardian": facts.guardian,
        "form": facts.form,
        "given_on": facts.given_on,
        "valid_until": facts.valid_until,
        "text_version": TEXT_VERSION,
        "signed_copy": signed_copy,
        "recorded_by": by,
        "recorded_at": at,
    }


def check(facts: Facts, service: Organisation, *, today: date) -> None:
    """Raise DeclarationIncomplete or DeclarationRefused where `facts` cannot be recorded."""
    missing = {name: sentence for name, is_missing, sentence in PARTS if is_missing(facts)}
    if missing:
        raise DeclarationIncomplete(missing)
    assert facts.given_on is not None
    assert facts.valid_until is not None
    if facts.given_on > today:
        raise DeclarationRefused("Die Erklärung liegt in der Zukunft.")
    if facts.valid_until < facts.given_on:
        raise DeclarationRefused("Die Erklärung endet vor ihrem Beginn.")
    if facts.valid_until.year - facts.given_on.year > MOST_YEARS:
        raise DeclarationRefused(f"Eine Erklärung gilt höchstens {MOST_YEARS} Jahre.")
    if any(recipient.service_id != service.pk for recipient in facts.recipients):
        raise DeclarationRefused("Diese Empfängerin oder dieser Empfänger gehört zu einem anderen Dienst.")
