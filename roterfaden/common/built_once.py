"""Conditions about one user that a page asks for again and again, put together once.

What is kept is the question, never its answer: every use asks the database anew. Within `only_reading` a question may
hold what was found out there, so there it is kept only as long.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.db.models import QuerySet

from roterfaden.common.only_reading import found_once, is_reading

P = ParamSpec("P")
User = TypeVar("User")
Rows = TypeVar("Rows", bound=QuerySet[Any, Any])


class _Built(dict[Any, Any]):
    """Stays with the object that it was made for: a copy or a pickle of that begins empty."""

    def __reduce__(self) -> tuple[type["_Built"], tuple[()]]:
        return (_Built, ())


def built_once(
    build: Callable[Concatenate[User, P], Rows],
) -> Callable[Concatenate[User, P], Rows]:
    """For a function of a user and keyword arguments that only puts a query together.

    The query must depend on nothing but these arguments, the user's key and whether the user is active.
    """

    @wraps(build)
    def found(user: User, *args: P.args, **kwargs: P.kwargs) -> Rows:
        kept: dict[str, Any] = user.__dict__
        asked_for: Any = user
        shelf = found_once("built", _Built) if is_reading() else kept.setdefault("_built", _Built())
        key = (build, asked_for.pk, asked_for.is_active, args, *kwargs.items())
        try:
            known = shelf.get(key)
        except TypeError:  # an argument that cannot be a key
            return build(user, *args, **kwargs)
        if known is None:
            known = shelf[key] = build(user, *args, **kwargs)
        rows: Rows = known.all()
        return rows

    return cast("Callable[Concatenate[User, P], Rows]", found)
