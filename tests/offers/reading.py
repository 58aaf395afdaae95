"""A second reading of the rules, straight from the YAML files and without our code: what the first is held against."""

import random
from pathlib import Path
from typing import Any

import yaml

DIRECTORY = Path(__file__).resolve().parents[2] / "roterfaden" / "catalogue" / "offers"


def raw(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DIRECTORY / name).read_text(encoding="utf-8"))
    return found


def raw_offers() -> list[dict[str, Any]]:
    return [
        offer
        for name in ("ch-lu.yaml", "ch-so.yaml", "de-2006.yaml", "de-2026.yaml")
        for offer in raw(name)["offers"]
    ]


def person(rng: random.Random, facts: list[dict[str, Any]]) -> dict[str, Any]:
    """Anybody: every fact unknown in one of three, numbers mostly where the limits are."""
    said: dict[str, Any] = {}
    for fact in facts:
        if rng.random() < 1 / 3:
            continue
        words = [value["id"] for value in fact.get("values", [])]
        match fact["type"]:
            case "boolean":
                said[fact["id"]] = rng.random() < 0.7
            case "number":
                said[fact["id"]] = rng.choice((rng.randint(0, 12), rng.randint(0, 100)))
            case "enum":
                said[fact["id"]] = rng.choice(words)
            case _:
                said[fact["id"]] = tuple(rng.sample(words, rng.randint(0, len(words))))
    return said


def expected(offer: dict[str, Any], said: dict[str, Any]) -> tuple[str, list[str]]:
    """The verdict and the finding of every criterion."""
    findings = [_finding(criterion, said) for criterion in offer["criteria"]]
    parts: dict[str, set[str]] = {}
    for criterion, finding in zip(offer["criteria"], findings, strict=True):
        parts.setdefault(criterion.get("group", "alone " + criterion["id"]), set()).add(finding)
    states = []
    for part in parts.values():
        if part & {"met", "not_applicable"}:
            states.append("good")
        else:
            states.append("bad" if part == {"not_met"} else "open")
    if "bad" in states:
        return "not_admitted", findings
    return ("open" if "open" in states else "admitted"), findings


def _finding(criterion: dict[str, Any], said: dict[str, Any]) -> str:
    occasion = criterion.get("applies_if")
    if occasion and occasion in said and not said[occasion]:
        return "not_applicable"
    if criterion.get("judged"):
        return "judge"
    if criterion["fact"] not in said:
        return "unknown"
    met = _compare(criterion["op"], said[criterion["fact"]], criterion["value"])
    if occasion and occasion not in said and not met:
        return "unknown"
    return "met" if met else "not_met"


def _compare(word: str, known: Any, wanted: Any) -> bool:
    if word == "between":
        low, high = wanted
        return not (known < low or known > high)
    if word == "contains":
        return bool(set(known) & set(wanted))
    if word == "in":
        return known in list(wanted)
    if word in ("eq", "ne"):
        return (known == wanted) is (word == "eq")
    difference = known - wanted
    ways = {"gt": difference > 0, "gte": difference >= 0, "lt": difference < 0, "lte": difference <= 0}
    return bool(ways[word])
