"""What a dimension is: one way to split what is counted, with a word for each of its values. `dimensions` holds all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from roterfaden.accounts.models import Organisation, OrganisationKind
from roterfaden.statistics.engine import ibis

UNKNOWN = ""
CASE_LIKE = ("cases", "runs", "contacts", "appointments", "jobs", "check_ins", "carried", "hours")
PERSON_LIKE = ("persons", "orders", "levels", *CASE_LIKE)
AGED = ("cases", "persons", "orders", "levels")
Words = Callable[[Iterable[str]], Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """One way to split. `sealed`: from under the seal, so only the extract knows it. `first`: values shown first."""

    id: str
    title: str | Promise
    on: Sequence[str]
    column: Callable[[Any], Any]
    words: Words
    first: Sequence[str] = ()
    sealed: bool = False


def of_choices(choices: Iterable[tuple[str, str | Promise]], **said: Any) -> Dimension:
    """A dimension whose values are these choices, shown in their order."""
    found = list(choices)
    return Dimension(
        words=lambda _keys: {key: str(label) for key, label in found},
        first=[key for key, _label in found],
        **said,
    )


def plain(name: str) -> Callable[[Any], Any]:
    return lambda table: table[name].fill_null(UNKNOWN)


def banded(name: str, bands: Sequence[tuple[int, str]], last: str) -> Callable[[Any], Any]:
    def column(table: Any) -> Any:
        value = table[name]
        steps = [(value < below, key) for below, key in bands]
        return ibis().cases((value.isnull(), UNKNOWN), *steps, else_=last)

    return column


def names_of_organisations(keys: Iterable[str]) -> dict[str, str]:
    return dict(Organisation.objects.filter(code__in=list(keys)).values_list("code", "name"))


def kinds_of_organisations(_keys: Iterable[str]) -> dict[str, str]:
    return {kind.code: str(kind) for kind in OrganisationKind.objects.all()}
