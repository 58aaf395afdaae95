"""Two cooperations of the demo: the round table of Peter M. (ZESO 1/2009), and a German Teilhabeplankonferenz."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.cases.sharing import shareable_parts
from roterfaden.consent import declarations, transfers
from roterfaden.consent.choices import Aid, DataClass, GivenForm, Giver, RecipientKind
from roterfaden.consent.models import Recipient
from roterfaden.cooperation import (
    dates,
    entry,
    monitoring,
    parties,
    planning,
    registration,
    sharing,
    signing,
    situation,
)
from roterfaden.cooperation import tables as round_tables
from roterfaden.cooperation.choices import (
    DateReply,
    FindingKind,
    MeetingKind,
    PartyKind,
    PlanSection,
    Presence,
    RoundKind,
    SignatureKind,
    SignatureWay,
    StepState,
    TableRole,
    TurnKind,
)
from roterfaden.cooperation.models import Cooperation, Meeting, Party, PlanStep, PlanVersion
from roterfaden.cooperation.queries import newest_cooperation, parties_of
from roterfaden.operations.demo.coordination import tell_costs
from roterfaden.operations.demo.people import Stage

ADDRESS = "beispiel.invalid"


@dataclass
class Teller:
    """Tells one cooperation, day by day before today."""

    case: Case
    by: User
    today: date

    def at(self, ago: int, hour: int = 10) -> datetime:
        return timezone.make_aware(datetime.combine(self.today - timedelta(days=ago), time(hour)))

    def did(self, ago: int, hour: int = 10) -> dict[str, Any]:
        return {"by": self.by, "at": self.at(ago, hour)}

    @property
    def cooperation(self) -> Cooperation:
        found = newest_cooperation(self.case)
        if found is None:
            raise LookupError("The cooperation was not begun.")
        return found

    def body(self, kind: RecipientKind, name: str, ago: int, organisation: Any = None) -> Recipient:
        return transfers.add_recipient(
            service=self.case.service, kind=kind, name=name, organisation=organisation, **self.did(ago)
        )

    def authority(
        self, bodies: Sequence[Recipient], classes: frozenset[DataClass], ago: int, purpose: str
    ) -> Any:
        given_on = self.today - timedelta(days=ago)
        facts = declarations.Facts(
            purpose=purpose,
            occasion="Gemeinsame Planung der beruflichen Eingliederung",
            recipients=bodies,
            classes=classes,
            consequences="Dann plant jede Stelle für sich. Ihre Leistungen bleiben.",
            withdrawal_explained=True,
            special_named=True,
            language="Deutsch",
            aid=Aid.READ_ALOUD,
            given_by=Giver.PERSON,
            form=GivenForm.PAPER,
            given_on=given_on,
            valid_until=given_on + timedelta(days=730),
        )
        return declarations.record_consent(
            person=self.case.person, service=self.case.service, facts=facts, scope=self.case, **self.did(ago)
        )

    def sit(self, recipient: Recipient, name: str, function: str, ago: int, **more: Any) -> Party:
        kind = more.pop("kind", PartyKind.INSTITUTION)
        email = f"stelle{recipient.pk}@{ADDRESS}"
        facts = parties.PartyFacts(name=name, function=function, email=email, **more)
        return parties.add_party(
            cooperation=self.cooperation, kind=kind, recipient=recipient, facts=facts, **self.did(ago)
        )

    def register(self, office: Recipient, by_body: Recipient, consent: Any, text: str, ago: int) -> None:
        registration.register(
            cooperation=self.cooperation,
            office=office,
            registering=by_body,
            authority=consent,
            text=text,
            revision=self.cooperation.revision,
            **self.did(ago),
        )
        registration.decide(
            cooperation=self.cooperation,
            kind=TurnKind.ACCEPTED,
            text="",
            revision=self.cooperation.revision,
            **self.did(ago - 2),
        )

    def find(self, domain: str, kind: FindingKind, text: str, ago: int, **more: Any) -> None:
        facts = situation.FindingFacts(domain=domain, kind=kind, text=text, **more)
        situation.add_finding(cooperation=self.cooperation, facts=facts, **self.did(ago, 12))

    def line(self, section: PlanSection, text: str, ago: int, **more: Any) -> str:
        return planning.put_entry(
            cooperation=self.cooperation,
            section=section,
            key=more.pop("key", ""),
            facts=planning.EntryFacts(text=text, **more),
            revision=planning.draft_of(self.cooperation).revision,
            **self.did(ago, 13),
        )

    def issue(self, ago: int, reason: str = "") -> PlanVersion:
        return planning.issue(
            cooperation=self.cooperation,
            reason=reason,
            revision=planning.draft_of(self.cooperation).revision,
            **self.did(ago, 14),
        )

    def sign(self, version: PlanVersion, party: Party, ago: int, **more: Any) -> None:
        word = signing.Word(
            kind=more.get("kind", SignatureKind.SIGNED),
            way=more.get("way", SignatureWay.TYPED),
            name=party.name,
            note=more.get("note", ""),
            drawing=more.get("drawing", ""),
            signed_on=self.today - timedelta(days=ago),
        )
        signing.sign(version=version, party=party, word=word, **self.did(ago, 15))

    def step(self, key: str, state: StepState, note: str, ago: int) -> None:
        row = PlanStep.objects.get(cooperation=self.cooperation, key=key)
        row.cooperation = self.cooperation
        monitoring.set_step(step=row, state=state, note=note, revision=row.revision, **self.did(ago))

    def inform(
        self, kind: RoundKind, items: Sequence[Any], token: int, ago: int, *, out: bool = True
    ) -> None:
        made = sharing.share(
            cooperation=self.cooperation, kind=kind, items=items, token=UUID(int=token), **self.did(ago, 16)
        )
        made.cooperation = self.cooperation
        if out:
            sharing.let_out(round=made, **self.did(ago, 17))


SCRIBBLE = (
    "M40 140 L60 60 L80 150 L100 80 L130 150 L150 100 L175 150 L200 90 L230 150 L300 120 L380 150 L470 110"
)


def lay_tables(stage: Stage, *, today: date) -> None:
    """The table of Peter M., whose plan he and his therapist have not signed yet; a conference whose day is sought."""
    lay_peters_table(stage, today=today)
    _conference(stage, today=today)
    tell_costs(stage, today=today)


def lay_peters_table(stage: Stage, *, today: date) -> None:
    """From the entry check over two versions of his plan to the internship, as the article tells it."""
    case = Case.objects.select_related("person", "service", "data_key", "responsible").get(
        service=stage.offices["iiz"], person__data_key__isnull=False, opened_on=today - timedelta(days=333)
    )
    tell = Teller(case, stage.users["amrein"], today)
    entry.begin(
        case=case,
        answers={
            "registered": "yes",
            "within_six_months": "yes",
            "voluntary": "yes",
            "several_bodies": "yes",
            "complex": "unknown",
        },
        reason="",
        **tell.did(322),
    )
    public = RecipientKind.PUBLIC
    own = tell.body(public, "IIZ-Koordinationsstelle", 322, stage.offices["iiz"])
    iv = tell.body(public, "IV-Stelle", 322, stage.offices["iv"])
    rav = tell.body(public, "RAV Seetal", 322, stage.offices["rav"])
    social = tell.body(public, "Sozialdienst Emmental-See", 322, stage.offices["sozialdienst"])
    therapist = tell.body(RecipientKind.PROFESSIONAL, "Praxis für Psychotherapie", 322)
    classes = frozenset(
        (DataClass.MASTER, DataClass.WORK, DataClass.ABILITIES, DataClass.COURSE, DataClass.SOCIAL)
    )
    consent = tell.authority([iv, rav, social, therapist], classes, 322, "Vollmacht zum Datenaustausch (IIZ)")
    seats = (
        tell.sit(iv, "Daniel Zempf", "Berufsberater der IV", 321),
        tell.sit(rav, "Sarah Bucheli", "Personalberaterin", 321),
        tell.sit(social, "Nina Hodler", "Sozialarbeiterin", 321),
        tell.sit(therapist, "Jonas Imfeld", "Psychotherapeut", 321, kind=PartyKind.GUEST),
    )
    tell.register(own, social, consent, "Drei Stellen sind beteiligt, die Richtung ist offen.", 320)
    told = ("entry-", "fact-", "file-")
    known = [one.item for one in shareable_parts(case, health=True) if not one.key.startswith(told)]
    tell.inform(RoundKind.EXCHANGE, known, 4, 310)
    client = next(party for party in parties_of(tell.cooperation) if party.kind == PartyKind.CLIENT)
    meeting = _table(tell, seats, client, found=306, held=292)
    _peters_situation(tell, seats, client)
    keys = _peters_plan(tell, seats)
    first = tell.issue(291)
    tell.sign(first, client, 290, way=SignatureWay.DRAWN, drawing=SCRIBBLE)
    for seat in seats:
        tell.sign(first, seat, 290)
    manager = seats[0]
    monitoring.take_management(
        cooperation=tell.cooperation, party=manager, revision=tell.cooperation.revision, **tell.did(288)
    )
    _peters_course(tell, keys, seats)
    round_tables.note_parts(
        meeting=_fresh(tell, meeting),
        first_part="Drei Stellen, drei Pläne: Die IV klärt die Richtung, das RAV verlangt Bewerbungen, der Sozialdienst zahlt dazu. Wir stimmen das ab.",  # noqa: E501
        second_part="Peter M. hört die Zusammenfassung und ergänzt: Den ganzen Tag zu reden, ist ihm zu viel.",
        own_view="Ich möchte etwas mit Computern machen. Und nicht wieder nach zwei Wochen aufhören müssen.",
        revision=_fresh(tell, meeting).revision,
        **tell.did(291),
    )


def _fresh(tell: Teller, meeting: Meeting) -> Meeting:
    found = Meeting.objects.get(pk=meeting.pk)
    found.cooperation = tell.cooperation
    return found


def _table(tell: Teller, seats: Sequence[Party], client: Party, *, found: int, held: int) -> Meeting:
    meeting = dates.propose(
        cooperation=tell.cooperation,
        kind=MeetingKind.TABLE,
        starts=[tell.at(held + 1, 9), tell.at(held, 9)],
        place="Sitzungszimmer 2, Koordinationsstelle",
        **tell.did(found),
    )
    first, second = meeting.options.all()
    for seat in seats:
        replies = {str(first.uuid): DateReply.NO, str(second.uuid): DateReply.YES}
        dates.answer(meeting=meeting, party=seat, replies=replies, revision=0, **tell.did(found - 2))
    meeting = _fresh(tell, meeting)
    dates.fix_date(
        meeting=meeting, option=second, place=meeting.place, revision=meeting.revision, **tell.did(found - 3)
    )
    round_tables.build_agenda(meeting=_fresh(tell, meeting), **tell.did(found - 3))
    there = [round_tables.Seat(seat, Presence.BOTH, TableRole.MEMBER, "") for seat in seats]
    there.append(round_tables.Seat(client, Presence.SECOND, TableRole.MEMBER, ""))
    meeting = _fresh(tell, meeting)
    round_tables.hold(meeting=meeting, seats=there, revision=meeting.revision, **tell.did(held, 14))
    return meeting


def _peters_situation(tell: Teller, seats: Sequence[Party], client: Party) -> None:
    iv, rav, social, therapist = seats
    hard, good = FindingKind.DIFFICULTY, FindingKind.RESOURCE
    tell.find(
        "work", hard, "Seit fünf Jahren nur kurze Einsätze, an früheren Stellen angeeckt.", 292, said_by=rav
    )
    tell.find("work", good, "Zweijährige Bürolehre abgeschlossen.", 292, said_by=rav)
    tell.find(
        "abilities", hard, "Tempo und Konzentration lassen nach wenigen Stunden nach.", 292, said_by=iv,
        own_view="Am Computer halte ich länger durch.",
    )  # fmt: skip
    tell.find("abilities", good, "Arbeitet genau, versteht Technik rasch.", 292, said_by=client)
    tell.find("health", hard, "Eine Krankheit begrenzt die Belastbarkeit.", 292, said_by=therapist)
    tell.find("health", good, "Hat sich selbst eine Beratung gesucht.", 292, said_by=client)
    tell.find("finances", hard, "Taggeld und Sozialhilfe nebeneinander.", 292, said_by=social)
    tell.find("network", hard, "Lebt zurückgezogen.", 292, own_view="Das passt mir meistens.")
    tell.find("wishes", hard, "Traut sich eine Rückkehr in die Arbeit kaum zu.", 292, said_by=client)


def _peters_plan(tell: Teller, seats: Sequence[Party]) -> dict[str, str]:
    iv, rav, _social, _therapist = seats
    goals, items, own = PlanSection.GOALS, PlanSection.ITEMS, PlanSection.OBLIGATIONS
    tell.line(goals, "Die berufliche Richtung ist geklärt.", 292)
    tell.line(goals, "Die Belastbarkeit reicht für eine Stelle im Betrieb.", 292)

    def item(text: str, seat: Party, bearer: str, due: int) -> str:
        more: dict[str, Any] = {"party": seat, "person": seat.name, "cost_bearer": bearer}
        return tell.line(items, text, 292, due_on=tell.today - timedelta(days=due), **more)

    keys = {
        "clarify": item("Berufliche Abklärung, drei Monate", iv, "IV-Stelle", 180),
        "train": item("Arbeitstraining in derselben Institution, zwei bis drei Monate", iv, "IV-Stelle", 100),
        "search": item("Gemeinsam Betriebe suchen", rav, "RAV", 12),
        "trial": item("Praktikum im Betrieb, drei Monate", rav, "keine Kosten", -28),
    }
    tell.line(
        own,
        "Denkt im Job-Coaching über sein Verhalten am Arbeitsplatz nach.",
        292,
        data_class=DataClass.SOCIAL,
    )
    return keys


def _peters_course(tell: Teller, keys: dict[str, str], seats: Sequence[Party]) -> None:
    tell.inform(RoundKind.INFORMATION, sharing.news_of(tell.cooperation), 1, 275)
    tell.step(keys["clarify"], StepState.DONE, "Richtung: PC-Support und Büro.", 182)
    tell.step(keys["train"], StepState.DONE, "In der zweiten Hälfte ausgewertet.", 104)
    tell.inform(RoundKind.INFORMATION, sharing.news_of(tell.cooperation), 2, 104)
    _iv, rav, *_rest = seats
    tell.line(
        PlanSection.ITEMS,
        "Praktikum als PC-Supporter im Betrieb, drei Monate",
        66,
        key=keys["trial"],
        party=rav,
        person=rav.name,
        cost_bearer="keine Kosten",
        due_on=tell.today + timedelta(days=28),
    )
    second = tell.issue(65, "Der Praktikumsplatz ist gefunden, die Aufgabe steht fest.")
    # Peter M. himself signs in the portal (`accesses`)
    iv, rav, social, _therapist = seats
    tell.sign(second, iv, 64)
    note = "Wenn daraus bis zum Ende keine Anstellung wird, melden wir ihn wieder zur Vermittlung an."
    tell.sign(second, rav, 63, kind=SignatureKind.RESERVED, note=note)
    tell.sign(second, social, 63)
    tell.step(keys["trial"], StepState.RUNNING, "Hat begonnen.", 62)
    tell.step(keys["search"], StepState.RUNNING, "Für den Fall, dass das Praktikum nicht trägt.", 61)
    tell.inform(RoundKind.INFORMATION, sharing.news_of(tell.cooperation), 3, 18)


def _conference(stage: Stage, *, today: date) -> None:
    """A case of Katrin Holm: registered and accepted, the day is being sought."""
    case = (
        Case.objects.filter(
            service=stage.offices["ifd-neuhafen"], responsible=stage.users["holm"], state=CaseState.OPEN
        )
        .filter(opened_on__lt=today - timedelta(days=30))
        .select_related("person", "service", "data_key", "responsible")
        .order_by("pk")
        .first()
    )
    if case is None:
        return
    tell = Teller(case, stage.users["holm"], today)
    yes = ("consent", "independent_advice", "several_benefits", "wished")
    entry.begin(case=case, answers=dict.fromkeys(yes, "yes"), reason="", **tell.did(16))
    public = RecipientKind.PUBLIC
    pension = tell.body(public, "Rentenversicherung Nordland", 16, stage.offices["rente"])
    agency = tell.body(public, "Agentur für Arbeit Neuhafen", 16, stage.offices["agentur"])
    office = tell.body(public, "Inklusionsamt Nordland", 16, stage.offices["inklusionsamt"])
    own = tell.body(public, "IFD Neuhafen", 16, stage.offices["ifd-neuhafen"])
    classes = frozenset(
        (DataClass.MASTER, DataClass.WORK, DataClass.ABILITIES, DataClass.COURSE, DataClass.HEALTH)
    )
    consent = tell.authority([pension, agency, office], classes, 15, "Teilhabeplankonferenz")
    seats = (
        tell.sit(pension, "Renate Voss", "Reha-Fachberatung, verantwortlicher Träger", 15),
        tell.sit(agency, "Bernd Claussen", "Team Rehabilitation", 15),
        tell.sit(office, "Silke Amthor", "Sachbearbeitung", 15),
        tell.sit(own, "Katrin Holm", "Fachkraft des Dienstes", 15, signs=False),
    )
    tell.register(pension, own, consent, "Leistungen zweier Träger sind aufeinander abzustimmen.", 14)
    tell.find("work", FindingKind.RESOURCE, "Lange Erfahrung im Lager, will zurück in Arbeit.", 8)
    tell.find("abilities", FindingKind.DIFFICULTY, "Schweres Heben geht nicht mehr.", 8)
    meeting = dates.propose(
        cooperation=tell.cooperation,
        kind=MeetingKind.TABLE,
        starts=[tell.at(-6, 9), tell.at(-7, 14), tell.at(-9, 10)],
        place="Rentenversicherung, Raum 114",
        **tell.did(5),
    )
    words = (("yes", "no", "yes"), ("if_need_be", "yes", "yes"), ("no", "yes", "if_need_be"))
    options = [str(option.uuid) for option in meeting.options.all()]
    for seat, said in zip(seats[:3], words, strict=True):
        replies = dict(zip(options, said, strict=True))
        dates.answer(meeting=meeting, party=seat, replies=replies, revision=0, **tell.did(3))
    round_tables.build_agenda(meeting=_fresh(tell, meeting), **tell.did(3))
