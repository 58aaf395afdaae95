"""A small arithmetic over named figures: `100 * reacted(3) / requests(3)`. Read by hand, nothing is ever executed."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext

MOST_SIGNS, MOST_DEPTH = 300, 20
TOKEN = re.compile(r"\s*(?:([0-9]+(?:\.[0-9]+)?)|([A-Za-z][A-Za-z0-9_]*)|([-+*/(),]))", re.ASCII)


class FormulaRefused(ValueError):
    """The formula cannot be read; the sentence says where."""


@dataclass(frozen=True)
class Call:
    """One figure of a formula with its arguments: `reacted(3)`, `ended(M16)`."""

    name: str
    args: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.args)})" if self.args else self.name


@dataclass(frozen=True)
class Operation:
    sign: str
    left: "Node"
    right: "Node"


Node = Decimal | Call | Operation
Values = Callable[[Call], Decimal | None]


@dataclass(frozen=True)
class Formula:
    """A formula that was read, with its figures in the order in which they stand."""

    text: str
    root: Node

    @property
    def calls(self) -> tuple[Call, ...]:
        return tuple(dict.fromkeys(_calls(self.root)))

    @property
    def divisors(self) -> tuple[Call, ...]:
        """The figures below a fraction stroke: how much the value rests on."""
        return tuple(dict.fromkeys(_divisors(self.root)))

    def value(self, values: Values) -> Decimal | None:
        """What it comes to; None where a figure is missing or something is divided by nothing."""
        with localcontext() as context:
            context.prec = 28
            try:
                return _value(self.root, values)
            except (DivisionByZero, InvalidOperation):
                return None


def read_formula(text: str) -> Formula:
    """Read a formula. Refuses signs, names and brackets that do not fit, too long ones, too deep ones."""
    if len(text) > MOST_SIGNS:
        raise FormulaRefused(f"Die Formel ist länger als {MOST_SIGNS} Zeichen.")
    tokens = _tokens(text)
    reader = _Reader(tokens)
    root = reader.sum(0)
    if reader.place < len(tokens):
        raise FormulaRefused(f"Hier passt „{tokens[reader.place]}“ nicht.")
    return Formula(text=text, root=root)


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.place = tokens, 0

    def sum(self, depth: int) -> Node:
        return self._chain("+-", self._product, depth)

    def _product(self, depth: int) -> Node:
        return self._chain("*/", self._single, depth)

    def _chain(self, signs: str, part: Callable[[int], Node], depth: int) -> Node:
        found = part(depth)
        while self._next() and self._next() in signs:
            found = Operation(self._take(), found, part(depth))
        return found

    def _single(self, depth: int) -> Node:
        if depth > MOST_DEPTH:
            raise FormulaRefused("Die Formel ist zu tief geschachtelt.")
        sign = self._take()
        if sign == "(":
            found = self.sum(depth + 1)
            self._expect(")")
            return found
        if sign[0].isdigit():
            return Decimal(sign)
        if sign[0].isalpha():
            return Call(sign, self._args())
        raise FormulaRefused(f"Hier passt „{sign}“ nicht.")

    def _args(self) -> tuple[str, ...]:
        if self._next() != "(":
            return ()
        self._take()
        args = [self._word()]
        while self._next() == ",":
            self._take()
            args.append(self._word())
        self._expect(")")
        return tuple(args)

    def _word(self) -> str:
        token = self._take()
        if not token[0].isalnum():
            raise FormulaRefused(f"In der Klammer passt „{token}“ nicht.")
        return token

    def _next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def _take(self) -> str:
        if not self._next():
            raise FormulaRefused("Die Formel hört mittendrin auf.")
        self.place += 1
        return self.tokens[self.place - 1]

    def _expect(self, sign: str) -> None:
        if self._take() != sign:
            raise FormulaRefused(f"Hier fehlt „{sign}“.")


def _tokens(text: str) -> list[str]:
    found, place, rest = [], 0, text.rstrip()
    while place < len(rest):
        match = TOKEN.match(rest, place)
        if match is None:
            raise FormulaRefused(f"Das Zeichen „{rest[place:].lstrip()[:1]}“ gehört nicht in eine Formel.")
        found.append(match.group(match.lastindex or 0).strip())
        place = match.end()
    return found


def _value(node: Node, values: Values) -> Decimal | None:
    if isinstance(node, Decimal):
        return node
    if isinstance(node, Call):
        return values(node)
    left, right = _value(node.left, values), _value(node.right, values)
    if left is None or right is None:
        return None
    if node.sign == "+":
        return left + right
    if node.sign == "-":
        return left - right
    return left * right if node.sign == "*" else left / right


def _calls(node: Node) -> Iterator[Call]:
    if isinstance(node, Call):
        yield node
    elif isinstance(node, Operation):
        yield from _calls(node.left)
        yield from _calls(node.right)


def _divisors(node: Node) -> Iterator[Call]:
    if isinstance(node, Operation):
        yield from _divisors(node.left)
        yield from _calls(node.right) if node.sign == "/" else _divisors(node.right)
