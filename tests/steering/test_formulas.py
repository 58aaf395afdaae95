"""The small arithmetic: what it reads, what it refuses, and that it never runs anything."""

from decimal import Decimal

import pytest

from roterfaden.steering.formulas import Call, FormulaRefused, read_formula
from roterfaden.steering.kpis import KpiRefused, checked_formula, shipped_kpis

pytestmark = pytest.mark.one_database

VALUES = {"a": Decimal(6), "b": Decimal(4), "nothing": Decimal(0)}


def value(text: str) -> Decimal | None:
    return read_formula(text).value(lambda call: VALUES.get(call.name))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * 2", 14),
        ("(a + b) * 2", 20),
        ("a - b - 1", 1),
        ("a / b / 2", Decimal("0.75")),
        ("100 * (a + b / 2) / 16", 50),
        ("1.5*a", 9),
        ("a / nothing", None),
        ("nothing / nothing", None),
        ("a + unknown", None),
    ],
)
def test_arithmetic(text: str, expected: Decimal | int | None) -> None:
    assert value(text) == expected


def test_figures_and_divisors_are_known() -> None:
    formula = read_formula("100 * within(M16, 14) / (ended(M16) + months)")
    assert [str(call) for call in formula.calls] == ["within(M16, 14)", "ended(M16)", "months"]
    assert formula.divisors == (Call("ended", ("M16",)), Call("months"))


@pytest.mark.parametrize(
    "text",
    ["", "a +", "a b", "(a", "a)", "a..b", "__import__('os')", "a.b", "a;b", "lambda: 1", "a ** b", "-a", "f(", "f()",
     "f((a))", "a" * 301, "(" * 30 + "a" + ")" * 30, "ä + 1", "a\0"],
)  # fmt: skip
def test_nonsense_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(FormulaRefused, match=r"\w+ \w+"):
        read_formula(text)


@pytest.mark.parametrize(
    "text", ["1 + 1", "unheard / months", "reacted", "reacted(x)", "opened(3)", "requests(12345)"]
)
def test_figures_that_do_not_exist_or_do_not_fit_are_refused(text: str) -> None:
    with pytest.raises(KpiRefused):
        checked_formula(text)


def test_the_kpis_of_the_source_are_shipped() -> None:
    known = {kpi.key: kpi for kpi in shipped_kpis()}
    for key, target in {
        "caseload": 30,
        "placements": 1,
        "placed_share": 30,
        "placed_share_training": 70,
    }.items():
        assert known[key].target == target
    assert known["statements"].formula.text == "100 * ended_within(M16, 14) / ended(M16)"
    assert known["reaction"].target == known["first_talk"].target == 90
    assert all(kpi.meaning and kpi.source and kpi.dimension and kpi.indicator for kpi in known.values())
