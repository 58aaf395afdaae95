"""PostgreSQL as in production within one test: its policies switched on, and a plain login that they hold for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.test import override_settings

from roterfaden.cases import queries as of_cases
from roterfaden.cases import reach, relations
from roterfaden.cases.choices import Relation
from roterfaden.cases.models import Case
from roterfaden.common import rows
from roterfaden.operations import row_security
from roterfaden.people import queries as of_people
from roterfaden.people.models import Person
from tests.postgres import PLAIN


@contextmanager
def secured() -> Iterator[None]:
    """From here on the second line holds; what the test arranged before is there already. Ends with the test."""
    if settings.ROW_SECURITY:  # so it is for the whole run
        yield
        return
    with connection.cursor() as cursor:
        # what was written before is looked at now: a table with open questions cannot be altered
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        row_security.switch_on(connection)
        cursor.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {PLAIN}")
        cursor.execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {PLAIN}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"SET LOCAL ROLE {PLAIN}")
    # the arrangement of a test sees everything, as a command does
    with override_settings(ROW_SECURITY=True), rows.showing(rows.EVERYTHING):
        yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def every_case(user: Any, *, on: Any) -> Any:
    return Case.objects.all()


def every_person(user: Any, *, on: Any) -> Any:
    return Person.objects.all()


def no_condition(self: Any, path: str = "") -> Any:
    return Q()


def every_tie(user: Any, case: Any, *, on: Any, at: Any = None) -> Any:
    return {Relation.CASEWORKER, Relation.TEAM_LEAD, Relation.GRANTED}


@contextmanager
def without_the_first_line() -> Iterator[None]:
    """The query layer forgets its filters: everybody sees every case and every person, and may do all with them.

    The functions get other code, so it does not matter who has imported them.
    """
    others: list[tuple[Any, Callable[..., Any]]] = [
        (of_cases.cases_visible_to, every_case),
        (of_people.persons_visible_to, every_person),
        (reach.Reach.within, no_condition),
        (relations.relations_to, every_tie),
    ]
    plain = [(getattr(function, "__wrapped__", function), other) for function, other in others]
    before = [(function, function.__code__) for function, _other in plain]
    for function, other in plain:
        function.__code__ = other.__code__
    try:
        yield
    finally:
        for function, code in before:
            function.__code__ = code
