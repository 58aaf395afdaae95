"""Lengths of time in catalogue files: `{weeks: 3}`, `{months: 6}`."""

from roterfaden.common.yaml_fields import Fields
from roterfaden.process.reckoning.terms import Span, Unit

MOST = {Unit.DAYS: 3660, Unit.WORKING_DAYS: 2600, Unit.WEEKS: 520, Unit.MONTHS: 120, Unit.YEARS: 30}
NOTHING = Span(0, Unit.DAYS)


def spans_in(fields: Fields) -> list[Span]:
    """Every length that stands among `fields`; only days may be nought (at once)."""
    return [
        Span(fields.number(unit.value, least=0 if unit == Unit.DAYS else 1, most=MOST[unit]), unit)
        for unit in Unit
        if unit.value in fields.mapping.entries
    ]


def one_span(fields: Fields) -> Span:
    """The one length among `fields`; a fault if there is none or more than one."""
    found = spans_in(fields)
    if len(found) != 1:
        where = fields.prefix.rpartition(".")[2] or "span"
        names = ", ".join(unit.value for unit in Unit)
        fields.faults.add(
            fields.prefix or where, f"Hier steht genau eine Dauer: {names}.", fields.mapping.line
        )
    return found[0] if found else NOTHING


def span_at(fields: Fields, key: str) -> Span | None:
    """The length under `key`, if there is one."""
    inner = fields.one(key)
    if inner is None:
        return None
    span = one_span(inner)
    inner.close()
    return span
