"""Shapes of what is sent and answered: dataclasses, read strictly, written as JSON, described as JSON Schema.

One description serves all three, so that none can differ from the others.
"""

import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from roterfaden.api.problems import Fault
from roterfaden.common.forms import FIRST_YEAR, LAST_YEAR
from roterfaden.common.text import validate_plain_text

T = TypeVar("T")
LONGEST_NUMBER = 30
SHOWN_CHOICES = 20


@dataclass(frozen=True)
class About:
    """What is to be said of a field: in words, how long a text may be, how big a number, with how many decimals."""

    words: str = ""
    most: int | None = None
    least: int | None = None
    places: int = 0


@dataclass(frozen=True)
class Slot:
    """One field of a shape."""

    name: str
    type: Any
    about: About
    optional: bool
    nullable: bool
    default: Any


@cache
def slots_of(shape: type) -> tuple[Slot, ...]:
    """The fields of a dataclass in their order."""
    hints = get_type_hints(shape, include_extras=True)
    found = []
    for one in fields(shape):
        kind, about, nullable = _unpacked(hints[one.name])
        default = one.default if one.default is not MISSING else None
        if one.default_factory is not MISSING:
            default = one.default_factory()
        optional = one.default is not MISSING or one.default_factory is not MISSING
        found.append(Slot(one.name, kind, about, optional, nullable, default))
    return tuple(found)


def _unpacked(hint: Any) -> tuple[Any, About, bool]:
    about, nullable = About(), False
    if get_origin(hint) in (Union, types.UnionType):
        inner = [one for one in get_args(hint) if one is not type(None)]
        nullable, hint = len(inner) < len(get_args(hint)), inner[0]
    if get_origin(hint) is Annotated:
        hint, about = get_args(hint)[0], get_args(hint)[1]
    return hint, about, nullable


def read(shape: type[T], found: Any, faults: list[Fault], at: str = "") -> T | None:
    """The value of `shape` in decoded JSON; None where `faults` were noted. Unknown names are faults, too."""
    if not isinstance(found, Mapping):
        faults.append(Fault(at or "body", _("Hier steht ein Objekt mit benannten Feldern.")))
        return None
    before, values = len(faults), {}
    known = {slot.name: slot for slot in slots_of(cast("type", shape))}
    faults += [
        Fault(_path(at, str(name)[:40]), _("Dieses Feld gibt es nicht."))
        for name in found
        if name not in known
    ]
    for name, slot in known.items():
        if name not in found or (found[name] is None and (slot.nullable or slot.optional)):
            if not slot.optional and name not in found:
                faults.append(Fault(_path(at, name), _("Dieses Feld fehlt.")))
            values[name] = slot.default
            continue
        values[name] = _value(slot.type, slot.about, found[name], faults, _path(at, name))
    return shape(**values) if len(faults) == before else None


