"""Client of Roter Faden, interface version 1.0.0. Written by `manage.py api client`: do not edit.

Needs Python 3.11 or later and nothing else. `Client("https://…", "rf_…").list_cases()`
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NotRequired, TypedDict, cast
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import uuid4

# method, address, headers, body -> status, body
Send = Callable[[str, str, Mapping[str, str], bytes | None], tuple[int, bytes]]
SECONDS = 60
FIRST_REFUSAL = 400


class Refused(Exception):
    """The interface refused: `status`, `kind`, a sentence, and what is wrong at which field."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.kind = str(problem.get("type", "")).removeprefix("urn:roterfaden:")
        self.errors: list[dict[str, str]] = list(problem.get("errors", []))
        super().__init__(f"{problem.get('title', status)}: {problem.get('detail', '')}")


class Access(TypedDict):
    """Wofür dieser Zugang ist und was er darf."""

    name: str
    user: str
    organisation: Body
    scopes: list[str]
    valid_until: str


class Body(TypedDict):
    """Eine Stelle: Dienst, Amt, Auftraggeber."""

    code: str
    name: str


class CaseDetail(TypedDict):
    """Ein Fall. contact fehlt, wo dieser Teil nicht freigegeben ist; open_parts sagt, was offen ist."""

    head: CaseHead
    contact: Contact | None
    result: str | None
    open_parts: list[str]


class CaseHead(TypedDict):
    """Der Kopf eines Falls."""

    code: str
    file_number: str
    person_code: str
    first_name: str
    last_name: str
    service: Body
    responsible: str
    state: str
    opened_on: str
    closed_on: str | None


class CasePage(TypedDict):
    """Eine Seite der Fälle. Ist next leer, war es die letzte."""

    items: list[CaseHead]
    next: str | None


class ChainList(TypedDict):
    items: list[StartableChain]


class ChainStart(TypedDict):
    """Ein Beginn in einer Kette."""

    id: str
    title: str


class Contact(TypedDict):
    """Wie die Person zu erreichen ist, und was sie möchte."""

    birth_date: str
    street: str
    postcode: str
    town: str
    phone: str
    email: str
    communication: str
    concern: str


class Due(TypedDict):
    """Eine Frist an einem offenen Schritt."""

    title: str
    due_on: str
    rests: bool


class GoalItem(TypedDict):
    """Ein Ziel der Person in ihren Worten."""

    id: str
    revision: int
    text: str
    topic: str
    set_on: str
    due_on: str | None
    outcome: str
    levels: list[str]
    views: list[GoalSight]


class GoalSight(TypedDict):
    """Wie eine Seite ein Ziel zuletzt sah: -2 bis +2, 0 ist erreicht wie erwartet."""

    party: str
    level: int
    seen_on: str


class JournalItem(TypedDict):
    """Ein Eintrag des Journals in seiner letzten Fassung."""

    id: str
    revision: int
    kind: str
    information: str
    happened_at: str
    written_by: str
    text: str
    company: str
    people: str
    result: str
    next_step: str
    next_on: str | None
    minutes: int | None
    travel_minutes: int | None
    travel_km: str | None


class JournalPage(TypedDict):
    """Eine Seite des Journals, das Neueste zuerst."""

    items: list[JournalItem]
    next: str | None


class Made(TypedDict):
    """Was angelegt wurde, und wo es steht. Dieselbe Anfrage noch einmal gibt dieselbe Antwort."""

    id: str
    url: str


class MandateItem(TypedDict):
    """Ein Auftrag des Falls."""

    id: str
    revision: int
    kind: str
    commissioner: Body | None
    valid_from: str
    valid_until: str | None
    hours_per_month: str | None
    goal: str


class MandateList(TypedDict):
    """Alle Aufträge des Falls, der neueste zuerst."""

    items: list[MandateItem]


class NewCase(TypedDict):
    """Ein Fall, der eröffnet wird: für eine bekannte oder eine neue Person, am Beginn einer Kette."""

    chain: str
    start: str
    person_code: NotRequired[str]
    person: NotRequired[NewPerson | None]
    person_is_new: NotRequired[bool]
    concern: NotRequired[str]
    opened_on: NotRequired[str | None]
    responsible: NotRequired[str]
    mandate: NotRequired[NewMandate | None]


