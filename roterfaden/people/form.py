"""What an anamnesis asks: the shipped form as frozen values, read strictly, one file per version."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from django.conf import settings

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, plain, read_file, read_tree

FORMS_DIR = Path(settings.PACKAGE_DIR) / "catalogue" / "forms"
FORM_ID = "anamnesis"
TYPES = ("text", "long_text", "date", "period", "yes_no", "choice", "integer", "contact")
AREAS = ("social", "medical", "vocational")
HISTORIES = ("own", "other", "observed")
KEPT_AS = (
    "person.last_name", "person.first_name", "person.gender", "person.birth_date", "person.address",
    "person.reachable", "person.nationality", "relations.family", "relations.guardian", "relations.doctor",
    "case.concern",
)  # fmt: skip
YES_NO = (("yes", "ja"), ("no", "nein"))
MAX_LABEL = 120
SWITZERLAND = "CH"

ItemType = Literal["text", "long_text", "date", "period", "yes_no", "choice", "integer", "contact"]


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question. `special` says why it belongs to the health record; `kept_as` where the answer is kept already."""

    id: str
    label: str
    type: ItemType
    repeatable: bool = False
    expected: bool = False
    special: str = ""
    hint: str = ""
    unit: str = ""
    least: int = 0
    most: int = 0
    parts: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    kept_as: str = ""
    label_ch: str = ""
    choices_ch: tuple[tuple[str, str], ...] = ()
    own: bool = False
    retired: bool = False

    def label_of(self, choice: str) -> str:
        """The words of an answer to choose from; also of the other country's, since people move."""
        return dict((*self.choices_ch, *self.choices)).get(choice, choice)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A group of questions; if `repeatable`, all of them are asked once per `entry` (school, job …)."""

    id: str
    title: str
    area: str
    items: tuple[Item, ...]
    repeatable: bool = False
    entry: str = ""
    own: bool = False


@dataclass(frozen=True, kw_only=True)
class Source:
    """Who may have said something: `own` history, that of `other`s, or `observed`."""

    id: str
    title: str
    history: str
    # what they say is bound to secrecy (§ 203 StGB, § 76 SGB X)
    bound: bool = False


@dataclass(frozen=True, kw_only=True)
class Form:
    """One version of the form."""

    version: str
    valid_from: date
    title: str
    source: str
    sources: tuple[Source, ...]
    sections: tuple[Section, ...]
    checksum: str = ""

    def section(self, section_id: str) -> Section | None:
        return next((section for section in self.sections if section.id == section_id), None)

    def item(self, item_id: str) -> Item | None:
        return self.items().get(item_id)

    def items(self) -> dict[str, Item]:
        return {item.id: item for section in self.sections for item in section.items}

    def section_of(self, item_id: str) -> Section | None:
        return next((s for s in self.sections if any(item.id == item_id for item in s.items)), None)

    def source_title(self, source_id: str) -> str:
        return next((source.title for source in self.sources if source.id == source_id), source_id)

    def is_bound(self, source_id: str) -> bool:
        """Whether who said it is bound to secrecy."""
        return any(source.bound for source in self.sources if source.id == source_id)

    def history_of(self, source_id: str) -> str:
        return next((source.history for source in self.sources if source.id == source_id), "other")


def in_words_of(form: Form, region: str) -> Form:
    """The form in the words of the country: labels and answers of Switzerland where the file has them."""
    if not region.startswith(SWITZERLAND):
        return form
    return replace(
        form,
        sections=tuple(replace(s, items=tuple(_swiss(item) for item in s.items)) for s in form.sections),
    )


def _swiss(item: Item) -> Item:
    if not item.label_ch and not item.choices_ch:
        return item
    return replace(
        item,
        label=item.label_ch or item.label,
        choices=item.choices_ch or item.choices,
        choices_ch=item.choices if item.choices_ch else (),
    )


def parse_form(text: str, *, name: str) -> Form:
    """The form of one file's text. Raises FileFaults with all faults; `name` is how they call the file."""
    tree = read_tree(text, path=name)
    faults = Faults(name)
    fields = Fields(tree, faults)
    fields.choice("kind", ("form",))
    fields.choice("id", (FORM_ID,))
    fields.choice("language", ("de",))
    form = Form(
        version=fields.identifier("version"),
        valid_from=fields.day("valid_from"),
        title=fields.text("title"),
        source=fields.text("source"),
        sources=tuple(_source(one) for one in fields.many("sources", least=1)),
        sections=tuple(_section(one) for one in fields.many("sections", least=1)),
        checksum=_checksum(plain(tree)),
    )
    fields.close()
    _refuse_equal_ids(form, fields)
    if faults.found:
        raise FileFaults(faults.found)
    return form


