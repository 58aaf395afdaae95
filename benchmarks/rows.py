"""`python -m benchmarks.rows`: what row security costs on PostgreSQL: pages with it and without it, in turns.

On the large database of `benchmarks.pages` (--folder), in one transaction that is rolled back: policies, a plain login
and whatever the pages write are gone afterwards. Meanwhile nobody else may use that database.

--quick: 150 cases in a database of this run alone, a few pages, three rounds.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.pages import CLOCKS, P95_MS, milliseconds, p95, seeded

PAGES = (
    "worklist:index,caselist:index,search:index,cases:thread,casefile:journal,casefile:year,casefile:person,"
    "dates:index,employers:index,archive:index,reports:index,agenda:index"
)
QUICK = "caselist:index open,search:index name,cases:thread,casefile:journal,casefile:person"
PROBE = "rows_probe"


def main() -> int:
    options = parse_options()
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rows-")))
        (database,) = stack.enter_context(seeded("postgresql", [options.cases], folder))
        os.environ |= database.environment
        found = measured(options.only, rounds=options.rounds, clock=CLOCKS[options.clock])
    slow = told(found)
    if options.json:
        print(json.dumps(report(found, slow, options)))
    return 1 if slow else 0


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a small database of this run, under 40 seconds")
    parser.add_argument("--folder", type=Path, help="where benchmarks.pages has seeded")
    parser.add_argument("--cases", type=int, default=150_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", default=PAGES)
    parser.add_argument(
        "--clock", choices=CLOCKS, default="wall", help="cpu: for a machine shared with others"
    )
    parser.add_argument("--json", action="store_true", help="the report as one JSON object on the last line")
    given = parser.parse_args()
    if given.quick:
        given.folder, given.cases, given.rounds, given.only = None, 150, 3, QUICK
    elif given.folder is None:
        parser.error("--folder is needed, unless --quick is given")
    return given


def measured(only: str, *, rounds: int, clock: str) -> dict[str, Any]:
    """For each page what it took without and with row security, in milliseconds, and the number of queries."""
    import django  # noqa: PLC0415

    django.setup()
    from django.db import transaction  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from benchmarks import pages_measuring as pages  # noqa: PLC0415

    found: dict[str, Any] = {}
    with transaction.atomic():
        cast = pages.set_cast()
        clients = {"program": Client(headers=pages.program_of(cast.users["worker"]))}
        for name, user in cast.users.items():
            clients[name] = Client(raise_request_exception=False)
            clients[name].force_login(user)
        visits = pages.chosen(only, pages.all_visits(cast))
        with probe():
            kinds = {
                secured: {visit.label: pages.Measured() for visit in visits} for secured in (False, True)
            }
            for number in range(-pages.WARM_UP, rounds):
                for visit in visits:
                    for secured in (False, True):
                        with second_line(secured):
                            client = clients[visit.user]
                            pages.measure(visit, cast, client, number, kinds[secured][visit.label])
        transaction.set_rollback(True)
    for visit in visits:
        without, held = (kinds[secured][visit.label] for secured in (False, True))
        if without.seconds and held.seconds:
            taken = [getattr(one, clock) for one in (without, held)]
            found[visit.label] = {
                "status": [without.status, held.status],
                "queries": [without.queries, held.queries],
                "p50": [milliseconds(median(one)) for one in taken],
                "p95": [p95(one) for one in taken],
            }
    return found


@contextmanager
def probe() -> Iterator[None]:
    """Policies and a login that they hold for, until the transaction ends."""
    from django.db import connection  # noqa: PLC0415

    from roterfaden.operations import row_security  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        row_security.switch_on(connection)
        cursor.execute(f"CREATE ROLE {PROBE}")
        for what in ("TABLES", "SEQUENCES"):
            cursor.execute(f"GRANT ALL ON ALL {what} IN SCHEMA public TO {PROBE}")
    yield


@contextmanager
def second_line(secured: bool) -> Iterator[None]:
    from django.db import connection  # noqa: PLC0415
    from django.test import override_settings  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {PROBE}" if secured else "RESET ROLE")
    with override_settings(ROW_SECURITY=secured):
        yield


def told(found: dict[str, Any]) -> list[str]:
    """Print the table; returns the pages that are over their budget."""
    print(f"{'page':<34} {'queries':>9} {'p50 ms':>15} {'p95 ms':>15}")
    slow = []
    for page, line in sorted(found.items()):
        cells = [f"{line[name][0]} / {line[name][1]}" for name in ("queries", "p50", "p95")]
        over = line["p95"][1] > P95_MS or line["status"][0] != line["status"][1]
        slow += [page] if over else []
        print(f"{page:<34} {cells[0]:>9} {cells[1]:>15} {cells[2]:>15}{'  over' if over else ''}")
    dearer = [line["p50"][1] - line["p50"][0] for line in found.values()]
    print(
        f"{len(found)} pages, {len(slow)} over {P95_MS} ms; dearer by {median(dearer):.1f} ms at the median"
    )
    return slow


def report(found: dict[str, Any], slow: list[str], options: argparse.Namespace) -> dict[str, Any]:
    dearer = [line["p50"][1] - line["p50"][0] for line in found.values()]
    more = [line["queries"][1] - line["queries"][0] for line in found.values()]
    return {
        "name": "rows",
        "figures": {
            "pages": len(found),
            "dearer_ms": round(median(dearer), 1),
            "more_queries": median(more),
            "most_p95_ms": max(line["p95"][1] for line in found.values()),
            "over": slow,
        },
        "against": {"cases": options.cases, "rounds": options.rounds, "clock": options.clock},
        "goals": {"most_p95_ms": P95_MS},
        "ok": not slow,
        "quick": options.quick,
        "pages": found,
    }


if __name__ == "__main__":
    sys.exit(main())