class NewContact(TypedDict):
    """Ein Kontakt für das Journal: was war, wann, mit wem."""

    kind: Literal["note", "call", "meeting", "visit", "company", "mail", "crisis"]
    happened_at: str
    text: str
    information: NotRequired[Literal["case", "company"]]
    company: NotRequired[str]
    people: NotRequired[str]
    result: NotRequired[str]
    next_step: NotRequired[str]
    next_on: NotRequired[str | None]
    minutes: NotRequired[int | None]
    travel_minutes: NotRequired[int | None]
    travel_km: NotRequired[str | None]


class NewMandate(TypedDict):
    """Ein Auftrag: wer den Dienst beauftragt hat, womit, von wann bis wann."""

    kind: Literal[
        "placement",
        "securing",
        "transition_school",
        "transition_workshop",
        "measure",
        "coordination",
        "low_threshold",
    ]
    valid_from: str
    valid_until: NotRequired[str | None]
    commissioner: NotRequired[str]
    hours_per_month: NotRequired[str | None]
    goal: NotRequired[str]


class NewPerson(TypedDict):
    """Wer neu aufgenommen wird. Angaben zur Gesundheit nimmt die Schnittstelle nicht an."""

    first_name: str
    last_name: str
    birth_date: str
    gender: NotRequired[Literal["female", "male", "diverse", "unknown"]]
    nationality: NotRequired[str]
    street: NotRequired[str]
    postcode: NotRequired[str]
    town: NotRequired[str]
    phone: NotRequired[str]
    email: NotRequired[str]
    communication: NotRequired[str]


class NextStep(TypedDict):
    """Was danach kommen kann."""

    node: str
    title: str
    question: str
    answers: list[str]


class OpenStep(TypedDict):
    """Was jetzt zu tun oder zu entscheiden ist."""

    number: int
    node: str
    title: str
    visit: int
    since: str
    due: list[Due]
    missing: list[str]


class Plan(TypedDict):
    """Ziele der Person und der gemeinsame Plan in der Fassung, die zuletzt vorgelegt wurde."""

    goals: list[GoalItem]
    version: int | None
    issued_at: str | None
    is_binding: bool
    items: list[PlanItem]


class PlanItem(TypedDict):
    """Eine Zeile des gemeinsamen Plans: Ziel, Schritt oder Beitrag der Person."""

    key: str
    section: str
    text: str
    body: str
    person: str
    cost_bearer: str
    due_on: str | None
    state: str


class ReportHead(TypedDict):
    """Ein freigegebener Statistikbericht."""

    id: str
    kind: str
    kind_version: str
    first: str
    last: str
    number: int
    released_at: str


class ReportList(TypedDict):
    """Alle freigegebenen Berichte der Stelle, der jüngste Zeitraum zuerst."""

    items: list[ReportHead]


class Run(TypedDict):
    """Ein Durchgang durch eine Kette: was getan ist, was offen ist, was kommt."""

    number: int
    chain: str
    title: str
    version: str
    state: str
    started_at: str
    steps_done: int
    end: str
    open: list[OpenStep]
    ahead: list[NextStep]


class StartableChain(TypedDict):
    """Eine Kette, mit der die Stelle heute einen Fall eröffnen kann."""

    key: str
    title: str
    version: str
    starts: list[ChainStart]


class StatisticsReport(TypedDict):
    """Zahlen und Texte eines Berichts, im Austauschformat roterfaden-statistics-report 1."""

    id: str
    report: dict[str, Any]


class Thread(TypedDict):
    """Wo der Fall steht: alle Durchgänge, in der Reihenfolge, in der sie begannen."""

    code: str
    runs: list[Run]