def _checksum(content: object) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _source(fields: Fields) -> Source:
    source = Source(
        id=fields.identifier("id"),
        title=fields.text("title", most=MAX_LABEL),
        history=fields.choice("history", HISTORIES),
        bound="bound" in fields.mapping.entries and fields.flag("bound"),
    )
    fields.close()
    return source


def _section(fields: Fields) -> Section:
    section = Section(
        id=fields.identifier("id"),
        title=fields.text("title", most=MAX_LABEL),
        area=fields.choice("area", AREAS),
        repeatable=_flag(fields, "repeatable"),
        entry=fields.text("entry", most=MAX_LABEL, default=""),
        items=tuple(_item(one) for one in fields.many("items", least=1)),
    )
    if section.repeatable and not section.entry:
        fields.refuse("entry", "Ein Abschnitt, der sich wiederholt, sagt, wie ein Eintrag heißt.")
    fields.close()
    return section


def _item(fields: Fields) -> Item:
    kind = fields.choice("type", TYPES)
    number = kind == "integer"
    item = Item(
        id=fields.identifier("id"),
        label=fields.text("label", most=MAX_LABEL),
        type=kind,  # type: ignore[arg-type]
        repeatable=_flag(fields, "repeatable"),
        expected=_flag(fields, "expected"),
        special=fields.text("special", default=""),
        hint=fields.text("hint", default=""),
        unit=fields.text("unit", most=20, default=""),
        least=fields.number("least", least=0, most=10_000) if number else 0,
        most=fields.number("most", least=0, most=10_000) if number else 0,
        parts=fields.texts("parts", most=MAX_LABEL),
        choices=YES_NO if kind == "yes_no" else _words(fields, "choices", required=kind == "choice"),
        kept_as=fields.choice("kept_as", KEPT_AS, default=""),
        label_ch=fields.text("label_ch", most=MAX_LABEL, default=""),
        choices_ch=_words(fields, "choices_ch", required=False),
    )
    if kind == "contact" and not item.parts and not item.kept_as:
        fields.refuse("parts", "Eine Adresse sagt, aus welchen Teilen sie besteht.")
    fields.close()
    return item


def _flag(fields: Fields, key: str) -> bool:
    return fields.flag(key) if key in fields.mapping.entries else False


def _words(fields: Fields, key: str, *, required: bool) -> tuple[tuple[str, str], ...]:
    if not required and key not in fields.mapping.entries:
        return ()
    return tuple(fields.words(key, most=MAX_LABEL).items())


def _refuse_equal_ids(form: Form, fields: Fields) -> None:
    for key, ids in (
        ("sources", [source.id for source in form.sources]),
        ("sections", [s.id for s in form.sections]),
        ("sections", [item.id for s in form.sections for item in s.items]),
    ):
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            fields.refuse(key, f"„{twice}“ steht hier zweimal.")


@lru_cache(maxsize=8)
def load_forms(directory: Path = FORMS_DIR) -> tuple[Form, ...]:
    """All versions of the form, oldest first. Raises FileFaults with the faults of all files; read once per process."""
    found, faults = [], []
    for path in sorted(directory.glob(f"{FORM_ID}-*.yaml")):
        try:
            found.append(parse_form(read_file(path), name=str(path)))
        except FileFaults as refusal:
            faults += refusal.faults
    if faults:
        raise FileFaults(faults)
    return tuple(sorted(found, key=lambda form: form.valid_from))


def form_in_force(*, on: date) -> Form:
    """The newest version that holds on the day `on`; before the first one, the first."""
    forms = load_forms()
    return next((form for form in reversed(forms) if form.valid_from <= on), forms[0])