def _path(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _value(kind: Any, about: About, found: Any, faults: list[Fault], at: str) -> Any:
    if is_dataclass(kind):
        return read(kind, found, faults, at)  # type: ignore[arg-type]
    try:
        return _READERS[_family(kind)](kind, about, found)
    except _Unfit as unfit:
        faults.append(Fault(at, str(unfit)))
        return None


class _Unfit(ValueError):
    """What stands there does not fit; the message says what would."""


def _family(kind: Any) -> Any:
    return TextChoices if issubclass(kind, TextChoices) else kind


def _text(_kind: Any, about: About, found: Any) -> str:
    if not isinstance(found, str):
        raise _Unfit(_("Hier steht ein Text."))
    text = found.replace("\r\n", "\n").replace("\r", "\n").strip()
    if about.least and not text:
        raise _Unfit(_("Hier fehlt ein Text."))
    if about.most is not None and len(text) > about.most:
        raise _Unfit(_("Der Text ist zu lang. Erlaubt sind %(most)s Zeichen.") % {"most": about.most})
    try:
        text.encode()
        validate_plain_text(text)
    except UnicodeEncodeError:
        raise _Unfit(_("Der Text enthält Zeichen, die es nicht gibt.")) from None
    except ValidationError as error:
        raise _Unfit(error.messages[0]) from None
    return text


def _choice(kind: Any, _about: About, found: Any) -> TextChoices:
    if not isinstance(found, str) or found not in kind.values:
        raise _Unfit(_("Erlaubt ist: %(all)s.") % {"all": ", ".join(kind.values[:SHOWN_CHOICES])})
    choice: TextChoices = kind(found)
    return choice


def _truth(_kind: Any, _about: About, found: Any) -> bool:
    if not isinstance(found, bool):
        raise _Unfit(_("Hier steht true oder false."))
    return found


def _number(_kind: Any, about: About, found: Any) -> int:
    least, most = about.least or 0, about.most if about.most is not None else 1_000_000
    if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= most:
        raise _Unfit(
            _("Hier steht eine ganze Zahl von %(least)s bis %(most)s.") % {"least": least, "most": most}
        )
    return found


def _decimal(_kind: Any, about: About, found: Any) -> Decimal:
    sentence = _("Hier steht eine Zahl von 0 bis %(most)s mit höchstens %(places)s Nachkommastelle.") % {
        "most": about.most, "places": about.places,
    }  # fmt: skip
    if (
        isinstance(found, bool)
        or not isinstance(found, int | float | str)
        or len(str(found)) > LONGEST_NUMBER
    ):
        raise _Unfit(sentence)
    try:
        number = Decimal(str(found))
        rounded = number.quantize(Decimal(1).scaleb(-about.places))
    except InvalidOperation:
        raise _Unfit(sentence) from None
    if number != rounded or not 0 <= number <= (about.most or 0):
        raise _Unfit(sentence)
    return rounded


def _day(_kind: Any, _about: About, found: Any) -> date:
    try:
        day = (
            date.fromisoformat(found) if isinstance(found, str) and len(found) == len("2026-11-24") else None
        )
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _Unfit(_("Hier steht ein Tag, zum Beispiel 2026-11-24."))
    return day


def _moment(_kind: Any, _about: About, found: Any) -> datetime:
    try:
        moment = (
            datetime.fromisoformat(found)
            if isinstance(found, str) and len(found) <= LONGEST_NUMBER + 10
            else None
        )
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not FIRST_YEAR < moment.year < LAST_YEAR:
        raise _Unfit(_("Hier steht ein Zeitpunkt mit Zeitzone, zum Beispiel 2026-11-24T10:15:00+01:00."))
    return moment.astimezone(UTC)


_READERS: dict[Any, Any] = {
    str: _text, TextChoices: _choice, bool: _truth, int: _number, Decimal: _decimal, date: _day, datetime: _moment,
}  # fmt: skip


def plain(value: Any) -> Any:
    """A shape as JSON may hold it: days and moments by ISO 8601, decimals as text."""
    if is_dataclass(value):
        return {slot.name: plain(getattr(value, slot.name)) for slot in slots_of(type(value))}  # type: ignore[arg-type]
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID | TextChoices) else value


def schema_of(shape: type, *, sent: bool) -> dict[str, Any]:
    """The JSON Schema of a shape. `sent`: of what comes in: nothing else may stand there, defaults may be left out."""
    properties, required = {}, []
    for slot in slots_of(shape):
        properties[slot.name] = _described(slot)
        if not (sent and slot.optional):
            required.append(slot.name)
    found: dict[str, Any] = {"type": "object", "properties": properties, "required": required}
    if sent:
        found["additionalProperties"] = False
    if shape.__doc__ and not shape.__doc__.startswith(f"{shape.__name__}("):
        found["description"] = " ".join(shape.__doc__.split())
    return found


def _described(slot: Slot) -> dict[str, Any]:
    found = _schema_of_type(slot.type, slot.about)
    if slot.nullable:
        found = {"anyOf": [found, {"type": "null"}]}
    if slot.about.words:
        found["description"] = slot.about.words
    return found


def _schema_of_type(kind: Any, about: About) -> dict[str, Any]:
    if get_origin(kind) is list:
        return {"type": "array", "items": _schema_of_type(get_args(kind)[0], About())}
    if is_dataclass(kind):
        return {"$ref": f"#/components/schemas/{kind.__name__}"}  # type: ignore[union-attr]
    if issubclass(kind, TextChoices):
        return {"type": "string", "enum": list(kind.values)}
    found = dict(_SCHEMAS[kind])
    if kind is str:
        limits = {"minLength": about.least, "maxLength": about.most}
        found |= {name: limit for name, limit in limits.items() if limit}
    elif kind is int and about.most is not None:
        found |= {"minimum": about.least or 0, "maximum": about.most}
    return found


_SCHEMAS: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    dict: {"type": "object"},
    bool: {"type": "boolean"},
    Decimal: {"type": "string", "pattern": r"^\d+(\.\d+)?$"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    UUID: {"type": "string", "format": "uuid"},
}


def shapes_in(*shapes: type) -> Iterator[type]:
    """These shapes and all that stand in them, each once."""
    seen: list[type] = []
    todo = list(shapes)
    while todo:
        shape = todo.pop(0)
        if shape in seen:
            continue
        seen.append(shape)
        for slot in slots_of(shape):
            inner = get_args(slot.type)[0] if get_origin(slot.type) is list else slot.type
            if is_dataclass(inner):
                todo.append(inner)  # type: ignore[arg-type]
    yield from seen
