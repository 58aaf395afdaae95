"""`python -m benchmarks.sameness`: whether the time of an answer tells a case of somebody else from a missing one.

For every page of a case that can be read, a caseworker of another service asks for a case that exists and for one that
does not, side by side and in random order. The figure is the median of the differences of the pairs, by page.
"""

import itertools
import os
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from benchmarks.frame import Goal, Options, Report, run
from benchmarks.pages import Database, fill

GOALS = (
    Goal("most_ms", at_most=5),
    Goal("different", at_most=0),
)
CASES = 150
PAIRS, QUICK = 1_000, 40
# of the pages with --quick
EVERY = 6


def measure(options: Options) -> Report:
    """The page whose median difference is the largest, and how many pairs differ in status or body."""
    with tempfile.TemporaryDirectory(prefix="roterfaden-sameness-") as folder:
        database = Database("sqlite", CASES, str(Path(folder) / "sameness.sqlite3"))
        fill(database)
        os.environ.update(database.environment)
        import django  # noqa: PLC0415

        django.setup()
        from roterfaden.operations.settling import settle  # noqa: PLC0415

        settle()
        return _measured(options)


def _measured(options: Options) -> Report:
    from django.urls import reverse  # noqa: PLC0415

    from benchmarks.pages_measuring import set_cast  # noqa: PLC0415
    from roterfaden.common.codes import new_code  # noqa: PLC0415
    from tests.access.stage import pages_for  # noqa: PLC0415

    pairs, every = (QUICK, EVERY) if options.quick else (PAIRS, 1)
    values = set_cast().values
    code, client = str(values["code"][0]), _stranger(str(values["code"][0]))
    # well-formed, with its check character, and of no case
    rng = Random(1)
    missing = new_code(8, rng=rng)
    found, different = dict[str, float](), 0
    for page in pages_for("case")[::every]:
        if not page.can_be_read or not all(values.get(name) for name in page.arguments):
            continue
        others = {name: values[name][0] for name in page.arguments}
        addresses = [reverse(page.name, kwargs={**others, "code": one}) for one in (code, missing)]
        _ask(client, addresses)
        differences = []
        for _ in range(pairs):
            way = rng.choice((1, -1))
            seconds, answers = _ask(client, addresses[::way])
            differences.append((seconds[0] - seconds[1]) * way)
            different += answers[0] != answers[1]
        found[page.name] = abs(median(differences)) * 1000
    figures = {
        "pages": len(found),
        "pairs": pairs * len(found),
        "most_ms": round(max(found.values()), 3),
        "median_ms": round(median(found.values()), 3),
        "different": different,
    }
    return Report("sameness", figures, {}, GOALS, quick=options.quick)


def _stranger(code: str) -> Any:
    """A caseworker of a service to which the case is as good as missing, logged in."""
    from django.test import Client  # noqa: PLC0415

    from roterfaden.accounts.choices import Role  # noqa: PLC0415
    from roterfaden.accounts.models import Membership  # noqa: PLC0415
    from roterfaden.cases.models import Case  # noqa: PLC0415

    case = Case.objects.get(code=code)
    rows = Membership.objects.filter(role=Role.CASEWORKER).exclude(organisation=case.service)
    near = Membership.objects.filter(organisation=case.service).values("user_id")
    client = Client(raise_request_exception=False)
    client.force_login(rows.exclude(user__in=near).select_related("user")[0].user)
    return client


def _ask(client: Any, addresses: list[str]) -> tuple[list[float], list[tuple[int, str]]]:
    """Seconds of each answer, and each as far as it can be compared."""
    from tests.access.stage import comparable  # noqa: PLC0415

    clock = [time.perf_counter()]
    answers = []
    for address in addresses:
        answers.append(client.get(address))
        clock.append(time.perf_counter())
    seconds = [after - before for before, after in itertools.pairwise(clock)]
    return seconds, [(answer.status_code, comparable(answer)) for answer in answers]


if __name__ == "__main__":
    sys.exit(run(measure))
