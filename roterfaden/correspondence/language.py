"""The small language of templates: placeholders, lists, conditions. Everything else is refused, and the sandbox holds.

A template is checked by its syntax tree before it is stored: only the names of `placeholders`, loops over its lists,
`if`, and four filters. So no template reaches an attribute of Python, whatever the sandbox would allow.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from rapidfuzz import fuzz, process

from roterfaden.correspondence.placeholders import DOTS, LOOPS, SINGLE, Missing

FILTERS = frozenset(("upper", "lower", "title", "trim"))
LOOP_FIELDS = frozenset(("index", "first", "last"))
PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.Not, nodes.And, nodes.Or, nodes.Const,
    nodes.Compare, nodes.Operand, nodes.CondExpr,
)  # fmt: skip
# below this a name is not like any other, and none is proposed
ALIKE = 55
MOST_FAULTS = 30


class TemplateFaulty(ValueError):
    """The template cannot be used; `faults` names every wrong place in a sentence."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(" ".join(faults))


def environment(*, escape: bool) -> ImmutableSandboxedEnvironment:
    """The sandbox in which templates run; `escape` for XML (Word), not for values that are set as data (Typst)."""
    made = ImmutableSandboxedEnvironment(autoescape=escape, undefined=StrictUndefined)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in (*FILTERS, "e", "escape")}
    return made


def faults_in(source: str) -> list[str]:
    """A sentence for every placeholder that does not exist and everything that a template may not do."""
    try:
        tree = environment(escape=False).parse(source)
    except TemplateSyntaxError as error:
        return [f"Ein Platzhalter ist nicht richtig geschlossen ({error.message})."]
    found = list(dict.fromkeys(_faults(tree, {})))
    return found[:MOST_FAULTS]


def check(source: str) -> None:
    """Raise TemplateFaulty if the template names anything that does not exist."""
    faults = faults_in(source)
    if faults:
        raise TemplateFaulty(faults)


class Filler:
    """Fills shipped texts with the values of one case, and remembers which of them were missing."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values
        self.missing: list[str] = []

    def fill(self, text: str, more: Mapping[str, Any] | None = None) -> str:
        """`text` with its placeholders replaced; dots for what is not known."""
        if "{" not in text:
            return text
        made = _compiled(text).render({**self.values, **(more or {})}).strip()
        if DOTS in made:
            self._note(text)
        return made

    def _note(self, text: str) -> None:
        for name in names_in(text):
            group, _dot, field = name.partition(".")
            value = self.values.get(group)
            value = value.get(field) if isinstance(value, dict) and field else value
            if isinstance(value, Missing) and value.wanted not in self.missing:
                self.missing.append(value.wanted)


@lru_cache(maxsize=512)
def names_in(source: str) -> tuple[str, ...]:
    """The single placeholders that a template names."""
    tree = environment(escape=False).parse(source)
    names = {
        f"{one.node.name}.{one.attr}"
        for one in tree.find_all(nodes.Getattr)
        if isinstance(one.node, nodes.Name)
    }
    names |= {one.name for one in tree.find_all(nodes.Name)}
    return tuple(sorted(name for name in names if name in SINGLE))


@lru_cache(maxsize=512)
def _compiled(text: str) -> Template:
    return _plain().from_string(text)


@lru_cache(maxsize=1)
def _plain() -> ImmutableSandboxedEnvironment:
    return environment(escape=False)


def _faults(node: nodes.Node, scope: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """`scope`: the names of loops around, each with its fields."""
    if isinstance(node, nodes.For):
        yield from _loop_faults(node, scope)
    elif isinstance(node, nodes.Getattr):
        yield from _name_faults(node, scope)
    elif isinstance(node, nodes.Name):
        if node.name not in SINGLE and node.name not in scope and node.name not in LOOPS:
            yield _unknown(node.name, [*SINGLE, *scope])
    elif isinstance(node, nodes.Filter):
        if node.name not in FILTERS or node.args or node.kwargs:
            yield f"„|{node.name}“ ist nicht erlaubt. Erlaubt: {', '.join(sorted(FILTERS))}."
        yield from _inside(node, scope)
    elif isinstance(node, PLAIN):
        yield from _inside(node, scope)
    else:
        yield f"Zeile {node.lineno}: So etwas darf eine Vorlage nicht ({type(node).__name__})."


def _inside(node: nodes.Node, scope: Mapping[str, frozenset[str]]) -> Iterator[str]:
    for child in node.iter_child_nodes():
        yield from _faults(child, scope)


def _loop_faults(node: nodes.For, scope: Mapping[str, frozenset[str]]) -> Iterator[str]:
    if not isinstance(node.iter, nodes.Name) or not isinstance(node.target, nodes.Name) or node.test:
        yield "Eine Liste beginnt so: {% for ziel in ziele %}."
        return
    loop = LOOPS.get(node.iter.name)
    if loop is None:
        yield _unknown(node.iter.name, LOOPS)
        return
    inner = {**scope, node.target.name: frozenset(loop.fields), "loop": LOOP_FIELDS}
    for child in (*node.body, *node.else_):
        yield from _faults(child, inner)


def _name_faults(node: nodes.Getattr, scope: Mapping[str, frozenset[str]]) -> Iterator[str]:
    if not isinstance(node.node, nodes.Name):
        yield f"Zeile {node.lineno}: Ein Platzhalter hat höchstens einen Punkt."
        return
    owner = node.node.name
    name = f"{owner}.{node.attr}"
    if owner in scope:
        if node.attr not in scope[owner]:
            yield _unknown(name, [f"{owner}.{field}" for field in sorted(scope[owner])])
    elif name not in SINGLE:
        yield _unknown(
            name, [*SINGLE, *(f"{one}.{field}" for one, fields in scope.items() for field in fields)]
        )


def _unknown(name: str, among: Any) -> str:
    nearest = process.extractOne(name, list(among), scorer=fuzz.WRatio, score_cutoff=ALIKE)
    said = f"„{name}“ gibt es nicht."
    return f"{said} Meinten Sie „{nearest[0]}“?" if nearest else said
