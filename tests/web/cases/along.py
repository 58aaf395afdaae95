"""How the tests of the thread send its forms."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from roterfaden.accounts.models import User
from roterfaden.cases.models import Case
from roterfaden.process.models import Task
from tests.fixtures import open_task, run_of
from tests.web.browsing import client_of

HTMX = {"HX-Request": "true"}


def page_of(user: User, case: Case, name: str = "thread", *args: Any, **query: Any) -> Any:
    """Read a page of the case."""
    return client_of(user).get(reverse(f"cases:{name}", args=[case.code, *args]), query)


def address(case: Case, name: str, task: Task | None = None, *more: Any, run: int = 1) -> str:
    """Where something is done with the open task of the newest run."""
    task = task or open_task(run_of(case))
    return reverse(f"cases:{name}", args=[case.code, run, task.number, *more])


def complete(
    user: User,
    case: Case,
    outcome: str = "",
    *,
    task: Task | None = None,
    moves: object = None,
    run: int = 1,
    htmx: bool = False,
    client: Client | None = None,
    reason: str = "Wird nachgereicht.",
    note: str = "",
) -> Any:
    """Press a button of the card, as the page would send it."""
    task = task or open_task(run_of(case))
    prefix = f"s{run}-{task.number}"
    sent = {
        f"{prefix}-moves": run_of(case).moves if moves is None else moves,
        f"{prefix}-note": note,
        f"{prefix}-missing_reason": reason,
        "outcome": outcome,
    }
    where = address(case, "complete", task, run=run)
    return (client or client_of(user)).post(where, sent, headers=HTMX if htmx else None)


def deviate(user: User, case: Case, way: str, *, htmx: bool = False, **more: Any) -> Any:
    """Send the form under "Vom Faden abweichen"."""
    task = more.pop("task", None) or open_task(run_of(case))
    prefix = f"d1-{task.number}"
    sent = {
        "way": way,
        "category": "client_wish",
        "reason": "Frau Aksoy möchte das so.",
        "moves": run_of(case).moves,
    } | more
    typed = {f"{prefix}-{name}": value for name, value in sent.items()}
    where = address(case, "deviate", task)
    return client_of(user).post(where, typed, headers=HTMX if htmx else None)


def thread_part(page: str) -> str:
    """The part of a page or of an answer that holds the thread, without tokens."""
    start = page.index('<div class="rf-stack" id="faden-teil">')
    ends = [page.find(mark, start) for mark in ("</main>", '<div id="fall-kopf"')]
    found = page[start : min(end for end in ends if end > 0)]
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", found).strip()
