"""One database, measured in a process of its own: every page of the URLconf, once for each line it is sent.

So two processes can take turns, round by round, and noise of the machine hits both alike. After the last line it prints
one JSON object: by page the count of queries and, of each round, the seconds of the whole answer and of its SQL alone
(its SELECTs, run again to the last row).
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

WARM_UP = 2
CASES = 40
PROGRAM = "benchmarks.pages"
# the case with ten thousand entries, and a year of it that is full from January to December
LONG = {"code": "long", "year": "long_year"}


@dataclass
class Measured:
    """What one page took. `status` is the answer that was not 200, `missing` the argument that nobody knew."""

    queries: int = 0
    seconds: list[float] = field(default_factory=list)
    # spent by the processor on the page, here and in the database server: what the neighbours do does not count
    busy: list[float] = field(default_factory=list)
    sql: list[float] = field(default_factory=list)
    status: int = 200
    missing: str = ""


@dataclass(frozen=True)
class Cast:
    """Who asks, about what: the largest service, its busiest caseworker, the lead of that team, the administrator."""

    users: dict[str, Any]
    values: dict[str, list[Any]]

    def arguments(self, visit: "Visit", round_number: int) -> dict[str, Any] | None:
        """Values for a page's arguments; every round another case. None if nobody knows one."""
        chosen = [(name, self.values.get(visit.instead.get(name, name), [])) for name in visit.arguments]
        if not all(values for _name, values in chosen):
            return None
        return {name: values[round_number % len(values)] for name, values in chosen}


@dataclass(frozen=True)
class Visit:
    """One line of the table: a page, who asks for it and with what query."""

    label: str
    name: str
    arguments: tuple[str, ...] = ()
    query: str = ""
    user: str = "worker"
    # argument -> under which name the cast has its values
    instead: Mapping[str, str] = field(default_factory=dict)


def main() -> None:
    import django  # noqa: PLC0415

    django.setup()
    from django.test import Client  # noqa: PLC0415

    from roterfaden.operations.settling import settle  # noqa: PLC0415

    settle()
    cast = set_cast()
    clients = {"program": Client(raise_request_exception=False, headers=program_of(cast.users["worker"]))}
    for name, user in cast.users.items():
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(user)
    visits = chosen(sys.argv[1], all_visits(cast))
    visits = [replace(visit, user=allowed(visit, cast, clients)) for visit in visits]
    found = {visit.label: Measured() for visit in visits}
    for number in range(-WARM_UP, 0):
        one_round(visits, cast, clients, number, found)
    print("ready", flush=True)
    for number, _line in enumerate(sys.stdin):
        one_round(visits, cast, clients, number, found)
        print("done", flush=True)
    print(json.dumps({label: asdict(measured) for label, measured in found.items()}))


def chosen(wanted: str, visits: Iterator["Visit"]) -> list["Visit"]:
    """Those whose label contains a part of `A,B`; or, of a JSON list, those labels and no others."""
    if wanted.startswith("["):
        labels = set(json.loads(wanted))
        return [visit for visit in visits if visit.label in labels]
    parts = wanted.split(",")
    return [visit for visit in visits if any(part in visit.label for part in parts)]


def program_of(user: Any) -> dict[str, str]:
    """The header with which a program asks for `user`, with every right that a key can have."""
    from django.utils import timezone  # noqa: PLC0415

    from roterfaden.accounts.models import Membership  # noqa: PLC0415
    from roterfaden.api.choices import Scope  # noqa: PLC0415
    from roterfaden.api.tokens import make_token, revoke_token  # noqa: PLC0415

    now = timezone.now()
    for token in user.api_tokens.filter(name=PROGRAM):
        revoke_token(token=token, by=user, at=now)
    _token, secret = make_token(
        user=user,
        organisation=Membership.objects.get(user=user).organisation,
        name=PROGRAM,
        scopes=list(Scope),
        valid_until=timezone.localdate(),
        by=user,
        at=now,
    )
    return {"authorization": f"Bearer {secret}"}


def allowed(visit: "Visit", cast: Cast, clients: dict[str, Any]) -> str:
    """Who may see the page: the one foreseen, else the first to whom it is not forbidden."""
    from django.urls import reverse  # noqa: PLC0415

    values = cast.arguments(visit, 0)
    if values is None:
        return visit.user
    address = reverse(visit.name, kwargs=values) + visit.query
    asked = dict.fromkeys((visit.user, *cast.users))
    return next((name for name in asked if clients[name].get(address).status_code != 403), visit.user)


def one_round(
    visits: list[Visit], cast: Cast, clients: dict[str, Any], number: int, found: dict[str, Measured]
) -> None:
    """Every page once."""
    for visit in visits:
        measure(visit, cast, clients[visit.user], number, found[visit.label])


