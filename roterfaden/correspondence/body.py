"""The body of a report as values: sections of sentences, each with its class of facts and the evidence it rests on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from django.utils.translation import gettext as _

from roterfaden.consent.choices import SPECIAL, DataClass
from roterfaden.consent.gate import Item
from roterfaden.correspondence.shipped import LetterTemplate
from roterfaden.documents.typesetting.content import Section, Text
from roterfaden.languages import shipped as languages

# kinds of evidence that nobody can follow to an entry: a judgement of the writer, said as such
OWN_VIEW = "view"
MOST_SENTENCE = 4000


@dataclass(frozen=True)
class Evidence:
    """What a sentence rests on: an entry of the file. `label` says it in words."""

    kind: str
    id: str
    label: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """`id` stays the same from one version to the next, so that two editors never mean different sentences."""

    text: str
    data_class: DataClass
    evidence: tuple[Evidence, ...] = ()
    disputed: bool = False
    id: str = field(default_factory=lambda: token_hex(4))


@dataclass(frozen=True, kw_only=True)
class Part:
    """One section of a report."""

    id: str
    title: str
    sentences: tuple[Sentence, ...] = field(default=())
    needed: bool = False


def as_json(parts: Iterable[Part]) -> list[dict[str, Any]]:
    return [
        {
            "id": part.id,
            "title": part.title,
            "sentences": [
                {
                    "id": one.id,
                    "text": one.text,
                    "class": str(one.data_class),
                    "disputed": one.disputed,
                    "evidence": [{"kind": e.kind, "id": e.id, "label": e.label} for e in one.evidence],
                }
                for one in part.sentences
            ],
        }
        for part in parts
    ]


def from_json(stored: Sequence[dict[str, Any]], template: LetterTemplate) -> list[Part]:
    """The parts as they were stored, in the order of the template."""
    needed = {section.id for section in template.sections if section.needed}
    return [
        Part(
            id=part["id"],
            title=part["title"],
            needed=part["id"] in needed,
            sentences=tuple(
                Sentence(
                    id=one["id"],
                    text=one["text"],
                    data_class=DataClass(one["class"]),
                    disputed=one.get("disputed", False),
                    evidence=tuple(Evidence(**e) for e in one["evidence"]),
                )
                for one in part["sentences"]
            ),
        )
        for part in stored
    ]


def holds_health(parts: Iterable[Part]) -> bool:
    """Whether a sentence tells of health: then only those who may open the health record read the report."""
    return any(one.data_class in SPECIAL for part in parts for one in part.sentences)


def items_of(parts: Iterable[Part]) -> list[Item]:
    """The sentences as the gate sees them: one item for each section and class."""
    items = []
    for part in parts:
        by_class: dict[tuple[DataClass, bool], list[str]] = {}
        for one in part.sentences:
            by_class.setdefault((one.data_class, one.disputed), []).append(one.text)
        items += [
            Item(
                data_class=data_class,
                title=part.title,
                text="\n".join(texts),
                source=_("Bericht"),
                disputed=disputed,
            )
            for (data_class, disputed), texts in by_class.items()
        ]
    return items


def sections_of(parts: Iterable[Part]) -> list[Section]:
    """As they are printed; sections without a sentence are left out."""
    return [
        Section(
            id=part.id,
            title=languages.shipped(part.title),
            blocks=[Text(text="\n\n".join(_printed(one) for one in part.sentences))],
        )
        for part in parts
        if part.sentences
    ]


def _printed(one: Sentence) -> str:
    return f"{one.text} [{_('von der Person bestritten')}]" if one.disputed else one.text


def open_points(parts: Iterable[Part]) -> list[str]:
    """What is missing before somebody may sign: empty sections that are needed, sentences without evidence."""
    found = []
    for part in parts:
        if part.needed and not part.sentences:
            found.append(_("„%(section)s“ ist leer.") % {"section": part.title})
        found += [
            _("„%(section)s“: Für „%(text)s“ fehlt der Beleg.")
            % {"section": part.title, "text": one.text[:60]}
            for one in part.sentences
            if not one.evidence
        ]
    return found
