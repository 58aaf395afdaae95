"""What changed from one version of a plan to the next, in plain German sentences. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from roterfaden.consent.choices import DataClass
from roterfaden.cooperation.choices import PlanSection

NAMES = {
    PlanSection.GOALS: ("Neues Ziel", "Ziel entfällt", "Ziel"),
    PlanSection.ITEMS: ("Neuer Schritt", "Schritt entfällt", "Schritt"),
    PlanSection.OBLIGATIONS: (
        "Neuer Beitrag der Person",
        "Beitrag der Person entfällt",
        "Beitrag der Person",
    ),
}
FIELDS = (
    ("body", "zuständige Stelle"),
    ("person", "zuständige Person"),
    ("cost_bearer", "Kosten trägt"),
    ("due_on", "bis"),
)
NO_COSTS = "keine Kosten"
Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One sentence, and which class of facts it tells."""

    sentence: str
    data_class: DataClass


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every difference between two contents, section by section: new, changed, gone."""
    found: list[Change] = []
    for section in PlanSection:
        old = {entry["key"]: entry for entry in before.get(section, ())}
        new = {entry["key"]: entry for entry in after.get(section, ())}
        added, gone, name = NAMES[section]
        for key, entry in new.items():
            if key not in old:
                found.append(_told(entry, f"{added}: {line_of(entry)}"))
            else:
                found += [_told(entry, s) for s in _differences(name, old[key], entry)]
        found += [_told(entry, f"{gone}: „{entry['text']}“.") for key, entry in old.items() if key not in new]
    return found


def line_of(entry: Entry) -> str:
    """`„Berufliche Abklärung“ (IV-Stelle, Daniel Zempf; Kosten: IV; bis 01.03.2027).`"""
    who = ", ".join(part for part in (entry["body"], entry["person"]) if part)
    parts = [who] if who else []
    if entry["cost_bearer"]:
        parts.append(costs_of(entry["cost_bearer"]))
    if entry["due_on"]:
        parts.append(f"bis {day_of(entry['due_on'])}")
    return f"„{entry['text']}“{' (' + '; '.join(parts) + ')' if parts else ''}."


def costs_of(bearer: str) -> str:
    """`Kosten: RAV`; where none arise, just that."""
    return bearer if not bearer or bearer.casefold() == NO_COSTS.casefold() else f"Kosten: {bearer}"


def day_of(text: str) -> str:
    return f"{date.fromisoformat(text):%d.%m.%Y}" if text else "offen"


def _differences(name: str, old: Entry, new: Entry) -> Iterator[str]:
    if old["text"] != new["text"]:
        yield f"{name}: Statt „{old['text']}“ heißt es jetzt „{new['text']}“."
    for field, label in FIELDS:
        if old[field] != new[field]:
            was, now = (
                (day_of(old[field]), day_of(new[field])) if field == "due_on" else (old[field], new[field])
            )
            yield f"{name} „{new['text']}“: {label} {now or 'niemand'}, vorher {was or 'niemand'}."
    if old["data_class"] != new["data_class"]:
        yield f"{name} „{new['text']}“ gilt jetzt als: {DataClass(new['data_class']).label}."


def _told(entry: Entry, sentence: str) -> Change:
    return Change(sentence, DataClass(entry["data_class"]))
