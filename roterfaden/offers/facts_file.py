"""Facts of a person from a JSON object: every value checked against the type of its fact."""

from typing import Any

from roterfaden.offers.admission.definition import Fact, Facts, FactType, Value

MAX_NUMBER = 100_000


class FactRefused(ValueError):
    """A fact is not known, or its value has the wrong type."""


def facts_from(said: Any, facts: dict[str, Fact]) -> Facts:
    """The facts that are said; null means unknown. Refuses unknown names and wrong types."""
    if not isinstance(said, dict):
        raise FactRefused("Die Datei enthält kein JSON-Objekt mit Sachverhalten.")
    found: Facts = {}
    for name, value in said.items():
        if name not in facts:
            raise FactRefused(f"Den Sachverhalt „{name[:60]}“ gibt es nicht.")
        if value is not None:
            found[name] = _checked(value, facts[name])
    return found


def _checked(value: Any, fact: Fact) -> Value:
    match fact.type:
        case FactType.BOOLEAN if isinstance(value, bool):
            return value
        case FactType.NUMBER if (
            isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MAX_NUMBER
        ):
            return value
        case FactType.ENUM if isinstance(value, str) and value in fact.values:
            return value
        case FactType.LIST if isinstance(value, list) and all(
            isinstance(one, str) and one in fact.values for one in value
        ):
            return tuple(value)
    wanted = ", ".join(fact.values) or {"boolean": "true oder false"}.get(fact.type, "eine Zahl ab 0")
    raise FactRefused(f"„{fact.id}“: Dieser Wert passt nicht. Erlaubt: {wanted}.")
