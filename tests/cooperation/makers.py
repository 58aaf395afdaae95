"""A circle of three bodies and a doctor around Leyla Aksoy, with an authority that names them all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.consent import declarations, transfers
from roterfaden.consent.choices import Aid, DataClass, GivenForm, Giver, RecipientKind
from roterfaden.consent.gate import Item
from roterfaden.consent.models import Consent, Recipient
from roterfaden.cooperation import (
    dates,
    entry,
    parties,
    planning,
    registration,
    sharing,
    signing,
    situation,
    tables,
)
from roterfaden.cooperation.choices import (
    FindingKind,
    MeetingKind,
    PartyKind,
    PlanSection,
    Presence,
    RoundKind,
    SignatureKind,
    SignatureWay,
    TableRole,
    TurnKind,
)
from roterfaden.cooperation.models import Cooperation, Meeting, Party, PlanVersion
from tests.fixtures import AT, World

YES = {"consent": "yes", "independent_advice": "yes", "several_benefits": "yes"}
CLASSES = frozenset((DataClass.MASTER, DataClass.WORK, DataClass.ABILITIES, DataClass.COURSE))


@dataclass
class Circle:
    """The cooperation and everybody in it. `now` moves on by hand."""

    world: World
    case: Case
    now: datetime
    office: Recipient
    agency: Recipient
    pension: Recipient
    doctor: Recipient
    cooperation: Cooperation | None = None

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.world.anna, "at": self.now}

    @property
    def running(self) -> Cooperation:
        found = Cooperation.objects.select_related("case", "authority", "office").get(case=self.case)
        found.case = self.case
        return found

    def party(self, recipient: Recipient | None) -> Party:
        row = self.running.parties.select_related("recipient").get(recipient=recipient)
        row.cooperation = self.running
        return row

    def reachable_person(self) -> Party:
        """The person, with an address to which invitations go."""
        person = self.party(None)
        person.email = "leyla@example.org"
        person.save(update_fields=["email"])
        return person

    def consent(self, *recipients: Recipient, classes: frozenset[DataClass] = CLASSES) -> Consent:
        facts = declarations.Facts(
            purpose="Gemeinsame Planung",
            occasion="Teilhabeplankonferenz 2026",
            recipients=recipients,
            classes=classes,
            consequences="Dann plant jede Stelle für sich.",
            withdrawal_explained=True,
            special_named=True,
            language="Deutsch",
            aid=Aid.NONE,
            given_by=Giver.PERSON,
            form=GivenForm.PAPER,
            given_on=local_day(self.now),
            valid_until=local_day(self.now) + timedelta(days=365),
        )
        return declarations.record_consent(
            person=self.case.person, service=self.world.service, facts=facts, scope=self.case, **self.who
        )

    def begin(self) -> Cooperation:
        entry.begin(case=self.case, answers=YES, reason="", **self.who)
        for kind, recipient, name in (
            (PartyKind.INSTITUTION, self.agency, "Klara Muster"),
            (PartyKind.INSTITUTION, self.pension, "Rolf Renner"),
            (PartyKind.GUEST, self.doctor, "Dr. Sommer"),
        ):
            parties.add_party(
                cooperation=self.running,
                kind=kind,
                recipient=recipient,
                facts=parties.PartyFacts(name=name, email=f"{recipient.pk}@stelle.example"),
                **self.who,
            )
        return self.running

    def register(self, consent: Consent | None = None) -> Cooperation:
        consent = consent or self.consent(self.office, self.agency, self.pension, self.doctor)
        registration.register(
            cooperation=self.running,
            office=self.office,
            registering=self.agency,
            authority=consent,
            text="Mehrere Leistungen.",
            revision=self.running.revision,
            **self.who,
        )
        return self.running

    def accept(self) -> Cooperation:
        self.begin()
        self.register()
        registration.decide(
            cooperation=self.running,
            kind=TurnKind.ACCEPTED,
            text="",
            revision=self.running.revision,
            **self.who,
        )
        return self.running

    def meeting(self, kind: MeetingKind = MeetingKind.TABLE, days: tuple[int, ...] = (7, 9)) -> Meeting:
        starts = [self.now + timedelta(days=day) for day in days]
        return dates.propose(cooperation=self.running, kind=kind, starts=starts, place="Raum 3", **self.who)

    def fix(self, meeting: Meeting) -> Meeting:
        meeting.cooperation = self.running
        first = meeting.options.all()[0]
        dates.fix_date(meeting=meeting, option=first, place="Raum 3", revision=meeting.revision, **self.who)
        return meeting

    def hold(self, meeting: Meeting) -> Meeting:
        """The day has come; all but the doctor are there."""
        assert meeting.starts_at is not None
        self.now = meeting.starts_at + timedelta(hours=3)
        seats = [
            tables.Seat(self.party(None), Presence.SECOND, TableRole.MEMBER, ""),
            tables.Seat(self.party(self.agency), Presence.BOTH, TableRole.CHAIR, ""),
            tables.Seat(self.party(self.pension), Presence.BOTH, TableRole.MINUTES, "Ruth Renner"),
            tables.Seat(self.party(self.doctor), Presence.EXCUSED, TableRole.MEMBER, ""),
        ]
        tables.hold(meeting=meeting, seats=seats, revision=meeting.revision, **self.who)
        return meeting

    def write(self, section: PlanSection, text: str, *, key: str = "", **more: Any) -> str:
        if section == PlanSection.ITEMS:
            more = {
                "party": self.party(self.agency),
                "person": "Klara Muster",
                "cost_bearer": "Agentur",
                "due_on": local_day(self.now) + timedelta(days=30),
            } | more
        return planning.put_entry(
            cooperation=self.running,
            section=section,
            key=key,
            facts=planning.EntryFacts(text=text, **more),
            revision=planning.draft_of(self.running).revision,
            **self.who,
        )

    def issue(self, reason: str = "") -> PlanVersion:
        return planning.issue(
            cooperation=self.running,
            reason=reason,
            revision=planning.draft_of(self.running).revision,
            **self.who,
        )

    def plan(self) -> PlanVersion:
        self.write(PlanSection.GOALS, "Eine Stelle im Büro finden")
        self.write(PlanSection.ITEMS, "Berufliche Abklärung")
        self.write(PlanSection.OBLIGATIONS, "Kommt zu allen Terminen")
        return self.issue()

    def sign(self, version: PlanVersion, party: Party, **changes: Any) -> Any:
        word = {
            "kind": SignatureKind.SIGNED,
            "way": SignatureWay.TYPED,
            "name": party.name,
            "signed_on": local_day(self.now),
        } | changes
        return signing.sign(version=version, party=party, word=signing.Word(**word), **self.who)


def set_circle(world: World, case: Case, at: datetime = AT) -> Circle:
    def add(kind: RecipientKind, name: str, organisation: Any = None) -> Recipient:
        return transfers.add_recipient(
            service=world.service, kind=kind, name=name, organisation=organisation, by=world.anna, at=at
        )

    return Circle(
        world=world,
        case=case,
        now=at,
        office=add(RecipientKind.PUBLIC, "Integrationsamt Nordland", world.office),
        agency=add(RecipientKind.PUBLIC, "Agentur für Arbeit"),
        pension=add(RecipientKind.PUBLIC, "Rentenversicherung"),
        doctor=add(RecipientKind.PROFESSIONAL, "Praxis Dr. Sommer"),
    )


def fill_with(world: World, case: Case, canary: Callable[[str], str]) -> Circle:
    """A cooperation in `case` whose every text is what `canary` makes of the name of its place."""
    circle = set_circle(world, case)
    circle.accept()
    meeting = circle.fix(circle.meeting())
    tables.add_agenda_item(meeting=meeting, text=canary("Frage"), **circle.who)
    circle.hold(meeting)
    tables.note_parts(
        meeting=meeting,
        first_part=canary("Teil1"),
        second_part=canary("Teil2"),
        own_view=canary("Sicht"),
        revision=meeting.revision,
        **circle.who,
    )
    situation.add_finding(
        cooperation=circle.running,
        facts=situation.FindingFacts(domain="work", kind=FindingKind.RESOURCE, text=canary("Ressource")),
        **circle.who,
    )
    circle.write(PlanSection.GOALS, canary("Ziel"))
    circle.write(PlanSection.ITEMS, canary("Massnahme"), person=canary("Zustaendig"))
    version = circle.issue()
    scan = signing.Scan(canary("Scan") + ".txt", BytesIO(canary("Papier").encode()))
    circle.sign(version, circle.party(None), way=SignatureWay.SCANNED, scan=scan, note=canary("Vorbehalt"))
    item = Item(data_class=DataClass.COURSE, title="Stand", text=canary("Stand"))
    sharing.share(
        cooperation=circle.running, kind=RoundKind.EXCHANGE, items=[item], token=uuid4(), **circle.who
    )
    return circle
