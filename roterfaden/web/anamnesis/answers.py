"""How known answers are shown: the value, who said it and when, and whether somebody disputes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.cases.models import Case
from roterfaden.languages.shipped import shipped
from roterfaden.people.anamnesis import Known, Place
from roterfaden.people.form import Form, Item, Section
from roterfaden.people.models import Dispute, Fact
from roterfaden.people.values import in_words
from roterfaden.web.anamnesis.forms import entries_of


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer as a line: `source` is a sentence, `disputed` too; both empty where they do not apply."""

    label: str
    value: str
    source: str = ""
    disputed: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class AnswerGroup:
    """The answers of a section, or of one of its entries."""

    title: str
    answers: Sequence[Answer]


@dataclass(frozen=True, kw_only=True)
class SectionView:
    """One section as it is read: its answers, what should be known and is not, and where one fills it in."""

    id: str
    title: str
    groups: Sequence[AnswerGroup]
    gaps: Sequence[str]
    url: str
    # answers of the health record that this reader is not shown
    hidden: bool = False

    @property
    def anchor(self) -> str:
        return f"teil-{self.id}"

    @property
    def count(self) -> int:
        return sum(len(group.answers) for group in self.groups)


def source_of(form: Form, fact: Fact) -> str:
    """`Ärztin, Arzt, Therapie (Dr. Petersen), 12.11.2026`"""
    title = form.source_title(fact.source)
    who = f"{title} ({fact.source_name})" if fact.source_name else title
    return f"{who}, {date_format(fact.said_on, 'd.m.Y')}"


def disputed_by(dispute: Dispute | None) -> str:
    """`bestritten (Herr Kaya, 12.11.2026): …`; nothing where nobody disputes."""
    if dispute is None:
        return ""
    words = {
        "who": dispute.said_by,
        "day": date_format(dispute.raised_on, "d.m.Y"),
        "reason": dispute.reason,
    }
    return _("bestritten (%(who)s, %(day)s): %(reason)s") % words


def answer_line(case: Case, form: Form, item: Item | None, known: Known) -> Answer:
    """The line of one answer that has a value."""
    label = shipped(item.label) if item else known.slot.item
    if known.slot.place and not (item and item.repeatable):
        label = _("%(label)s (aus zusammengeführter Akte)") % {"label": label}
    return Answer(
        label=label,
        value=in_words(item, known.value),
        source=source_of(form, known.fact),
        disputed=disputed_by(known.dispute),
        url=reverse("anamnesis:fact", args=[case.code, known.slot.uuid]),
    )


def section_view(
    case: Case,
    form: Form,
    section: Section,
    known: Mapping[Place, Known],
    kept: Mapping[str, Sequence[Answer]],
    *,
    health: bool,
    hidden: bool,
) -> SectionView:
    """A section with everything that is known of it; `kept` are answers that are kept elsewhere, by item."""
    groups = [_group(case, form, section, entry, known, kept) for entry in _entries(section, known)]
    answered = {at[0] for at, one in known.items() if one.value is not None} | {i for i in kept if kept[i]}
    gaps = [
        shipped(item.label)
        for item in section.items
        if item.expected and item.id not in answered and (health or not item.special)
    ]
    return SectionView(
        id=section.id,
        title=shipped(section.title),
        groups=[group for group in groups if group.answers],
        gaps=gaps,
        url=reverse("anamnesis:section", args=[case.code, section.id]),
        hidden=hidden and any(item.special for item in section.items),
    )


def _entries(section: Section, known: Mapping[Place, Known]) -> list[int]:
    return entries_of(section, known) if section.repeatable else [0]


def _group(
    case: Case,
    form: Form,
    section: Section,
    entry: int,
    known: Mapping[Place, Known],
    kept: Mapping[str, Sequence[Answer]],
) -> AnswerGroup:
    lines: list[Answer] = []
    for item in section.items:
        lines += kept.get(item.id, ())
        places = sorted(at for at in known if at[:2] == (item.id, entry))
        lines += [answer_line(case, form, item, known[at]) for at in places if known[at].value is not None]
    title = f"{section.entry} {entry}" if section.repeatable else ""
    return AnswerGroup(title=title, answers=lines)
