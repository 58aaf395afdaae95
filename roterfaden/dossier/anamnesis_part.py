"""Anamnesis, health record and surroundings as blocks: each fact with its source, and the mark of a dispute."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.cases.models import Case
from roterfaden.common.crypto import keyring
from roterfaden.documents.typesetting.content import Block, Facts, Text
from roterfaden.languages.shipped import shipped
from roterfaden.people.anamnesis import Known, known_facts
from roterfaden.people.form import Form
from roterfaden.people.models import Relation
from roterfaden.people.overlays import form_for
from roterfaden.people.relations import COMMON, FIELDS
from roterfaden.people.surroundings import load_surroundings, title_of
from roterfaden.people.values import in_words


def anamnesis_blocks(case: Case, *, on: date, bound: bool) -> list[Block]:
    """What is known without the health record, by section. Without `bound`, what bound people said is left out."""
    form = form_for(case.service, on=on)
    known = [one for one in known_facts(case.person, health=False).values() if one.value is not None]
    return _by_section(form, known, bound=bound)


def health_blocks(case: Case, *, on: date, bound: bool) -> list[Block]:
    """The health record: what was said of the disability, its facts, guardians and doctors."""
    form = form_for(case.service, on=on)
    facts = known_facts(case.person, health=True).values()
    known = [one for one in facts if one.value is not None and one.slot.health_id is not None]
    blocks: list[Block] = []
    if case.person.disability:
        blocks.append(Facts(rows=[(_("Behinderung oder Belastung"), case.person.disability)]))
    blocks += _by_section(form, known, bound=bound)
    around = Relation.objects.filter(person=case.person, health__isnull=False).select_related("data_key")
    return blocks + _relations(case, list(around))


def surroundings_blocks(case: Case, *, bound: bool) -> list[Block]:  # noqa: ARG001
    """Family, household and contacts; guardians and doctors belong to the health record."""
    around = Relation.objects.filter(person=case.person, health__isnull=True).select_related("data_key")
    return _relations(case, list(around))


def _by_section(form: Form, known: Sequence[Known], *, bound: bool) -> list[Block]:
    kept = [one for one in known if bound or not form.is_bound(one.fact.source)]
    blocks: list[Block] = []
    for section in form.sections:
        items = {item.id: place for place, item in enumerate(section.items)}
        mine = [one for one in kept if one.slot.item in items]
        mine.sort(key=lambda one: (one.slot.entry, items[one.slot.item], one.slot.place))
        if mine:
            blocks.append(Text(text=shipped(section.title), quiet=True))
            blocks.append(Facts(rows=[_row(form, one, section.entry) for one in mine]))
    if left := len(known) - len(kept):
        sentence = _("%(n)s Angaben von Menschen mit Schweigepflicht stehen nicht in diesem Ausdruck.")
        blocks.append(Text(text=sentence % {"n": left}, quiet=True))
    return blocks


def _row(form: Form, one: Known, entry: str) -> tuple[str, str]:
    item = form.item(one.slot.item)
    label = shipped(item.label) if item else one.slot.item
    title = f"{shipped(entry)} {one.slot.entry}: {label}" if entry and one.slot.entry else label
    source = shipped(form.source_title(one.fact.source))
    if one.fact.source_name:
        source = f"{source} ({one.fact.source_name})"
    told = f"{in_words(item, one.value)}\n[{source}, {date_format(one.fact.said_on, 'd.m.Y')}]"
    if one.dispute is not None:
        disputed = _("bestritten von %(who)s: %(why)s") % {
            "who": one.dispute.said_by,
            "why": one.dispute.reason,
        }
        told = f"{told}\n[{disputed}]"
    return title, told


def _relations(case: Case, rows: Sequence[Relation]) -> list[Block]:
    keyring.prefetch(row.data_key_id for row in rows)
    if not rows:
        return []
    return [Facts(rows=[(row.get_kind_display(), ", ".join(_about(case, row))) for row in rows])]


def _about(case: Case, row: Relation) -> Iterator[str]:
    yield row.name
    details = row.details or {}
    lists = load_surroundings()
    for name in FIELDS[row.kind]:  # type: ignore[index]
        value = details.get(name)
        if not value or value is True:
            continue
        values = value if isinstance(value, list) else [value]
        key = next((key for key in lists if values[0] in lists[key] and name not in COMMON), "")
        yield ", ".join(
            shipped(title_of(key, str(v), case.service.region)) if key else str(v) for v in values
        )
    if row.ended_on:
        yield _("bis %(day)s") % {"day": date_format(row.ended_on, "d.m.Y")}
