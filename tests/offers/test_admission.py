"""The rules of the offers, tested like code: reviewed cases, random persons, broken files, the command."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.offers.admission.checking import Finding, Verdict, check, ranked
from roterfaden.offers.facts_file import FactRefused, facts_from
from roterfaden.offers.reader import DIRECTORY, read_facts, read_offers, shipped_facts, shipped_offers
from roterfaden.offers.sentences import criterion_words
from tests.offers.reading import expected, person, raw, raw_offers

pytestmark = pytest.mark.one_database
CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))
OFFERS = 64
PERSONS = 2_000


def test_every_offer_has_a_case_that_passes_and_one_per_criterion_that_fails() -> None:
    assert set(CASES) == set(shipped_offers())
    assert len(CASES) == OFFERS
    for key, cases in CASES.items():
        offer = shipped_offers()[key]
        passes = check(offer, facts_from(cases["passes"]["facts"], shipped_facts()))
        judged = [one for one in offer.criteria if one.condition is None and not one.group]
        assert passes.verdict == cases["passes"]["verdict"] == ("open" if judged else "admitted"), key
        assert set(cases["fails"]) == {one.id for one in offer.criteria if one.condition}, key
        for criterion, said in cases["fails"].items():
            result = check(offer, facts_from(said, shipped_facts()))
            assert result.verdict == Verdict.NOT_ADMITTED, f"{key} {criterion}"
            assert criterion in {one.criterion.id for one in result.obstacles}, f"{key} {criterion}"


def test_random_persons_get_what_a_second_reading_of_the_files_says() -> None:
    rng, facts, raws = random.Random(6), raw("facts.yaml")["facts"], raw_offers()
    seen = set()
    for _ in range(PERSONS):
        said = person(rng, facts)
        for offer in raws:
            result = check(shipped_offers()[offer["id"]], said)
            assert (result.verdict, [one.finding for one in result.checked]) == expected(offer, said)
            seen.add(result.verdict)
    assert seen == set(Verdict)


def test_the_list_suggests_no_past_law_and_asks_only_for_what_is_missing() -> None:
    results = ranked(shipped_offers().values(), {"has_status_s": True, "age": 20})
    assert {one.offer.id for one in results} == set(shipped_offers())
    historic = [one.offer.is_historic for one in results]
    assert historic == sorted(historic)
    assert not any(one.suggested for one in results if one.offer.is_historic)
    assert not any({"has_status_s", "age"} & set(one.missing) for one in results)


def test_an_obstacle_says_what_is_known_and_what_would_have_to_change() -> None:
    result = check(shipped_offers()["CH-LU-AUFBAU"], {"incapacity_months": 3})
    said = criterion_words(result.checked[0], {"incapacity_months": 3}, shipped_facts())
    assert result.checked[0].finding == Finding.NOT_MET
    assert "Bekannt ist: 3 Monate." in said
    assert "Nötig wäre: Dauer der Arbeitsunfähigkeit bisher: mindestens 6 Monate." in said


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("fact: incapacity_months", "fact: incapacity_moons", "gibt es nicht"),
        ("op: gte", "op: about", "nicht erlaubt"),
        ("op: gte", "op: contains", "passt nicht zu"),
        ("value: 6\n", "value: sechs\n", "Dieser Wert passt nicht"),
        ("value: [2, 5]", "value: [5, 2]", "Dieser Wert passt nicht"),
        ("value: true", 'value: "true"', "Dieser Wert passt nicht"),
        ("state: per_source", "state: current", "nicht erlaubt"),
        ("    provider:", "    supplier:", "gibt es hier nicht"),
        ("      - id: c2", "      - id: c1", "steht zweimal"),
    ],
)
def test_a_broken_rule_is_refused_with_its_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = (DIRECTORY / "ch-lu.yaml").read_text(encoding="utf-8")
    assert old in text
    broken = text.replace(old, new, 1)
    path = tmp_path / "ch-lu.yaml"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(FileFaults) as refusal:
        read_offers([path], shipped_facts())
    line = text[: text.index(old)].count("\n") + 1
    faults = [fault for fault in refusal.value.faults if words in fault.message]
    near = range(line, line + 4)
    assert any(fault.line in near for fault in faults), str(refusal.value)


def test_a_fact_with_a_wrong_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    text = (DIRECTORY / "facts.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("type: number", "type: float", 1), encoding="utf-8")
    with pytest.raises(FileFaults, match="float"):
        read_facts(path)


@pytest.mark.parametrize(
    "said", [[], {"moon": 1}, {"age": "20"}, {"age": -1}, {"age": True}, {"german_level": "Z9"}]
)
def test_facts_of_a_file_are_checked(said: Any) -> None:
    with pytest.raises(FactRefused):
        facts_from(said, shipped_facts())


def test_the_command_exits_by_the_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, cases = tmp_path / "facts.json", CASES["CH-LU-AUFBAU"]
    for said, code in ((cases["passes"]["facts"], 0), (cases["fails"]["c1"], 1), ({}, 2), ({"moon": 1}, 3)):
        path.write_text(json.dumps(said), encoding="utf-8")
        with pytest.raises(SystemExit) as ended:
            call_command("offer", "check", "CH-LU-AUFBAU", "--facts", str(path))
        assert ended.value.code == code
    assert "Mindestens sechs Monate arbeitsunfähig: nicht erfüllt." in capsys.readouterr().out
    call_command("offer", "list")
    assert len(capsys.readouterr().out.splitlines()) == OFFERS
