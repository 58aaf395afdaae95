"""Conditions as DMN 1.3: written, read, the same; what is not a condition is refused by element and line."""

import json
import random
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from roterfaden.common.safe_xml import MAX_BYTES
from roterfaden.offers.admission.checking import check
from roterfaden.offers.admission.definition import OPS, Condition, Criterion, Fact, FactType, Op
from roterfaden.offers.dmn.feel import FeelRefused, cell_of, condition_of
from roterfaden.offers.dmn.names import DMN, DMNDI, DmnRefused
from roterfaden.offers.dmn.reading import read_dmn
from roterfaden.offers.dmn.taking_over import content_of, differences, left_out
from roterfaden.offers.dmn.writing import write_dmn
from roterfaden.offers.reader import shipped_facts, shipped_offers
from tests.offers.reading import person, raw

FACTS = shipped_facts()
OFFERS = shipped_offers()
AUFBAU = OFFERS["CH-LU-AUFBAU"]


def written(**changed: Any) -> str:
    return write_dmn(replace(AUFBAU, **changed), FACTS).decode()


@pytest.mark.parametrize("key", OFFERS)
def test_what_is_written_is_read_again_the_same(key: str) -> None:
    rules = read_dmn(write_dmn(OFFERS[key], FACTS), FACTS)
    assert (rules.offer, rules.title) == (key, OFFERS[key].title)
    assert rules.criteria == OFFERS[key].criteria
    assert rules.advice == OFFERS[key].advice


def test_random_persons_get_the_same_verdict_from_the_file() -> None:
    read = {}
    for key, offer in OFFERS.items():
        rules = read_dmn(write_dmn(offer, FACTS), FACTS)
        read[key] = replace(offer, criteria=rules.criteria, advice=rules.advice)
    rng, facts, verdicts = random.Random(7), raw("facts.yaml")["facts"], set()
    for _ in range(300):
        said = person(rng, facts)
        for key, offer in OFFERS.items():
            one, other = check(offer, said), check(read[key], said)
            assert (one.verdict, one.advice, one.checked) == (other.verdict, other.advice, other.checked)
            verdicts.add(one.verdict)
    assert len(verdicts) == 3


def test_a_plain_reading_of_the_table_says_what_our_check_says_where_everything_is_known() -> None:
    """COLLECT and the verdict as any engine would reckon them, written here once more without our reader."""
    rng, facts, seen = random.Random(11), raw("facts.yaml")["facts"], set()
    for _ in range(200):
        said = person(rng, facts)
        for offer in OFFERS.values():
            names = {one.condition.fact for one in offer.criteria if one.condition}
            names |= {one.applies_if for one in offer.criteria if one.applies_if}
            if not names <= set(said) or any(one.condition is None for one in offer.criteria):
                continue
            verdict = check(offer, said).verdict == "admitted"
            assert _admitted(write_dmn(offer, FACTS), said) == verdict, (offer.id, said)
            seen.add(verdict)
    assert seen == {True, False}


def _admitted(data: bytes, said: dict[str, Any]) -> bool:
    root = etree.fromstring(data)
    ns = {"d": DMN}
    table: Any = root.xpath("//d:decision[@id='criteria']/d:decisionTable", namespaces=ns)
    inputs = table[0].xpath("d:input/d:inputExpression/d:text/text()", namespaces=ns)
    met = set()
    for rule in table[0].xpath("d:rule", namespaces=ns):
        cells = rule.xpath("d:inputEntry/d:text/text()", namespaces=ns)
        if all(_cell(cell, said.get(name)) for name, cell in zip(inputs, cells, strict=True)):
            met.add(rule.xpath("d:outputEntry/d:text/text()", namespaces=ns)[0].strip('"'))
    text: Any = root.xpath("//d:literalExpression/d:text/text()", namespaces=ns)
    python = re.sub(r'list contains\(criteria, ("[^"]*")\)', r"(\1 in met)", text[0])
    return bool(eval(python, {"met": met}))


def _cell(cell: str, known: Any) -> Any:
    if cell == "-":
        return True
    if match := re.fullmatch(r"\[(\d+)\.\.(\d+)\]", cell):
        return int(match[1]) <= known <= int(match[2])
    if cell.startswith("not("):
        return known != json.loads(cell[4:-1])
    if cell.startswith("list contains"):
        return any(word in known for word in re.findall(r'"([^"]*)"', cell))
    if match := re.fullmatch(r"(>=|<=|>|<) (\d+)", cell):
        wanted = int(match[2])
        return {">=": known >= wanted, "<=": known <= wanted, ">": known > wanted, "<": known < wanted}[
            match[1]
        ]
    return known in json.loads(f"[{cell}]")


