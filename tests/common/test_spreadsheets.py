"""No text that somebody typed becomes a formula in a table that goes out (CWE-1236)."""

import csv
import io
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from roterfaden.common.spreadsheets import FORMULA_STARTS, harmless, quoted_csv

pytestmark = pytest.mark.one_database
STARTS = st.sampled_from([*FORMULA_STARTS, *(f"{space}{sign}" for space in " \u00a0\t" for sign in "=+-@")])
PAYLOADS = st.sampled_from(
    [
        "cmd|' /C calc'!A0",
        '=HYPERLINK("http://example.org?x="&A1;"hier")',
        "1+1",
        "SUM(1+1)*cmd|' /C calc'!A0",
        'WEBSERVICE("http://example.org")',
        '";=1+1;"',
        "\r\n=1+1",
    ]
)
# modules that write tables of fixed texts only
FIXED = {"imports/samples.py", "common/spreadsheets.py"}


@pytest.mark.requirement("R-23", figure="500 payloads in CSV, 0 cells that a spreadsheet runs")
@hypothesis_settings(max_examples=500)
@given(start=STARTS, payload=PAYLOADS, rest=st.text(max_size=20))
def test_no_cell_that_was_typed_begins_a_formula(start: str, payload: str, rest: str) -> None:
    typed = start + payload + rest
    text = quoted_csv(["a", "b"], [[harmless(typed), harmless(rest)]])
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert rows[0] == ["a", "b"]
    assert len(rows) == 2, "no payload makes a row of its own"
    for cell, before in zip(rows[1], (typed, rest), strict=True):
        assert not cell.lstrip().startswith(FORMULA_STARTS), cell
        assert cell.removeprefix("'") == before.removeprefix("'"), "the text itself stays"


def test_whoever_writes_a_table_makes_its_cells_harmless() -> None:
    root, writers = Path(settings.PACKAGE_DIR), 0
    for path in sorted(root.rglob("*.py")):
        text = path.read_text("utf-8")
        if path.relative_to(root).as_posix() in FIXED:
            continue
        if "csv.writer(" in text or "quoted_csv(" in text:
            writers += 1
            assert "harmless" in text, f"{path} writes CSV as it was typed"
        if "xlsxwriter.Workbook(" in text:
            writers += 1
            assert '"strings_to_formulas": False' in text, f"{path} lets Excel run what was typed"
    assert writers >= 5