def measure(visit: Visit, cast: Cast, client: Any, number: int, measured: Measured) -> None:
    """Ask for the page once; a round below zero only warms up."""
    from django.db import connection  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    values = cast.arguments(visit, number)
    if values is None:
        measured.missing = "no argument"
        return
    if measured.status not in {200, 302} and number > 0:
        return
    address = reverse(visit.name, kwargs=values) + visit.query
    statements: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        began, busy = time.perf_counter(), processor_seconds()
        response = client.get(address)
        seconds, busy = time.perf_counter() - began, processor_seconds() - busy
    if response.status_code != 200:
        measured.status = response.status_code
    if number < 0:
        return
    measured.queries = max(measured.queries, len(statements))
    measured.seconds.append(seconds)
    measured.busy.append(busy)
    measured.sql.append(sql_alone(statements))


def processor_seconds() -> float:
    """What the processor has worked so far for this process and for its connection to PostgreSQL."""
    from django.db import connection  # noqa: PLC0415

    spent = time.process_time()
    if connection.vendor == "postgresql" and connection.connection is not None:
        server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
        spent += int(server.read_text().split()[0]) / 1e9
    return spent


def sql_alone(statements: list[tuple[str, Any]]) -> float:
    """The seconds of running the SELECTs again and fetching every row."""
    from django.db import connection  # noqa: PLC0415

    seconds = 0.0
    for sql, params in statements:
        if not sql.lstrip().upper().startswith("SELECT") or "FOR UPDATE" in sql:
            continue
        with connection.cursor() as cursor:
            began = time.perf_counter()
            cursor.execute(sql, params)
            cursor.fetchall()
            seconds += time.perf_counter() - began
    return seconds


def set_cast() -> Cast:
    """Choose from the seeded database; the same choice for the same data."""
    from django.db.models import Count  # noqa: PLC0415

    from roterfaden.accounts.choices import Role  # noqa: PLC0415
    from roterfaden.accounts.models import Membership, User  # noqa: PLC0415
    from roterfaden.cases.journal_reading import years_of  # noqa: PLC0415
    from roterfaden.cases.models import Case, CaseRun  # noqa: PLC0415
    from roterfaden.operations.volume.sizes import LONG_CASE_ENTRIES  # noqa: PLC0415

    cases = Case.objects.filter(service__code="dienst-000")
    worker = (
        cases.filter(state="open").values_list("responsible").annotate(n=Count("pk")).order_by("-n")[0][0]
    )
    home = Membership.objects.get(user=worker)
    lead = Membership.objects.get(organisation=home.organisation, team=home.team, role=Role.TEAM_LEAD)
    mine = list(cases.filter(responsible=worker, state="open").order_by("-opened_on", "pk")[:CASES])
    runs = {
        row.case_id: row for row in CaseRun.objects.filter(case__in=mine).select_related("run__chain_version")
    }
    long_case = cases.annotate(n=Count("journal")).filter(n__gte=LONG_CASE_ENTRIES).first()
    ours = [runs[case.pk] for case in mine]
    values: dict[str, list[Any]] = {
        "code": [case.code for case in mine],
        "long": [long_case.code] if long_case else [],
        "long_year": years_of(long_case)[-2:-1] if long_case else [],
        "run": [1],
        "number": [1],
        "index": [0],
        "entry": [case.journal.order_by("pk")[0].uuid for case in mine],
        "mandate": [case.mandates.order_by("pk")[0].uuid for case in mine],
        "key": [row.run.chain_version.key for row in ours],
        "version": [row.run.chain_version.version for row in ours],
        "user": [home.user.uuid],
        "membership": [home.uuid],
        "organisation": [home.organisation.uuid],
        "service": [home.organisation.code],
        "team": [home.team_id],
        "year": [date.today().year],  # noqa: DTZ011
        "username": [home.user.username],
        "file_number": [mine[0].file_number],
        "last_name": [mine[0].person.last_name],
        "misspelt": [misspelt(mine[0].person.last_name)],
        "phone": [mine[0].person.phone],
    }
    users = {"worker": home.user, "lead": lead.user, "admin": User.objects.get(username="verwaltung")}
    return Cast(users, values)


def misspelt(name: str) -> str:
    """The name with its last two letters changed places."""
    return name[:-2] + name[-1] + name[-2]


def all_visits(cast: Cast) -> Iterator[Visit]:
    """Every page of the URLconf that can be read, lists and searches in several ways."""
    from benchmarks.pages_visits import LONG_CASE, NOT_MEASURED, VARIANTS, instead_of, user_for  # noqa: PLC0415
    from tests.access.urls import all_pages  # noqa: PLC0415

    for page in all_pages():
        if page.name.startswith(NOT_MEASURED):
            continue
        for label, query in VARIANTS.get(page.name, {"": ""}).items():
            asked = query.format(**{name: values[0] for name, values in cast.values.items() if values})
            shown, user = f"{page.name} {label}".strip(), user_for(page.name, label)
            yield Visit(shown, page.name, page.arguments, asked, user, instead_of(page.name))
        if page.name in LONG_CASE:
            yield Visit(f"{page.name} (long)", page.name, page.arguments, instead=LONG)


if __name__ == "__main__":
    main()
