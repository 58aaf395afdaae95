"""The shipped form and its tables, strictly read; what a service asks itself."""

from typing import Any

import pytest
import yaml

from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.people.form import FORMS_DIR, form_in_force, in_words_of, load_forms, parse_form
from roterfaden.people.models import FormOverlayVersion
from roterfaden.people.needs import NEEDS_FILE, load_needs, missing_of, parse_needs
from roterfaden.people.overlays import OverlayRefused, add_item, add_section, change_item, form_for
from roterfaden.process.catalogue import chain_of, versions_in_force
from tests.fixtures import AT, TODAY, World
from tests.people.makers import answer, tell

FORM_FILE = FORMS_DIR / "anamnesis-2026-11.yaml"
PLAIN = {"id": "1.1", "label": "Name", "type": "text"}
OWN: dict[str, Any] = {
    "section": "7", "label": "Führerschein", "type": "choice", "repeatable": False, "special": False,
    "hint": "", "choices": ["ja", "nein"],
}  # fmt: skip


@pytest.mark.one_database
def test_the_form_has_the_69_items_of_the_handbook_in_10_sections() -> None:
    form = form_in_force(on=TODAY)
    assert len(form.items()) == 69
    assert [section.id for section in form.sections] == [str(n) for n in range(1, 11)]
    assert [len(section.items) for section in form.sections] == [10, 3, 13, 7, 9, 5, 8, 8, 1, 5]
    assert all(item.special for item in form.sections[2].items)
    assert form.item("7.5") != form.item("7.5b")


@pytest.mark.one_database
def test_swiss_services_read_swiss_terms() -> None:
    swiss = in_words_of(load_forms()[0], "CH-LU")
    item = swiss.item("3.4")
    assert item is not None
    assert item.label == "IV-Grad in Prozent"
    assert swiss.item("3.3").label_of("measures") == "Eingliederungsmassnahmen"  # type: ignore[union-attr]
    texts = [text for i in swiss.items().values() for text in (i.label, *dict(i.choices).values())]
    assert [text for text in texts if "Gleichgestellt" in text or "WfbM" in text] == []


def test_every_step_and_item_of_the_needs_exists(world: World) -> None:
    chains = {version.key: chain_of(version) for version in versions_in_force(on=TODAY)}
    items = form_in_force(on=TODAY).items()
    for (chain, step), wanted in load_needs().steps.items():
        assert step in chains[chain].nodes, f"{chain} {step}"
        assert set(wanted) <= set(items), f"{chain} {step}"


@pytest.mark.one_database
def test_what_a_step_lacks_is_named_but_not_what_one_may_not_see() -> None:
    form = form_in_force(on=TODAY)
    wanted = load_needs().of("V1", "2")
    known = {"9", "5.3", "3.1"}
    every = [one.item.id for one in missing_of(wanted, form=form, known=known, health=True)]
    assert every == ["3.2", "3.3", "3.11", "4.3", "6.3", "7.1"]
    plain = [one.item.id for one in missing_of(wanted, form=form, known=known, health=False)]
    assert plain == ["4.3", "6.3", "7.1"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("change", "key", "sentence"),
    [
        (lambda f: f["sections"][0]["items"].append(PLAIN), "sections", "zweimal"),
        (lambda f: f["sections"][0]["items"][0].update(type="colour"), "sections[1].items[1.1].type", "nicht erlaubt"),
        (lambda f: f["sections"][0]["items"][0].update(farbe="x"), "sections[1].items[1.1].farbe", "es hier nicht"),
        (lambda f: f["sections"][3].pop("entry"), "sections[4].entry", "wie ein Eintrag heißt"),
        (lambda f: f["sections"][2]["items"][3].pop("most"), "sections[3].items[3.4].most", "fehlt"),
        (lambda f: f["sources"][0].update(history="rumour"), "sources[client].history", "nicht erlaubt"),
        (lambda f: f.pop("version"), "version", "fehlt"),
    ],
)  # fmt: skip
def test_a_faulty_form_names_file_line_and_key(change: object, key: str, sentence: str) -> None:
    content = yaml.safe_load(FORM_FILE.read_text("utf-8"))
    change(content)  # type: ignore[operator]
    with pytest.raises(FileFaults) as refusal:
        parse_form(yaml.safe_dump(content, allow_unicode=True), name="form.yaml")
    found = {(fault.key, sentence in fault.message) for fault in refusal.value.faults}
    assert (key, True) in found
    assert str(refusal.value).startswith("form.yaml:")


@pytest.mark.one_database
def test_faulty_tables_are_refused() -> None:
    needs = NEEDS_FILE.read_text("utf-8")
    with pytest.raises(FileFaults, match="zweimal"):
        parse_needs(needs + '  - {chain: V1, step: "2", items: ["9"]}\n', name="needs.yaml")


def test_a_service_asks_something_of_its_own(world: World) -> None:
    add_section(organisation=world.service, title="Mobilität", entry="", revision=0, by=world.lena, at=AT)
    new = add_item(
        organisation=world.service, **OWN | {"section": "xs1"}, revision=1, on=TODAY, by=world.lena, at=AT
    )
    form = form_for(world.service, on=TODAY)
    item = form.item(new)
    assert item is not None
    assert (item.label, item.choices) == ("Führerschein", (("c1", "ja"), ("c2", "nein")))
    assert form.version == "2026-11+2"
    assert form_for(world.other_service, on=TODAY).item(new) is None
    assert [v.content["sections"] for v in FormOverlayVersion.objects.all()] == [
        [{"id": "xs1", "title": "Mobilität", "entry": ""}]
    ]


def test_answers_stay_readable_when_the_question_changes(world: World) -> None:
    common: dict[str, Any] = {"organisation": world.service, "by": world.lena, "at": AT}
    new = add_item(**common, **OWN, revision=0, on=TODAY)
    change_item(
        **common,
        item=new,
        label="Fahrerlaubnis",
        hint="",
        choices=["nein", "Klasse B"],
        retired=True,
        revision=1,
    )
    item = form_for(world.service, on=TODAY).item(new)
    assert item is not None
    assert item.retired
    assert item.choices == (("c2", "nein"), ("c3", "Klasse B"))
    assert item.label_of("c1") == "ja"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"label": " "}, "Bezeichnung"),
        ({"label": "x" * 121}, "120 Zeichen"),
        ({"type": "colour"}, "Art von Feld"),
        ({"section": "99"}, "Abschnitt gibt es nicht"),
        ({"choices": ["ja"]}, "2 bis 30"),
        ({"choices": ["ja", "ja"]}, "2 bis 30"),
        ({"type": "text"}, "nur zu einem Auswahlfeld"),
    ],
)
def test_what_makes_no_field_is_refused(world: World, wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(OverlayRefused, match=sentence):
        add_item(
            organisation=world.service,
            **OWN | wrong,
            revision=0,
            on=TODAY,
            by=world.lena,
            at=AT,
        )


def test_two_who_change_the_form_are_told(world: World) -> None:
    common: dict[str, Any] = {"organisation": world.service, "by": world.lena, "at": AT}
    add_section(**common, title="Mobilität", entry="", revision=0)
    for late in (0, 2):
        with pytest.raises(Conflict):
            add_section(**common, title="Freizeit", entry="", revision=late)


def test_own_fields_on_health_go_into_the_health_record(world: World, case: Case) -> None:
    new = add_item(
        organisation=world.service, **OWN | {"special": True}, revision=0, on=TODAY, by=world.lena, at=AT
    )
    (fact,) = tell(case, answer(new, "c1"), by=world.anna)
    assert fact.slot.health is not None
