"""The part of FEEL that a condition needs: one comparison in a cell, and groups of criteria in the verdict.

Closed: what is not written here is refused, nothing is ever evaluated.
"""

import re
from collections.abc import Iterable, Sequence

from roterfaden.offers.admission.definition import Condition, Fact, FactType, Op

WORD = r'"([^"\\\n]*)"'
NUMBER = r"-?\d{1,9}(?:\.\d{1,9})?"
SIGNS = {Op.GTE: ">=", Op.LTE: "<=", Op.GT: ">", Op.LT: "<"}
ANY = "-"
CONTAINS = re.compile(rf"list contains\(\s*\?\s*,\s*{WORD}\s*\)")
NAMED = re.compile(rf"list contains\(\s*criteria\s*,\s*{WORD}\s*\)")
MAX_LENGTH = 2_000


class FeelRefused(ValueError):
    """The expression is not part of what we read; the sentence says what is."""


def cell_of(condition: Condition) -> str:
    """A condition as a unary test."""
    value = condition.value
    match condition.op:
        case Op.EQ:
            return _literal(value)
        case Op.NE:
            return f"not({_literal(value)})"
        case Op.IN:
            return ",".join(_literal(one) for one in _many(value))
        case Op.BETWEEN:
            first, last = _many(value)
            return f"[{_literal(first)}..{_literal(last)}]"
        case Op.CONTAINS:
            return " or ".join(f"list contains(?, {_literal(one)})" for one in _many(value))
        case _:
            return f"{SIGNS[condition.op]} {_literal(value)}"


def condition_of(text: str, fact: Fact) -> Condition | None:
    """The condition that a cell asks for; None for any value. Refuses with FeelRefused."""
    cell = text.strip()
    if len(cell) > MAX_LENGTH:
        raise FeelRefused("Die Zelle ist zu lang.")
    if cell in ("", ANY):
        return None
    if fact.type == FactType.LIST:
        parts = re.split(r"\s+or\s+", cell)
        found = [CONTAINS.fullmatch(part.strip()) for part in parts]
        words = tuple(match.group(1) for match in found if match)
        if len(words) != len(parts):
            raise FeelRefused('In einer Liste wird mit list contains(?, "…") gesucht, verbunden mit or.')
        return Condition(fact.id, Op.CONTAINS, _known(words, fact))
    if match := re.fullmatch(r"not\((.*)\)", cell):
        return Condition(fact.id, Op.NE, _single(match.group(1), fact))
    if fact.type == FactType.NUMBER and (found_number := _of_numbers(cell, fact)):
        return found_number
    parts = _split(cell)
    if len(parts) > 1:
        if fact.type == FactType.BOOLEAN:
            raise FeelRefused("Ein Sachverhalt mit ja oder nein hat eine einzige Antwort.")
        return Condition(fact.id, Op.IN, tuple(_single(part, fact) for part in parts))
    return Condition(fact.id, Op.EQ, _single(cell, fact))


def verdict_of(groups: Iterable[Sequence[str]]) -> str:
    """All groups have a criterion that is met."""
    terms = [[f'list contains(criteria, "{name}")' for name in group] for group in groups]
    return " and ".join(term[0] if len(term) == 1 else f"({' or '.join(term)})" for term in terms)


def groups_of(text: str) -> list[list[str]]:
    """The criteria of each group of a verdict, in order. Refuses with FeelRefused."""
    if len(text) > MAX_LENGTH * 20:
        raise FeelRefused("Der Ausdruck ist zu lang.")
    found = []
    for part in re.split(r"\s+and\s+", text.strip()):
        term = part.strip()
        inner = term[1:-1] if term.startswith("(") and term.endswith(")") else term
        names = [NAMED.fullmatch(one.strip()) for one in re.split(r"\s+or\s+", inner)]
        if not all(names) or (len(names) > 1 and inner == term):
            raise FeelRefused(
                'Gelesen wird nur: list contains(criteria, "c1") and (list contains(criteria, "c2") or …).'
            )
        found.append([match.group(1) for match in names if match])
    return found


def _of_numbers(cell: str, fact: Fact) -> Condition | None:
    if match := re.fullmatch(rf"(>=|<=|>|<)\s*({NUMBER})", cell):
        op = next(op for op, sign in SIGNS.items() if sign == match.group(1))
        return Condition(fact.id, op, _number(match.group(2)))
    if match := re.fullmatch(rf"\[\s*({NUMBER})\s*\.\.\s*({NUMBER})\s*\]", cell):
        first, last = _number(match.group(1)), _number(match.group(2))
        if first > last:
            raise FeelRefused("Der Bereich endet vor seinem Anfang.")
        return Condition(fact.id, Op.BETWEEN, (first, last))
    return None


def _split(cell: str) -> list[str]:
    parts = re.findall(rf"\s*({WORD}|{NUMBER})\s*(?:,|$)", cell)
    whole = [part[0] for part in parts]
    joined = re.sub(r"\s*,\s*", ",", cell)
    return whole if ",".join(whole) == joined else [cell]


def _single(text: str, fact: Fact) -> bool | int | float | str:
    cell = text.strip()
    match fact.type:
        case FactType.BOOLEAN if cell in ("true", "false"):
            return cell == "true"
        case FactType.NUMBER if re.fullmatch(NUMBER, cell):
            return _number(cell)
        case FactType.ENUM if match := re.fullmatch(WORD, cell):
            return _known((match.group(1),), fact)[0]
    raise FeelRefused(
        f"„{cell[:60]}“ wird hier nicht gelesen. Erlaubt sind eine Antwort, not(…), Vergleiche von Zahlen, [von..bis] "
        "und Aufzählungen."
    )


def _known(words: tuple[str, ...], fact: Fact) -> tuple[str, ...]:
    for word in words:
        if word not in fact.values:
            raise FeelRefused(f"„{word[:60]}“ gehört nicht zu „{fact.meaning}“.")
    return words


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _many(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)
