"""Long lists in pages that stay right while others write: the next page begins after the last row seen."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from roterfaden.api.operations import Call, Parameter
from roterfaden.api.problems import Fault, bad_request

M = TypeVar("M", bound=Model)
USUAL, MOST = 50, 200
SALT = "roterfaden.api.cursor"
PARAMETERS = (
    Parameter(
        "limit",
        _("Wie viele höchstens kommen sollen."),
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    ),
    Parameter("cursor", _("Was „next“ der vorigen Seite nannte."), {"type": "string"}),
)


def page_of(
    call: Call, rows: QuerySet[M], *, by: str, about: str, decode: Callable[[str], date | datetime]
) -> tuple[list[M], str | None]:
    """One page of `rows`, the newest first by the column `by` and the id, and the cursor of the next.

    `about` is what the cursor is good for: one list is not gone on with in another. Refuses nonsense with 400.
    """
    limit = _limit(call.query.get("limit", ""))
    cursor = call.query.get("cursor", "")
    if cursor:
        after, pk = _opened(cursor, about)
        value = decode(after)
        rows = rows.filter(Q(**{f"{by}__lt": value}) | Q(**{by: value, "pk__lt": pk}))
    found = list(rows.order_by(f"-{by}", "-pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    told = [about, getattr(last, by).isoformat(), last.pk]
    return found[:limit], signing.dumps(told, salt=SALT)


def _limit(asked: str) -> int:
    if not asked:
        return USUAL
    if (
        not asked.isascii()
        or not asked.isdigit()
        or len(asked) > len(str(MOST))
        or not 1 <= int(asked) <= MOST
    ):
        raise bad_request(_("So viele Zeilen gibt es nicht."), Fault("limit", f"1 bis {MOST}."))
    return int(asked)


def _opened(cursor: str, about: str) -> tuple[str, int]:
    try:
        told: Any = signing.loads(cursor, salt=SALT)
    except signing.BadSignature:
        told = None
    if not isinstance(told, list) or told[0] != about:
        raise bad_request(
            _("Diese Seite der Liste gibt es nicht."), Fault("cursor", "Nehmen Sie „next“ der vorigen Seite.")
        )
    return str(told[1]), int(told[2])
