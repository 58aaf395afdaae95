"""What programs get to read. Health record, anamnesis, working notes and files stay in the pages."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from roterfaden.api.shapes import About


@dataclass(frozen=True, kw_only=True)
class Body:
    """Eine Stelle: Dienst, Amt, Auftraggeber."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Access:
    """Wofür dieser Zugang ist und was er darf."""

    name: str
    user: Annotated[str, About("Anmeldename der Person, für die das Programm handelt.")]
    organisation: Body
    scopes: list[str]
    valid_until: date


@dataclass(frozen=True, kw_only=True)
class ChainStart:
    """Ein Beginn in einer Kette."""

    id: str
    title: str


@dataclass(frozen=True, kw_only=True)
class StartableChain:
    """Eine Kette, mit der die Stelle heute einen Fall eröffnen kann."""

    key: str
    title: str
    version: str
    starts: list[ChainStart]


@dataclass(frozen=True, kw_only=True)
class ChainList:
    items: list[StartableChain]


@dataclass(frozen=True, kw_only=True)
class CaseHead:
    """Der Kopf eines Falls."""

    code: str
    file_number: str
    person_code: str
    first_name: str
    last_name: str
    service: Body
    responsible: Annotated[str, About("Anmeldename der zuständigen Fachkraft.")]
    state: Annotated[str, About("open oder closed.")]
    opened_on: date
    closed_on: date | None


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """Eine Seite der Fälle. Ist next leer, war es die letzte."""

    items: list[CaseHead]
    next: Annotated[str, About("Für den Parameter cursor der nächsten Anfrage.")] | None


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Wie die Person zu erreichen ist, und was sie möchte."""

    birth_date: date
    street: str
    postcode: str
    town: str
    phone: str
    email: str
    communication: str
    concern: str


@dataclass(frozen=True, kw_only=True)
class CaseDetail:
    """Ein Fall. contact fehlt, wo dieser Teil nicht freigegeben ist; open_parts sagt, was offen ist."""

    head: CaseHead
    contact: Contact | None
    result: Annotated[str, About("Ergebnis eines abgeschlossenen Falls.")] | None
    open_parts: Annotated[list[str], About("Teile der Akte, die die Person hinter dem Zugang lesen darf.")]


@dataclass(frozen=True, kw_only=True)
class Due:
    """Eine Frist an einem offenen Schritt."""

    title: str
    due_on: date
    rests: bool


@dataclass(frozen=True, kw_only=True)
class OpenStep:
    """Was jetzt zu tun oder zu entscheiden ist."""

    number: int
    node: str
    title: str
    visit: Annotated[int, About("Der wievielte Besuch dieses Schritts es ist.")]
    since: datetime
    due: list[Due]
    missing: Annotated[list[str], About("Was vor dem Abschließen noch fehlt.")]


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """Was danach kommen kann."""

    node: str
    title: str
    question: Annotated[str, About("Die Frage, von deren Antwort er abhängt; leer, wenn er sicher kommt.")]
    answers: list[str]


@dataclass(frozen=True, kw_only=True)
class Run:
    """Ein Durchgang durch eine Kette: was getan ist, was offen ist, was kommt."""

    number: int
    chain: str
    title: str
    version: str
    state: Annotated[str, About("running, ended oder left.")]
    started_at: datetime
    steps_done: int
    end: Annotated[str, About("Der Endpunkt, der erreicht wurde.")]
    open: list[OpenStep]
    ahead: list[NextStep]


@dataclass(frozen=True, kw_only=True)
class Thread:
    """Wo der Fall steht: alle Durchgänge, in der Reihenfolge, in der sie begannen."""

    code: str
    runs: list[Run]


@dataclass(frozen=True, kw_only=True)
class JournalItem:
    """Ein Eintrag des Journals in seiner letzten Fassung."""

    id: UUID
    revision: int
    kind: str
    information: str
    happened_at: datetime
    written_by: str
    text: str
    company: str
    people: str
    result: str
    next_step: str
    next_on: date | None
    minutes: int | None
    travel_minutes: int | None
    travel_km: Decimal | None


@dataclass(frozen=True, kw_only=True)
class JournalPage:
    """Eine Seite des Journals, das Neueste zuerst."""

    items: list[JournalItem]
    next: Annotated[str, About("Für den Parameter cursor der nächsten Anfrage.")] | None


@dataclass(frozen=True, kw_only=True)
class MandateItem:
    """Ein Auftrag des Falls."""

    id: UUID
    revision: int
    kind: str
    commissioner: Body | None
    valid_from: date
    valid_until: date | None
    hours_per_month: Decimal | None
    goal: str


@dataclass(frozen=True, kw_only=True)
class MandateList:
    """Alle Aufträge des Falls, der neueste zuerst."""

    items: list[MandateItem]


@dataclass(frozen=True, kw_only=True)
class GoalSight:
    """Wie eine Seite ein Ziel zuletzt sah: -2 bis +2, 0 ist erreicht wie erwartet."""

    party: str
    level: int
    seen_on: date


@dataclass(frozen=True, kw_only=True)
class GoalItem:
    """Ein Ziel der Person in ihren Worten."""

    id: UUID
    revision: int
    text: str
    topic: str
    set_on: date
    due_on: date | None
    outcome: Annotated[str, About("Leer, solange das Ziel läuft.")]
    levels: Annotated[list[str], About("Woran man die Stufen -2 bis +2 erkennt.")]
    views: list[GoalSight]


@dataclass(frozen=True, kw_only=True)
class PlanItem:
    """Eine Zeile des gemeinsamen Plans: Ziel, Schritt oder Beitrag der Person."""

    key: str
    section: Annotated[str, About("goals, items oder obligations.")]
    text: str
    body: str
    person: str
    cost_bearer: str
    due_on: date | None
    state: Annotated[str, About("Nur bei Schritten: open, running, done, dropped.")]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Ziele der Person und der gemeinsame Plan in der Fassung, die zuletzt vorgelegt wurde."""

    goals: list[GoalItem]
    version: Annotated[int, About("Nummer der Fassung.")] | None
    issued_at: datetime | None
    is_binding: Annotated[bool, About("Alle haben unterschrieben.")]
    items: list[PlanItem]


@dataclass(frozen=True, kw_only=True)
class ReportHead:
    """Ein freigegebener Statistikbericht."""

    id: UUID
    kind: str
    kind_version: str
    first: date
    last: date
    number: int
    released_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReportList:
    """Alle freigegebenen Berichte der Stelle, der jüngste Zeitraum zuerst."""

    items: list[ReportHead]


@dataclass(frozen=True, kw_only=True)
class StatisticsReport:
    """Zahlen und Texte eines Berichts, im Austauschformat roterfaden-statistics-report 1."""

    id: UUID
    report: dict  # type: ignore[type-arg]


@dataclass(frozen=True, kw_only=True)
class Made:
    """Was angelegt wurde, und wo es steht. Dieselbe Anfrage noch einmal gibt dieselbe Antwort."""

    id: str
    url: str
