"""The files of carrying out: strict, each fault with its line; no float near money."""

import ast
from pathlib import Path

import pytest

from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.consent.legal import shipped_bases
from roterfaden.measures import catalogue
from roterfaden.measures.catalogue import carrying, parse_carrying, parse_support, parse_tariffs, tariff_book
from roterfaden.offers.reader import shipped_offers
from roterfaden.process.deadline_rules import rule_book
from tests.fixtures import TODAY

pytestmark = pytest.mark.one_database
PACKAGE = Path(catalogue.__file__).parent


def test_what_the_files_name_exists() -> None:
    for kind in carrying().kinds.values():
        assert not kind.offer or kind.offer in shipped_offers()
    for record in carrying().records.values():
        for rule in record.deadlines.values():
            assert rule_book().rule(rule, on=TODAY)
    assert set(carrying().notices.values()) <= set(shipped_bases())
    kinds = set(carrying().kinds)
    assert all(set(tariff.measures) <= kinds for tariff in tariff_book().tariffs.values())
    # WAS IV Luzern: the codes of both standards, with their units
    codes = {code: tariff.unit for code, tariff in tariff_book().tariffs.items() if code.startswith("90")}
    assert codes == {
        "905.041.2": "month", "906.041.2": "month", "905.030.5": "hour", "906.030.5": "hour",
        "905.030.2": "month", "906.030.2": "month",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("file", "parse", "old", "new"),
    [
        ("measures", parse_carrying, "parts: [presence, goals, hours]\n", "parts: [presence, magic]\n"),
        ("measures", parse_carrying, "limit: ch-integration", "limit: ch-nothing"),
        ("measures", parse_carrying, "records: [care_person, evaluation]", "records: [novel]"),
        ("measures", parse_carrying, "months: 12", "months: twelve"),
        ("support", parse_support, "next: [booked, cancelled]", "next: [flown]"),
        ("support", parse_support, "needs: [provider, payer]", "needs: [moon]"),
        ("support", parse_support, "type: time", "type: clock"),
        ("tariffs", parse_tariffs, "region: CH-SO, unit: flat", "region: DE-HH, unit: flat"),
        ("tariffs", parse_tariffs, "{fact: hours, least: 15}", "{fact: hours}"),
        ("tariffs", parse_tariffs, "{fact: begun}", "{fact: begun, least: 1}"),
        ("tariffs", parse_tariffs, 'step: "0.05"', 'step: "rappen"'),
        ("tariffs", parse_tariffs, "unit: flat", "unit: success"),
        ("tariffs", parse_tariffs, "currency: CHF, unit: hour", "currency: USD, unit: hour"),
    ],
)
def test_a_fault_is_told_with_its_line(file: str, parse: object, old: str, new: str) -> None:
    text = (catalogue.DIRECTORY / f"{file}-2026-11.yaml").read_text("utf-8")
    assert old in text
    with pytest.raises(FileFaults) as faults:
        parse(text.replace(old, new, 1), name=file)  # type: ignore[operator]
    assert all(fault.line > 1 for fault in faults.value.faults)


def test_a_region_has_what_its_country_has_and_its_own() -> None:
    solothurn, lucerne, hamburg = (
        {one.code for one in tariff_book().in_region(region)} for region in ("CH-SO", "CH-LU", "DE-HH")
    )
    assert {code for code in solothurn if code.startswith("SO-S-")} == solothurn - lucerne
    assert len(solothurn - lucerne) == 5
    assert "905.041.2" in lucerne
    assert not hamburg & solothurn


def test_no_float_comes_near_money() -> None:
    for path in sorted(PACKAGE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            where = f"{path.name}:{getattr(node, 'lineno', 0)}"
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), where
            assert not (isinstance(node, ast.Name) and node.id == "float"), where
            assert not (isinstance(node, ast.Attribute) and node.attr == "FloatField"), where
