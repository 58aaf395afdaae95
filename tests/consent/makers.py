"""A person with recipients of every kind, and a complete declaration to take parts away from."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.consent import declarations, transfers
from roterfaden.consent.choices import Aid, Channel, DataClass, GivenForm, Giver, RecipientKind
from roterfaden.consent.gate import Item
from roterfaden.consent.models import Consent, Recipient
from tests.fixtures import AT, World


@dataclass(frozen=True)
class Stage:
    world: World
    case: Case
    company: Recipient
    doctor: Recipient
    office: Recipient
    at: datetime

    def facts(self, **changes: Any) -> declarations.Facts:
        whole = declarations.Facts(
            purpose="Arbeitsplatz suchen",
            occasion="Vermittlung ab November 2026",
            recipients=[self.company],
            classes=frozenset((DataClass.MASTER, DataClass.ABILITIES)),
            consequences="Die Suche dauert länger, die Begleitung geht weiter.",
            withdrawal_explained=True,
            language="Deutsch",
            aid=Aid.READ_ALOUD,
            given_by=Giver.PERSON,
            form=GivenForm.PAPER,
            given_on=local_day(self.at),
            valid_until=local_day(self.at) + timedelta(days=365),
        )
        return replace(whole, **changes)

    def consent(self, **changes: Any) -> Consent:
        return declarations.record_consent(
            person=self.case.person,
            service=self.world.service,
            facts=self.facts(**changes),
            scope=self.case,
            by=self.world.anna,
            at=self.at,
        )

    def plan(self, **changes: Any) -> transfers.Plan:
        whole = transfers.Plan(
            recipient=self.company,
            channel=Channel.LETTER,
            purpose="Vorstellung im Betrieb",
            items=[Item(data_class=DataClass.ABILITIES, title="Stärken", text="Arbeitet genau.")],
        )
        return replace(whole, **changes)

    def queue(self, **changes: Any) -> Any:
        return transfers.queue(
            person=self.case.person,
            service=self.world.service,
            plan=self.plan(**changes),
            scope=self.case,
            by=self.world.anna,
            at=self.at,
        )


def set_stage(world: World, case: Case, at: datetime = AT) -> Stage:
    def add(kind: RecipientKind, name: str) -> Recipient:
        return transfers.add_recipient(service=world.service, kind=kind, name=name, by=world.anna, at=AT)

    stage = Stage(
        world=world,
        case=case,
        company=add(RecipientKind.EMPLOYER, "Gärtnerei Blattgrün"),
        doctor=add(RecipientKind.PROFESSIONAL, "Praxis Dr. Sommer"),
        office=add(RecipientKind.PUBLIC, "Integrationsamt Nordland"),
        at=at,
    )
    transfers.record_pledge(
        recipient=stage.company, signed_by="R. Blatt", signed_on=date(2026, 1, 5), by=world.anna, at=AT
    )
    return stage
