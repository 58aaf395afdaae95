"""The table of fields: every column around a case in exactly one part, strictly read, told on the page."""

import re

import pytest
from django.apps import apps
from django.urls import reverse

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.field_table import FIELDS_FILE, field_table, parse_fields
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.privacy.holdings import holdings
from roterfaden.privacy.reach import reachable_models
from tests.fixtures import World
from tests.web.browsing import client_of, text_of


@pytest.mark.one_database
@pytest.mark.requirement(
    "R-04", figure="every column of every table around a case stands in exactly one part"
)
def test_every_column_stands_in_exactly_one_part() -> None:
    known = field_table()
    assert set(known.tables) == {model._meta.label for model in reachable_models()}
    for label, table in known.tables.items():
        meta = apps.get_model(label)._meta
        columns = {field.name for field in (*meta.fields, *meta.many_to_many)} - known.common
        assert set(table.columns) == columns, f"{label}: say in {FIELDS_FILE.name} where each column stands"


@pytest.mark.one_database
def test_what_is_told_of_health_agrees_with_the_access_report() -> None:
    for label, table in field_table().tables.items():
        told = holdings().tables[label]
        sick = {name for name, part in table.columns.items() if part == FieldClass.HEALTH}
        assert told.health == (table.parts == {FieldClass.HEALTH}), label
        assert told.health or set(told.health_columns) == sick, label


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("cases.Mandate, orders:", "cases.Mandate, auftrag:", "gibt es hier nicht"),
        ("[crisis, due_on, text,", "[crisis, due_on, due_on,", "doppelt|zweimal"),
        ("crisis: [crisis, due_on,", "notes: [text], crisis: [crisis, due_on,", "zweimal"),
        ("id: cases.Mandate", "id: cases.Crisis", "zweimal"),
        ('why: "nur die Leitung prüft den Notzugang", ', "", "sagt warum"),
        ("row: company, journal", "row: firma, journal", "nicht erlaubt"),
    ],
)
def test_a_faulty_table_of_fields_is_refused_by_name(old: str, new: str, sentence: str) -> None:
    text = FIELDS_FILE.read_text("utf-8")
    assert old in text
    with pytest.raises(FileFaults, match=sentence):
        parse_fields(FIELDS_FILE, text.replace(old, new, 1))


def test_the_page_tells_what_belongs_to_which_part(world: World) -> None:
    page = text_of(client_of(world.anna).get(reverse("visibility:index")))
    told = re.findall(r"<dt>\s*<strong>(.*?)</strong>\s*</dt>\s*<dd>\s*(.*?)\s*</dd>", page, re.DOTALL)
    parts = dict(told)
    assert len(parts) == len(FieldClass)
    assert "Krisen" in parts["Krise"]
    assert "Menschen im Umfeld" in parts["Gesundheitsakte"]
    assert "Menschen im Umfeld" not in parts["Krise"]
