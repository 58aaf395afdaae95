"""Which items of the anamnesis a step of a chain stands on, and which of them are missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.people.form import FORMS_DIR, Form, Item, Section

NEEDS_FILE = FORMS_DIR / "needs-2026-11.yaml"


@dataclass(frozen=True)
class Needs:
    """What each step needs, by chain and step: ids of items."""

    version: str
    source: str
    steps: dict[tuple[str, str], tuple[str, ...]]

    def of(self, chain: str, step: str) -> tuple[str, ...]:
        return self.steps.get((chain, step), ())


@dataclass(frozen=True)
class Missing:
    """One thing that is not yet known: the item, and the section in which one fills it in."""

    item: Item
    section: Section


def parse_needs(text: str, *, name: str) -> Needs:
    """The needs of one file's text. Raises FileFaults with all faults."""
    faults = Faults(name)
    fields = Fields(read_tree(text, path=name), faults)
    fields.choice("kind", ("form_needs",))
    fields.identifier("id")
    fields.choice("language", ("de",))
    fields.day("valid_from")
    version, source = fields.identifier("version"), fields.text("source")
    steps: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in fields.many("steps", named="step", least=1):
        place = (one.identifier("chain"), one.identifier("step"))
        if place in steps:
            one.refuse("step", "Dieser Schritt steht hier zweimal.")
        steps[place] = one.identifiers("items", optional=False)
        one.close()
    fields.close()
    if faults.found:
        raise FileFaults(faults.found)
    return Needs(version, source, steps)


@lru_cache(maxsize=8)
def load_needs(path: Path = NEEDS_FILE) -> Needs:
    """The shipped table, read once per process."""
    return parse_needs(read_file(path), name=str(path))


def missing_of(wanted: Iterable[str], *, form: Form, known: set[str], health: bool) -> list[Missing]:
    """Those of the `wanted` ids that have no answer. Without the right for `health`, nothing is said of its items.

    `known` are the ids of items that are answered.
    """
    items = form.items()
    found = []
    for one in wanted:
        item, section = items.get(one), form.section_of(one)
        if item is None or section is None or one in known or (item.special and not health):
            continue
        found.append(Missing(item, section))
    return found


def expected_of(form: Form) -> list[str]:
    """The items that should be known of everybody: their absence is said, and blocks nothing."""
    return [item.id for section in form.sections for item in section.items if item.expected]
