"""The guide as data and as arithmetic: strict files, questions that branch, ways that only some offices have."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.offers.admission.definition import FactType
from roterfaden.offers.reader import shipped_facts
from roterfaden.process.catalogue import chain_of, version_in_force
from roterfaden.triage.guide import all_hold, asked, missing, next_after, ways_of
from roterfaden.triage.reader import DIRECTORY, guide_for, read_guide
from roterfaden.triage.sanction_rules import read_sanction_rules, sanction_rules_for
from tests.fixtures import TODAY, load_shipped_data
from tests.triage.makers import shipped_guide

GUIDE = shipped_guide()
FILE = DIRECTORY / "programm-s-2026-11.yaml"


def values(name: str) -> st.SearchStrategy[Any]:
    fact = shipped_facts()[name]
    match fact.type:
        case FactType.BOOLEAN:
            return st.booleans()
        case FactType.NUMBER:
            return st.integers(0, 90)
        case _:
            return st.sampled_from(sorted(fact.values))


FACTS = st.fixed_dictionaries({}, optional={one.fact: values(one.fact) for one in GUIDE.questions})


@pytest.mark.django_db
def test_every_step_of_the_guide_is_a_step_of_its_chain() -> None:
    load_shipped_data()
    version = version_in_force(GUIDE.chain, on=TODAY)
    assert version is not None
    assert {path.step for path in GUIDE.paths} <= {step.id for step in chain_of(version).steps}
    assert guide_for("CH-LU") is None
    assert guide_for("DE-NW") is None


@given(FACTS)
def test_answering_leads_to_an_end_and_never_asks_twice(known: dict[str, Any]) -> None:
    left = missing(GUIDE, known)
    assert not {one.fact for one in left} & set(known)
    for _turn in range(len(GUIDE.questions) + 1):
        question = next_after(GUIDE, known, "")
        if question is None:
            break
        fact = shipped_facts()[question.fact]
        known = known | {question.fact: min(fact.values) if fact.values else 30}
        if fact.type == FactType.BOOLEAN:
            known = known | {question.fact: True}
    assert next_after(GUIDE, known, "") is None
    assert {one.fact for one in asked(GUIDE, known)} <= set(known)


@given(FACTS)
def test_nobody_may_do_what_belongs_to_the_other_office(known: dict[str, Any]) -> None:
    for path in GUIDE.paths:
        for way in ways_of(path, known):
            assert all_hold(way.when, known)
        municipality = ways_of(path, known | {"case_authority": "einwohnergemeinde"})
        bound = {way.act.id for way in municipality if way.act.binding and way.when}
        assert not bound, path.id


def test_questions_skip_and_branch() -> None:
    facts = {one.fact for one in missing(GUIDE, {"employable": False})}
    assert "health_prevents_work" in facts
    assert "placeable" not in facts
    assert "childcare_secured" not in facts
    assert "refuses_reasonable_integration" not in {
        one.fact for one in asked(GUIDE, {"employable": True, "childcare_secured": False})
    }, "nobody is asked about refusal while the children are not looked after"
    after = next_after(GUIDE, {}, "q1")
    assert after is not None
    assert after.id == "q2"
    assert next_after(GUIDE, {}, GUIDE.questions[-1].id) is None
    shut = missing(GUIDE, {"employable": False}, closed={"health_prevents_work"})
    assert "health_prevents_work" not in {one.fact for one in shut}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "fact: employable, source",
            "fact: employabel, source",
            "Den Sachverhalt „employabel“ gibt es nicht.",
        ),
        ("offer: CH-SO-S-RAV", "offer: CH-SO-S-RAF", "Das Angebot „CH-SO-S-RAF“ gibt es nicht."),
        ("follow: letter", "follow: fax", "„fax“ ist nicht erlaubt."),
        ("{id: q5, part", "{id: q5, sanction: true, part", "Diesen Schlüssel gibt es hier nicht."),
        ("offers: [p1, p2, p14]", "offers: [p1, p2, p99]", "Den Weg „p99“ gibt es nicht."),
    ],
)
def test_a_wrong_guide_is_refused_with_its_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert text.count(old) == 1
    bad = tmp_path / "bad.yaml"
    bad.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(FileFaults) as refused:
        read_guide(bad, shipped_facts())
    fault = next(one for one in refused.value.faults if words in one.message)
    lines = bad.read_text(encoding="utf-8").splitlines()
    assert any(
        part in lines[fault.line - 1] for part in ("employabel", "RAF", "fax", "sanction", "assessment")
    )


def test_wrong_rules_of_sanctions_are_refused(tmp_path: Path) -> None:
    text = (DIRECTORY / "sanction-so-2026-11.yaml").read_text(encoding="utf-8")
    bad = tmp_path / "sanction-bad.yaml"
    changed = text.replace("[team_lead, coordinator]", "[team_lead, everybody]")
    bad.write_text(changed.replace("percent_least: 5,", "percent_least: 45,"), encoding="utf-8")
    with pytest.raises(FileFaults) as refused:
        read_sanction_rules(bad)
    said = " ".join(one.message for one in refused.value.faults)
    assert "Die Rolle „everybody“ gibt es nicht." in said
    assert "Der höchste Satz liegt unter dem kleinsten." in said
    assert sanction_rules_for("DE-NW") is None
