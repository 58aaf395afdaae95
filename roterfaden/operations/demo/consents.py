"""Consents, releases and transfers of the demo: some stand, one was withdrawn, one has lapsed, some things went out."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from roterfaden.accounts.models import Organisation
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.cases.sharing import shareable_parts
from roterfaden.consent import declarations, transfers
from roterfaden.consent.choices import Aid, Channel, DataClass, GivenForm, Giver, RecipientKind
from roterfaden.consent.models import Consent, Recipient

COMPANIES = ("Gärtnerei Blattgrün", "Hafenlogistik Neuhafen", "Bäckerei Krume", "Stadtwerke Neuhafen")
PURPOSES = (
    "Praktikum im Betrieb",
    "Vermittlung in Arbeit",
    "Anpassung des Arbeitsplatzes",
    "Gespräch im Betrieb",
)


def add_consents(*, today: date) -> None:
    """Give every third open case of the service in Neuhafen its declarations. Deterministic."""
    service = Organisation.objects.get(code="ifd-neuhafen")
    cases = Case.objects.filter(service=service, state=CaseState.OPEN).select_related(
        "person", "service", "responsible"
    )
    for number, case in enumerate(cases.order_by("pk")[::3]):
        day = today - timedelta(days=20 + number)
        _tell(case, number, timezone.make_aware(datetime.combine(day, time(10))))


def _tell(case: Case, number: int, at: datetime) -> None:
    company = _recipient(case, RecipientKind.EMPLOYER, COMPANIES[number % len(COMPANIES)], at)
    practice = _recipient(case, RecipientKind.PROFESSIONAL, "Praxis Dr. Sommer", at)
    office = _recipient(case, RecipientKind.PUBLIC, "Inklusionsamt Nordland", at)
    given: dict[str, Any] = {"scope": case, "by": case.responsible, "at": at}
    lapsed = number % 7 == 5  # noqa: PLR2004
    consent = declarations.record_consent(
        person=case.person,
        service=case.service,
        facts=_facts(PURPOSES[number % 4], [company, office], at, days=10 if lapsed else 365),
        **given,
    )
    if number % 2:
        facts = _facts("Absprache zur Belastbarkeit", [office], at, days=180, health=True)
        declarations.record_release(
            person=case.person, service=case.service, holder=practice, both_ways=True, facts=facts, **given
        )
    _pass_on(case, company, consent, at)
    if number % 5 == 4:  # noqa: PLR2004
        declarations.withdraw(declaration=consent, scope=case, by=case.responsible, at=at + timedelta(days=6))


def _pass_on(case: Case, company: Recipient, consent: Consent, at: datetime) -> None:
    if not company.pledges.exists():
        transfers.record_pledge(
            recipient=company, signed_by="Leitung", signed_on=at.date(), by=case.responsible, at=at
        )
    plan = transfers.Plan(
        recipient=company,
        channel=Channel.ORAL,
        purpose="Vorstellung und Absprache der Tätigkeiten",
        items=[part.item for part in shareable_parts(case, health=True)[:5]],
        consent=consent,
    )
    out: dict[str, Any] = {"scope": case, "by": case.responsible}
    waiting = transfers.queue(
        person=case.person, service=case.service, plan=plan, at=at + timedelta(days=1), **out
    )
    transfers.let_out(transfer=waiting, at=at + timedelta(days=1), **out)


def _recipient(case: Case, kind: RecipientKind, name: str, at: datetime) -> Recipient:
    return transfers.add_recipient(service=case.service, kind=kind, name=name, by=case.responsible, at=at)


def _facts(
    purpose: str, recipients: list[Recipient], at: datetime, *, days: int, health: bool = False
) -> declarations.Facts:
    given_on = timezone.localdate(at)
    classes = {DataClass.HEALTH} if health else {DataClass.MASTER, DataClass.WORK, DataClass.ABILITIES}
    return declarations.Facts(
        purpose=purpose,
        occasion="Laufende Begleitung",
        recipients=recipients,
        classes=frozenset(classes),
        consequences="Die Begleitung geht weiter, manches dauert länger.",
        withdrawal_explained=True,
        special_named=health,
        language="Deutsch",
        aid=Aid.READ_ALOUD if health else Aid.NONE,
        given_by=Giver.PERSON,
        form=GivenForm.PAPER,
        given_on=given_on,
        valid_until=given_on + timedelta(days=days),
    )