class Client:
    """One key at one installation. `send` may replace the network."""

    def __init__(self, address: str, key: str, *, send: Send | None = None) -> None:
        self._base = address.rstrip("/") + "/api/v1"
        self._key = key
        self._send = send or _over_http

    def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int | None] | None = None,
        body: Mapping[str, Any] | None = None,
        number: str | None = None,
    ) -> Any:
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        address = self._base + path + (f"?{urlencode(asked)}" if asked else "")
        headers = {"Authorization": f"Bearer {self._key}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
            headers["Idempotency-Key"] = number or str(uuid4())
        data = None if body is None else json.dumps(body).encode()
        status, answer = self._send(method, address, headers, data)
        found = _decoded(answer)
        if status >= FIRST_REFUSAL:
            raise Refused(status, found if isinstance(found, dict) else {})
        return found

    def get_me(self) -> Access:
        """Lesen, wofür dieser Zugang ist. Jeder Zugang darf das."""
        return cast(Access, self._ask("GET", "/me"))

    def list_cases(
        self,
        *,
        state: Literal["open", "closed", "all"] | None = None,
        file_number: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> CasePage:
        """Fälle auflisten, die zuletzt eröffneten zuerst. Recht: cases:read"""
        return cast(
            CasePage,
            self._ask(
                "GET",
                "/cases",
                query={"state": state, "file_number": file_number, "limit": limit, "cursor": cursor},
            ),
        )

    def every_cases(self) -> Iterator[CaseHead]:
        """Alles aus list_cases, Seite für Seite."""
        page = self.list_cases()
        yield from page["items"]
        while page["next"]:
            page = self.list_cases(cursor=page["next"])
            yield from page["items"]

    def open_case(self, body: NewCase, *, number: str | None = None) -> Made:
        """Fall eröffnen. Recht: cases:write"""
        return cast(Made, self._ask("POST", "/cases", body=cast(Mapping[str, Any], body), number=number))

    def get_case(self, code: str) -> CaseDetail:
        """Einen Fall lesen. Recht: cases:read"""
        return cast(CaseDetail, self._ask("GET", f"/cases/{quote(code, safe='')}"))

    def list_chains(self) -> ChainList:
        """Ketten, mit denen ein Fall beginnen kann. Recht: cases:read"""
        return cast(ChainList, self._ask("GET", "/chains"))

    def get_thread(self, code: str) -> Thread:
        """Lesen, wo ein Fall steht und was als Nächstes kommt. Recht: thread:read"""
        return cast(Thread, self._ask("GET", f"/cases/{quote(code, safe='')}/thread"))

    def list_journal(self, code: str, *, limit: int | None = None, cursor: str | None = None) -> JournalPage:
        """Journal lesen, das Neueste zuerst. Recht: journal:read"""
        return cast(
            JournalPage,
            self._ask(
                "GET", f"/cases/{quote(code, safe='')}/journal", query={"limit": limit, "cursor": cursor}
            ),
        )

    def every_journal(self, code: str) -> Iterator[JournalItem]:
        """Alles aus list_journal, Seite für Seite."""
        page = self.list_journal(code)
        yield from page["items"]
        while page["next"]:
            page = self.list_journal(code, cursor=page["next"])
            yield from page["items"]

    def add_contact(self, code: str, body: NewContact, *, number: str | None = None) -> Made:
        """Kontakt ins Journal schreiben. Recht: journal:write"""
        return cast(
            Made,
            self._ask(
                "POST",
                f"/cases/{quote(code, safe='')}/journal",
                body=cast(Mapping[str, Any], body),
                number=number,
            ),
        )

    def list_mandates(self, code: str) -> MandateList:
        """Aufträge eines Falls lesen. Recht: mandates:read"""
        return cast(MandateList, self._ask("GET", f"/cases/{quote(code, safe='')}/mandates"))

    def add_mandate(self, code: str, body: NewMandate, *, number: str | None = None) -> Made:
        """Auftrag festhalten. Recht: mandates:write"""
        return cast(
            Made,
            self._ask(
                "POST",
                f"/cases/{quote(code, safe='')}/mandates",
                body=cast(Mapping[str, Any], body),
                number=number,
            ),
        )

    def get_plan(self, code: str) -> Plan:
        """Ziele der Person und den gemeinsamen Plan lesen. Recht: plan:read"""
        return cast(Plan, self._ask("GET", f"/cases/{quote(code, safe='')}/plan"))

    def list_reports(self) -> ReportList:
        """Freigegebene Statistikberichte auflisten. Recht: statistics:read"""
        return cast(ReportList, self._ask("GET", "/statistics/reports"))

    def get_report(self, report: str) -> StatisticsReport:
        """Einen freigegebenen Statistikbericht lesen. Recht: statistics:read"""
        return cast(StatisticsReport, self._ask("GET", f"/statistics/reports/{quote(report, safe='')}"))


def _decoded(answer: bytes) -> Any:
    try:
        return json.loads(answer)
    except ValueError:
        return None


class _StayHere(HTTPRedirectHandler):
    """The key goes to nobody else."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


def _over_http(
    method: str, address: str, headers: Mapping[str, str], body: bytes | None
) -> tuple[int, bytes]:
    where = urlsplit(address)
    if where.scheme != "https" and where.hostname not in ("localhost", "127.0.0.1"):
        raise ValueError("Der Zugang geht nur über https auf die Reise.")
    request = Request(address, body, dict(headers), method=method)  # noqa: S310
    try:
        with build_opener(_StayHere).open(request, timeout=SECONDS) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()
