"""Which rows PostgreSQL itself shows: the second line behind the queries of each capability (decision 0105).

Policies in the database (`operations.row_security`) read three settings of the connection that are written here.
Where nothing was said nothing is shown. Web requests say it once, when it is known who asks (`web.rows`); commands and
the worker see everything. On SQLite, and with `ROW_SECURITY` switched off, all of this does nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

P = ParamSpec("P")
R = TypeVar("R")

SETTINGS = ("roterfaden.everything", "roterfaden.organisations", "roterfaden.cases")
_SAY = "SELECT " + ", ".join(f"set_config('{name}', %s, false)" for name in SETTINGS)


@dataclass(frozen=True)
class Shown:
    """The rows of these organisations and of these single cases elsewhere; or all there are."""

    organisations: tuple[int, ...] = ()
    cases: tuple[int, ...] = ()
    everything: bool = False

    def said(self) -> tuple[str, str, str]:
        return (
            "on" if self.everything else "",
            ",".join(map(str, self.organisations)),
            ",".join(map(str, self.cases)),
        )


NOTHING, EVERYTHING = Shown(), Shown(everything=True)
# functions that look beyond what their caller may see -> why they must
EXCEPTIONS: dict[str, str] = {}
_now: ContextVar[Shown | None] = ContextVar("roterfaden_rows", default=None)


class _Process:
    """What holds in this process where nobody said anything else."""

    standing = NOTHING


def stand(what: Shown) -> None:
    """What this process shows outside of requests: everything for commands, nothing for a web process."""
    _Process.standing = what


def current() -> Shown:
    return _now.get() or _Process.standing


def in_use() -> bool:
    return bool(settings.ROW_SECURITY) and connection.vendor == "postgresql"


def show(what: Shown) -> None:
    """From here on, to the end of the `showing` around it, the database shows this."""
    _now.set(what)
    if in_use():
        _say(connection)


@contextmanager
def showing(what: Shown) -> Iterator[None]:
    """Within, the database shows this; afterwards what it showed before."""
    before = _now.set(what)
    if in_use():
        _say(connection)
    try:
        yield
    finally:
        _now.reset(before)
        if in_use():
            _say(connection)


def beyond(why: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """For a function that must see rows of everybody, whoever calls it. It must return values, not open queries."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        EXCEPTIONS[f"{function.__module__}.{function.__qualname__}"] = why

        @wraps(function)
        def found(*args: P.args, **kwargs: P.kwargs) -> R:
            if current().everything:
                return function(*args, **kwargs)
            with showing(EVERYTHING):
                return function(*args, **kwargs)

        return found

    return decorate


def tell_connection(*, connection: BaseDatabaseWrapper, **_told: Any) -> None:
    """A connection that was just opened, or came out of the pool, learns what holds now and forgets what held."""
    if settings.ROW_SECURITY and connection.vendor == "postgresql":
        _say(connection)


def _say(to: BaseDatabaseWrapper) -> None:
    """Nothing to say where no connection is open: `tell_connection` will. A broken transaction refuses to listen;
    its end brings back what was said before it began.
    """
    if to.connection is None or to.connection.closed or (to.in_atomic_block and to.needs_rollback):
        return
    if to.connection.info.transaction_status.name == "INERROR":
        return
    with to.cursor() as cursor:
        cursor.execute(_SAY, current().said())
