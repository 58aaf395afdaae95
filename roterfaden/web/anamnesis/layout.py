"""How a section's form lies on the page: entries, rows of fields, and under each what is known already."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BoundField

from roterfaden.people.form import Form, Section
from roterfaden.web.anamnesis.answers import disputed_by, source_of
from roterfaden.web.anamnesis.forms import Asked, SectionForm, label_of


@dataclass(frozen=True, kw_only=True)
class Row:
    """One answer to type: its fields, and below them who said what stands there, and who disputes it."""

    label: str
    fields: Sequence[BoundField]
    seen: BoundField
    source: str
    disputed: str
    special: bool
    wide: bool


@dataclass(frozen=True, kw_only=True)
class Entry:
    """All answers of one entry; the title is empty where the section does not repeat."""

    title: str
    rows: Sequence[Row]


def lay_out_entries(form: SectionForm, section: Section, whole: Form) -> list[Entry]:
    """The rows of `form`, entry by entry, in the order of the section."""
    by_entry: dict[int, list[Asked]] = {}
    for one in form.asked:
        by_entry.setdefault(one.entry, []).append(one)
    return [
        Entry(
            title=f"{section.entry} {entry}" if section.repeatable else "",
            rows=[_row(form, one, whole) for one in asked],
        )
        for entry, asked in sorted(by_entry.items())
    ]


def _row(form: SectionForm, one: Asked, whole: Form) -> Row:
    fields = form.parts_of(one)
    known = one.known if one.known and one.known.value is not None else None
    return Row(
        label=label_of(one),
        fields=fields,
        seen=form.seen_of(one),
        source=source_of(whole, known.fact) if known else "",
        disputed=disputed_by(known.dispute) if known else "",
        special=bool(one.item.special),
        wide=len(fields) > 1 or one.item.type == "long_text",
    )
