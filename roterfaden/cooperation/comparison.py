"""What changed from one version of a plan to the next, in plain sentences in the language of the moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.consent.choices import DataClass
from roterfaden.cooperation.choices import PlanSection

NAMES = {
    PlanSection.GOALS: (gettext_lazy("Neues Ziel"), gettext_lazy("Ziel entfällt"), gettext_lazy("Ziel")),
    PlanSection.ITEMS: (
        gettext_lazy("Neuer Schritt"),
        gettext_lazy("Schritt entfällt"),
        gettext_lazy("Schritt"),
    ),
    PlanSection.OBLIGATIONS: (
        gettext_lazy("Neuer Beitrag der Person"),
        gettext_lazy("Beitrag der Person entfällt"),
        gettext_lazy("Beitrag der Person"),
    ),
}
FIELDS = (
    ("body", gettext_lazy("zuständige Stelle")),
    ("person", gettext_lazy("zuständige Person")),
    ("cost_bearer", gettext_lazy("Kosten trägt")),
    ("due_on", gettext_lazy("bis")),
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
                found += [_told(entry, s) for s in _differences(str(name), old[key], entry)]
        found += [_told(entry, f"{gone}: „{entry['text']}“.") for key, entry in old.items() if key not in new]
    return found


def line_of(entry: Entry) -> str:
    """`„Berufliche Abklärung“ (IV-Stelle, Daniel Zempf; Kosten: IV; bis 01.03.2027).`"""
    who = ", ".join(part for part in (entry["body"], entry["person"]) if part)
    parts = [who] if who else []
    if entry["cost_bearer"]:
        parts.append(costs_of(entry["cost_bearer"]))
    if entry["due_on"]:
        parts.append(_("bis %(day)s") % {"day": day_of(entry["due_on"])})
    told = f"„{entry['text']}“{' (' + '; '.join(parts) + ')' if parts else ''}"
    return told if not parts and entry["text"].endswith((".", "!", "?")) else f"{told}."


def costs_of(bearer: str) -> str:
    """`Kosten: RAV`; where none arise, just that."""
    if not bearer or bearer.casefold() == NO_COSTS.casefold():
        return bearer
    return _("Kosten: %(bearer)s") % {"bearer": bearer}


def day_of(text: str) -> str:
    return f"{date.fromisoformat(text):%d.%m.%Y}" if text else _("offen")


def _differences(name: str, old: Entry, new: Entry) -> Iterator[str]:
    if old["text"] != new["text"]:
        yield _("%(what)s: Statt „%(old)s“ heißt es jetzt „%(new)s“.") % {
            "what": name,
            "old": old["text"],
            "new": new["text"],
        }
    for field, label in FIELDS:
        if old[field] != new[field]:
            was, now = (
                (day_of(old[field]), day_of(new[field])) if field == "due_on" else (old[field], new[field])
            )
            yield _("%(what)s „%(text)s“: %(field)s %(now)s, vorher %(before)s.") % {
                "what": name,
                "text": new["text"],
                "field": label,
                "now": now or _("niemand"),
                "before": was or _("niemand"),
            }
    if old["data_class"] != new["data_class"]:
        yield _("%(what)s „%(text)s“ gilt jetzt als: %(kind)s.") % {
            "what": name,
            "text": new["text"],
            "kind": DataClass(new["data_class"]).label,
        }


def _told(entry: Entry, sentence: str) -> Change:
    return Change(sentence, DataClass(entry["data_class"]))