def conditions() -> st.SearchStrategy[Condition]:
    return st.sampled_from(sorted(FACTS.values(), key=lambda fact: fact.id)).flatmap(_conditions_of)


def _conditions_of(fact: Fact) -> st.SearchStrategy[Condition]:
    numbers = st.integers(0, 10**9 - 1)
    single: dict[FactType, st.SearchStrategy[Any]] = {
        FactType.NUMBER: numbers,
        FactType.BOOLEAN: st.booleans(),
        FactType.ENUM: st.sampled_from(sorted(fact.values) or [""]),
        FactType.LIST: st.sampled_from(sorted(fact.values) or [""]),
    }
    several = st.lists(single[fact.type], min_size=2, max_size=4, unique=True).map(tuple)

    def of(op: Op) -> st.SearchStrategy[Condition]:
        value = single[fact.type]
        if op == Op.BETWEEN:
            value = st.tuples(numbers, numbers).map(lambda pair: tuple(sorted(pair)))
        elif op == Op.CONTAINS:
            value = st.lists(single[fact.type], min_size=1, max_size=4, unique=True).map(tuple)
        elif op == Op.IN:
            value = several if fact.type == FactType.NUMBER or len(fact.values) > 1 else st.nothing()
        return value.map(lambda one: Condition(fact.id, op, one))

    ops = [
        op
        for op in sorted(OPS[fact.type])
        if op != Op.IN or fact.type == FactType.NUMBER or len(fact.values) > 1
    ]
    return st.sampled_from(ops).flatmap(of)


@settings(deadline=None, max_examples=400)
@given(condition=conditions())
def test_every_comparison_survives_its_cell(condition: Condition) -> None:
    assert condition_of(cell_of(condition), FACTS[condition.fact]) == condition


@settings(deadline=None, max_examples=400)
@given(text=st.text(max_size=60), fact=st.sampled_from(sorted(FACTS)))
def test_any_other_text_in_a_cell_is_read_or_refused_in_words(text: str, fact: str) -> None:
    try:
        found = condition_of(text, FACTS[fact])
    except FeelRefused:
        return
    assert found is None or condition_of(cell_of(found), FACTS[fact]) == found


def test_dmn_moddle_reads_every_file_without_a_warning(tmp_path: Path) -> None:
    for key, offer in OFFERS.items():
        (tmp_path / f"{key}.dmn").write_bytes(write_dmn(offer, FACTS))
    script = Path(__file__).with_name("moddle.mjs")
    done = subprocess.run(["node", script, tmp_path], capture_output=True, check=True, timeout=60)
    found = json.loads(done.stdout)
    assert len(found) == len(OFFERS)
    assert {name: said for name, said in found.items() if said["warnings"]} == {}


def test_everything_is_drawn_once() -> None:
    for offer in OFFERS.values():
        root: Any = etree.fromstring(write_dmn(offer, FACTS))
        shapes = root.xpath("//d:DMNShape/@dmnElementRef", namespaces={"d": DMNDI})
        nodes = root.xpath("//d:inputData/@id | //d:decision/@id", namespaces={"d": DMN})
        edges = root.xpath("//d:DMNEdge/@dmnElementRef", namespaces={"d": DMNDI})
        needs = root.xpath("//d:informationRequirement/@id", namespaces={"d": DMN})
        assert sorted(shapes) == sorted(nodes)
        assert sorted(edges) == sorted(needs)


