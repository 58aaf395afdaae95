"""German of Switzerland by rule: what changes, and what never does."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roterfaden.languages.swiss import GAP, swiss

pytestmark = pytest.mark.one_database
PIECE = st.sampled_from(
    [
        "Maßnahme ",
        "%(straße)s",
        "{größe}",
        "<b title='ß'>",
        "„so“",
        "Führerschein",
        "&nbsp;",
        "100 %%",
        "ß",
        "\n",
    ]
)


@pytest.mark.parametrize(
    ("german", "here"),
    [
        ("Maßnahme", "Massnahme"),
        ("„Büro“", "«Büro»"),
        ("Ihr Führerschein gilt.", "Ihr Führerausweis gilt."),
        ("Führerscheinklasse", "Führerscheinklasse"),
        ("Straße und Hausnummer", "Strasse und Hausnummer"),
        ("Gesetzliche Betreuung", "Beistandschaft"),
        ("Fall", "Fall"),
    ],
)
def test_words_and_letters(german: str, here: str) -> None:
    assert swiss(german) == here


@given(st.lists(PIECE, max_size=8).map("".join))
def test_no_sharp_s_remains_and_every_gap_stays(text: str) -> None:
    said = swiss(text)
    assert "ß" not in GAP.sub("", said)
    assert GAP.findall(said) == GAP.findall(text)
    assert swiss(said) == said


def test_the_rule_changes_no_number_of_lines() -> None:
    text = "Größe\n\nMaßstab\n"
    assert len(re.findall("\n", swiss(text))) == len(re.findall("\n", text))
