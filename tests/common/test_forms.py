from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from roterfaden.common.forms import PlainTextField, SafeDateField, TypedDecimalField


class Sheet(forms.Form):
    note = PlainTextField(required=False)
    on = SafeDateField(required=False)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("x" * 1_048_576, "Der Text ist mit 1.048.576 Zeichen zu lang. Erlaubt sind höchstens 20.000."),
        ("a\0b", "an Stelle 2"),
        ("a\u202eb", "an Stelle 2"),
    ],
)
def test_a_bad_text_gets_one_sentence_and_is_kept(typed: str, sentence: str) -> None:
    form = Sheet({"note": typed})
    assert not form.is_valid()
    assert len(form.errors["note"]) == 1
    assert sentence in form.errors["note"][0]
    assert form["note"].value() == typed


def test_a_good_text_is_stripped_and_has_one_kind_of_line_break() -> None:
    form = Sheet({"note": "  eins\r\nzwei\rdrei\n "})
    assert form.is_valid()
    assert form.cleaned_data["note"] == "eins\nzwei\ndrei"


def test_line_breaks_of_the_browser_do_not_count_twice() -> None:
    assert PlainTextField(max_length=5).clean("ab\r\ncd") == "ab\ncd"


def test_a_text_without_limit() -> None:
    assert PlainTextField(max_length=None).clean("x" * 30_000) == "x" * 30_000


@pytest.mark.parametrize("typed", ["2026-12-31", "31.12.2026", "31.12.26"])
def test_a_day_as_the_browser_sends_it_or_as_people_type_it(typed: str) -> None:
    assert SafeDateField().clean(typed) == date(2026, 12, 31)


@pytest.mark.parametrize("typed", ["10000-01-01", "31.02.2026", "morgen", "2026-12-31\0", "1" * 100_000, "²"])
def test_what_is_no_day_gets_a_sentence(typed: str) -> None:
    form = Sheet({"on": typed})
    assert form.errors["on"] == ["Das ist kein Datum. Bitte geben Sie es so ein: 31.12.2026."]


@pytest.mark.parametrize("typed", ["1899-12-31", "2201-01-01", "0001-01-01", "9999-12-31"])
def test_a_year_out_of_reach_gets_a_sentence(typed: str) -> None:
    form = Sheet({"on": typed})
    assert form.errors["on"] == ["Das Jahr muss zwischen 1900 und 2200 liegen."]
    assert form["on"].value() == typed


def test_the_first_and_last_year_are_allowed() -> None:
    assert SafeDateField().clean("1900-01-01") == date(1900, 1, 1)
    assert SafeDateField().clean("2200-12-31") == date(2200, 12, 31)


def test_the_widget_is_the_browsers_own() -> None:
    html = str(Sheet(initial={"on": date(2026, 1, 2)})["on"])
    assert 'type="date"' in html
    assert 'value="2026-01-02"' in html


@pytest.mark.parametrize("language", ["de", "de-ch", "fr", "it"])
@pytest.mark.parametrize("typed", ["33,5", "33.5"])
def test_a_number_is_taken_with_comma_and_with_point(language: str, typed: str) -> None:
    with translation.override(language):
        assert TypedDecimalField(max_digits=5, decimal_places=2).clean(typed) == Decimal("33.5")
        with pytest.raises(ValidationError):
            TypedDecimalField().clean("3,3,5")