GOOD = written()
LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("&gt;= 6", "date(&quot;2026-01-01&quot;)", "wird hier nicht gelesen"),
        ("&gt;= 6", "&gt;= six", "wird hier nicht gelesen"),
        ("[2..5]", "[5..2]", "endet vor seinem Anfang"),
        ('hitPolicy="COLLECT"', 'hitPolicy="UNIQUE"', "COLLECT"),
        ("<text>incapacity_months</text>", "<text>shoe_size</text>", "gibt es nicht"),
        ('id="rule_c2"', 'id="rule_c1"', "zweimal"),
        ('"c2"', '"c1"', "zweimal"),
        ('list contains(criteria, "c2") and ', "", "kommt im Ergebnis nicht vor"),
        ('list contains(criteria, "c2") and ', "count(criteria) = 7 and ", "Gelesen wird nur"),
        (
            "https://www.omg.org/spec/DMN/20191111/MODEL/",
            "https://www.omg.org/spec/DMN/20211108/MODEL/",
            "DMN 1.4",
        ),
        ("https://www.omg.org/spec/DMN/20191111/MODEL/", "http://example.org/", "keine DMN-Datei"),
        ("<inputData id", "<businessKnowledgeModel id", "nicht gelesen"),
        (
            '<decision id="admitted" name="admitted">',
            '<decision id="other" name="admitted">',
            "Gelesen werden",
        ),
        ("Mindestens sechs Monate arbeitsunfähig", "", "Beschreibung"),
        ('"c1"</text>', "c1</text>", "Anführungszeichen"),
    ],
)
def test_what_is_no_condition_is_refused_with_line_and_element(old: str, new: str, words: str) -> None:
    assert old in GOOD, old
    changed = GOOD.replace(old, new)
    if old.startswith("<inputData"):
        changed = changed.replace("</inputData>", "</businessKnowledgeModel>")
    with pytest.raises(DmnRefused, match=re.escape(words)) as refused:
        read_dmn(changed.encode(), FACTS)
    assert all(fault.line >= 1 and fault.element for fault in refused.value.faults)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00", b"<a", LAUGHS.encode(), b"x" * (MAX_BYTES + 1), GOOD.encode("utf-16"), b"<definitions/>"],
)
def test_no_file_at_all_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(DmnRefused):
        read_dmn(data, FACTS)


def test_a_mark_of_order_at_the_beginning_is_no_fault() -> None:
    assert read_dmn(b"\xef\xbb\xbf" + GOOD.encode(), FACTS).criteria == AUFBAU.criteria


def test_all_faults_are_told_at_once() -> None:
    bad = GOOD.replace("&gt;= 6", "six").replace("[2..5]", "two").replace('hitPolicy="COLLECT"', "")
    with pytest.raises(DmnRefused) as refused:
        read_dmn(bad.encode(), FACTS)
    assert len(refused.value.faults) >= 3


def test_a_group_that_a_modeller_ties_is_a_group() -> None:
    tied = GOOD.replace(
        'list contains(criteria, "c1") and list contains(criteria, "c2")',
        '(list contains(criteria, "c1") or list contains(criteria, "c2"))',
    )
    first, second, *others = read_dmn(tied.encode(), FACTS).criteria
    assert first.group == second.group != ""
    assert all(not one.group for one in others)


def test_the_verdict_says_what_belongs_together_whatever_the_lines_are_called() -> None:
    criteria = tuple(replace(one, group="a") for one in AUFBAU.criteria[:4])
    text = write_dmn(replace(AUFBAU, criteria=criteria), FACTS).decode()
    tied = "(" + " or ".join(f'list contains(criteria, "c{n}")' for n in range(1, 5)) + ")"
    assert tied in text
    pairs = " and ".join(
        f'(list contains(criteria, "c{n}") or list contains(criteria, "c{n + 1}"))' for n in (1, 3)
    )
    first, second, third, fourth = (
        one.group for one in read_dmn(text.replace(tied, pairs).encode(), FACTS).criteria
    )
    assert first == second != third == fourth
    other = text.replace('rf:group="a"', 'rf:group="b"', 1)
    assert len({one.group for one in read_dmn(other.encode(), FACTS).criteria}) == 1


def test_an_own_offer_takes_what_it_can_say_and_names_the_rest() -> None:
    rules = read_dmn(GOOD.encode(), FACTS)
    rows = content_of(rules, most=12)
    assert [row["text"] for row in rows] == [one.text for one in AUFBAU.criteria]
    assert left_out(rules)
    with pytest.raises(DmnRefused, match="höchstens 3"):
        content_of(rules, most=3)
    sometimes = next(one for one in OFFERS.values() if any(part.applies_if for part in one.criteria))
    with pytest.raises(DmnRefused, match="nur manchmal gilt"):
        content_of(read_dmn(write_dmn(sometimes, FACTS), FACTS), most=60)
    fewer = replace(AUFBAU, criteria=(*AUFBAU.criteria[1:], Criterion("x", "Wohnt hier", None)))
    assert differences(fewer, rules) == [f"Neu: {AUFBAU.criteria[0].text}.", "Fällt weg: Wohnt hier."]


def test_the_command_writes_and_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "a.dmn"
    call_command("offer", "dmn", AUFBAU.id, "--to", str(target))
    call_command("offer", "dmn", "--check", str(target))
    assert "8 Bedingungen" in capsys.readouterr().out
    target.write_bytes(GOOD.replace("[2..5]", "two").encode())
    with pytest.raises(SystemExit) as left:
        call_command("offer", "dmn", "--check", str(target))
    assert left.value.code == 3
    assert "rule_c4" in capsys.readouterr().err
