"""`python -m benchmarks.mutation`: the rules of access are broken one small way after another; tests must notice.

Each rule module is mutated in the running process (a comparison turned, `and` for `or`, a condition of a query left
out, a `not` taken away, True for False), the tests that belong to it run until the first one fails, and the code is put
back. A mutant that no test notices survives and is named with its line. Survivors that change nothing anybody could
notice stand in EQUAL with the reason. Exit code 1 where anything else survives.

--quick: ten mutants of one module, the smallest.
"""

import argparse
import ast
import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from inspect import getsourcefile, unwrap
from itertools import islice
from pathlib import Path
from time import process_time
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

RULES = "tests/access/test_rules.py"
MANY = "tests/access/test_rules_among_many.py"
# rule modules, and the tests that belong to them, the quickest first
TARGETS: dict[str, tuple[str, ...]] = {
    "roterfaden.accounts.rules": (RULES,),
    "roterfaden.cases.rules": (RULES, MANY),
    "roterfaden.cases.queries": (RULES, MANY),
    "roterfaden.cases.relations": (RULES, MANY, "tests/access/test_table.py"),
    "roterfaden.cases.access": (RULES, MANY, "tests/access/test_table.py"),
    "roterfaden.cases.narrowing": (
        "tests/access/test_table.py",
        MANY,
        "tests/portal/test_documents_and_app.py",
    ),
    "roterfaden.people.rules": (RULES, MANY),
    "roterfaden.people.queries": (RULES, MANY),
    "roterfaden.portal.rules": (RULES,),
    "roterfaden.consent.gate": ("tests/consent/test_gate.py", "tests/cases/test_filing.py"),
}
QUICK, QUICK_MUTANTS = "roterfaden.portal.rules", 10
LEAST_SHARE = 0.99
# (module, line as written, change): why nobody can notice
ONE_COLUMN = "a list of rows of one column is read as a list of its values"
EQUAL: dict[tuple[str, str, str], str] = {
    (
        "roterfaden.cases.queries",
        'teams = list(teams_of(user, on=on).values_list("pk", flat=True))',
        "True <-> False",
    ): ONE_COLUMN,
    (
        "roterfaden.cases.queries",
        'return Case.objects.filter(pk__in=list(cases.values_list("pk", flat=True)))',
        "True <-> False",
    ): ONE_COLUMN,
    (
        "roterfaden.cases.queries",
        'return cases.filter(person__organisation=F("service")).order_by("person__search_name", "person_id", "id")',
        "without person__organisation",
    ): "it holds for every case; it is said for the planner alone",
    (
        "roterfaden.people.queries",
        'return OutOfReach.objects.filter(user=user).values_list("person_id", flat=True)',
        "True <-> False",
    ): ONE_COLUMN,
    (
        "roterfaden.cases.access",
        "if not taken and all(table.rights[one][part] >= Level.READ for one in STAFF for part in parts):",
        "GtE -> Gt",
    ): "a short cut: the long way finds the same cases",
    (
        "roterfaden.cases.access",
        "rows = Narrowing.objects.filter(part__in=list(parts), level=Level.NOTHING)",
        "without part__in",
    ): "what is taken away from other parts is looked up by nobody",
}
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
NARROWING = ("filter", "exclude")


@dataclass(frozen=True)
class Mutant:
    """One change: where it is, what it is, and the whole module with it."""

    module: str
    line: int
    source: str
    change: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.change}: {self.source}"


def mutants_of(module: ModuleType) -> Iterator[Mutant]:
    """Every mutant of the functions of a module."""
    path = Path(getsourcefile(module) or "")
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    original = ast.parse(text)
    places = [node for top in original.body if isinstance(top, FUNCTIONS) for node in _inside(top)]
    for number, node in enumerate(places):
        for change, _do in _changes(node):
            tree = copy.deepcopy(original)
            copied = [one for top in tree.body if isinstance(top, FUNCTIONS) for one in _inside(top)][number]
            dict(_changes(copied))[change]()
            line = getattr(node, "lineno", 0)
            yield Mutant(
                module.__name__, line, lines[line - 1].strip(), change, ast.fix_missing_locations(tree)
            )


FUNCTIONS = (ast.FunctionDef, ast.ClassDef)


def _inside(top: ast.AST) -> Iterator[ast.AST]:
    """The nodes of the bodies of functions, without docstrings, decorators and annotations."""
    if isinstance(top, ast.ClassDef):
        for one in top.body:
            if isinstance(one, FUNCTIONS):
                yield from _inside(one)
        return
    assert isinstance(top, ast.FunctionDef)
    for statement in top.body:
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            yield from ast.walk(statement)


def _changes(node: ast.AST) -> list[tuple[str, Callable[[], None]]]:
    """What can be done to one node: a name for each change, and the deed."""
    found: list[tuple[str, Callable[[], None]]] = []
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            if turned := TURNED.get(type(operator)):
                name = f"{type(operator).__name__} -> {turned.__name__}"
                found.append((name, lambda at=at, turned=turned: node.ops.__setitem__(at, turned())))  # type: ignore[misc]
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        found.append(("and <-> or", lambda: setattr(node, "op", other)))
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitAnd, ast.BitOr)):
        swapped = ast.BitOr() if isinstance(node.op, ast.BitAnd) else ast.BitAnd()
        found.append(("& <-> |", lambda: setattr(node, "op", swapped)))
    elif isinstance(node, (ast.If, ast.IfExp)):
        found.append(("condition turned", lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))))
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        found.append(("True <-> False", lambda: setattr(node, "value", not node.value)))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in NARROWING:
        found += [
            (f"without {word.arg}", lambda at=at: node.keywords.pop(at))  # type: ignore[misc]
            for at, word in enumerate(node.keywords)
        ]
        found += [
            (f"without condition {at + 1}", lambda at=at: node.args.pop(at))  # type: ignore[misc]
            for at in range(len(node.args))
        ]
    return found + _negations(node)


