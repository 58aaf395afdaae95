"""Real work and practice are separate worlds: organisations and people of one do not exist for the other.

Which world a request or a job stands in is said once, at its beginning; the default managers of `Organisation` and
`User` find only what belongs there, and what is made there belongs there (decision 0104). None is the real world.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models

Row = TypeVar("Row", bound=models.Model)
Somebody = TypeVar("Somebody", bound=AbstractUser)

_world: ContextVar[int | None] = ContextVar("roterfaden_world", default=None)


def world() -> int | None:
    """The practice in which whoever is asking stands, by its key; None in the real world."""
    return _world.get()


@contextmanager
def inside(practice: int | None) -> Iterator[None]:
    """Within this block everything stands in `practice`, or in the real world for None."""
    token = _world.set(practice)
    try:
        yield
    finally:
        _world.reset(token)


class OfThisWorld(models.Manager[Row]):
    """Finds the rows of the world in which it is asked, and no others."""

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(practice=world())


class UsersOfThisWorld(UserManager[Somebody]):
    """As `OfThisWorld`, with what Django wants of a manager of users."""

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet[Somebody]:
        return super().get_queryset().filter(practice=world())