def _negations(node: ast.AST) -> list[tuple[str, Callable[[], None]]]:
    """A `not` or `~` right below the node, to be taken away."""
    return [
        (f"{name} without not", lambda name=name, child=child: setattr(node, name, child.operand))  # type: ignore[misc]
        for name, child in ast.iter_fields(node)
        if isinstance(child, ast.UnaryOp) and isinstance(child.op, (ast.Not, ast.Invert))
    ]


@contextmanager
def applied(mutant: Mutant) -> Iterator[None]:
    """The functions of the module with the mutated code, for as long as this lasts."""
    module = import_module(mutant.module)
    codes = {code.co_qualname: code for code in _codes(compile(mutant.tree, mutant.module, "exec"))}
    before = [(function, function.__code__) for function in _functions(module)]
    for function, code in before:
        function.__code__ = codes.get(code.co_qualname, code)
    try:
        yield
    finally:
        for function, code in before:
            function.__code__ = code


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    """The functions and methods that are written in the module, behind decorators, too."""
    for value in vars(module).values():
        if getattr(value, "__module__", "") != module.__name__:
            continue
        members = vars(value).values() if isinstance(value, type) else (value,)
        for member in members:
            found = unwrap(member.fget if isinstance(member, property) and member.fget else member)
            if isinstance(found, FunctionType) and found.__code__.co_filename == getsourcefile(module):
                yield found


class Breaking:
    """Runs the collected tests once as they are, then once for each mutant, until the first failure."""

    def __init__(self, module: str, most: int) -> None:
        self.module, self.most = module, most
        self.killed, self.survivors = 0, list[Mutant]()
        self.broken_before = False

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = session.items
        if failing := [item.nodeid for at, item in enumerate(items) if not _passes(items, at)]:
            print(f"\n  fail by themselves: {', '.join(failing)}", flush=True)
            self.broken_before = True
            return True
        for mutant in islice(mutants_of(import_module(self.module)), self.most or None):
            with applied(mutant):
                dead = any(not _passes(items, at) for at in range(len(items)))
            if dead or (mutant.module, mutant.source, mutant.change) in EQUAL:
                self.killed += 1
            else:
                self.survivors.append(mutant)
                print(f"\n  survives: {mutant}", flush=True)
        return True


def _passes(items: list[pytest.Item], at: int) -> bool:
    """Run one test; what is shared by the session stays up, because another test comes next."""
    item: Any = items[at]
    if hasattr(item, "_initrequest"):
        item._initrequest()  # noqa: SLF001
    following = items[(at + 1) % len(items)]
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="*", help="rule modules; all if none is named")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_MUTANTS} of {QUICK}, under 40 seconds")
    parser.add_argument(
        "--most", type=int, default=0, help="the first so many mutants of each module; 0: all"
    )
    parser.add_argument("--json", action="store_true", help="the report as one JSON object on the last line")
    options = parser.parse_args()
    wanted = [QUICK] if options.quick else options.modules or list(TARGETS)
    most = QUICK_MUTANTS if options.quick else options.most
    if len(wanted) == 1 and not options.json:
        return broken_one_by_one(wanted[0], most)
    found = {module: in_a_process_of_its_own(module, most) for module in wanted}
    killed, survive = (sum(numbers) for numbers in zip(*found.values(), strict=True))
    share = killed / (killed + survive)
    print(f"\n{killed} of {killed + survive} mutants killed ({share:.1%})")
    if options.json:
        print(json.dumps(report(found, killed, survive, quick=options.quick)))
    return 1 if survive else 0


def report(found: dict[str, tuple[int, int]], killed: int, survive: int, *, quick: bool) -> dict[str, Any]:
    """`killed` counts those that change nothing anybody could notice, too."""
    return {
        "name": "mutation",
        "figures": {
            "mutants": killed + survive,
            "killed": killed,
            "survive": survive,
            "share": round(killed / (killed + survive), 4),
        },
        "against": {module: {"killed": one[0], "survive": one[1]} for module, one in found.items()},
        "goals": {"share": LEAST_SHARE},
        "ok": not survive,
        "quick": quick,
    }


def broken_one_by_one(module: str, most: int) -> int:
    breaking = Breaking(module, most)
    began = process_time()
    pytest.main(["-q", "-p", "no:cacheprovider", "--no-header", *TARGETS[module]], plugins=[breaking])
    if breaking.broken_before:
        print(f"{module}: its tests fail before anything is broken")
        return 2
    seconds = process_time() - began
    told = f"{module}: {breaking.killed} killed, {len(breaking.survivors)} survive"
    print(f"{told}, {seconds:.0f} s of CPU", flush=True)
    return 1 if breaking.survivors else 0


def in_a_process_of_its_own(module: str, most: int) -> tuple[int, int]:
    """Killed and surviving mutants of a module. Tests leave things behind in their process that others stumble over."""
    command = [sys.executable, "-m", "benchmarks.mutation", module, f"--most={most}"]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout
    print(told, flush=True)
    numbers = re.search(rf"{re.escape(module)}: (\d+) killed, (\d+) survive", told)
    if numbers is None:
        raise RuntimeError(f"{module} was not broken")
    return int(numbers[1]), int(numbers[2])


if __name__ == "__main__":
    sys.exit(main())
