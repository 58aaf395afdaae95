"""Orders are in the head of the printed file; here are its measures, what was recorded of them, and the support."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from roterfaden.cases.models import Case
from roterfaden.documents.typesetting.content import Block, Entry
from roterfaden.dossier.choices import Part
from roterfaden.dossier.parts import Wish, day, part_from_above
from roterfaden.languages.shipped import shipped
from roterfaden.measures.carrying_records import Hours, Measure, MeasureRecord, Support
from roterfaden.measures.catalogue import carrying, support_kinds
from roterfaden.measures.choices import Performed
from roterfaden.measures.definitions import FieldSpec


@part_from_above(Part.MEASURES)
def measure_blocks(case: Case, _wish: Wish) -> list[Block]:
    """Each measure with its records, then each support process; four queries."""
    measures = list(case.measures.select_related("order__commissioner").order_by("starts_on", "pk"))
    sums = _hours(measures)
    records = dict[int, list[MeasureRecord]]()
    for record in MeasureRecord.objects.filter(measure__in=measures).select_related("recorded_by"):
        records.setdefault(record.measure_id, []).append(record)
    blocks: list[Block] = []
    for measure in measures:
        measure.case = case
        blocks.append(_measure(measure, sums.get(measure.pk, {})))
        for record in records.get(measure.pk, []):
            record.measure = measure
            blocks.append(_record(record))
    supports = Support.objects.filter(case=case).select_related("began_by").order_by("began_at", "pk")
    return [*blocks, *(_support(one, case) for one in supports)]


def _hours(measures: list[Measure]) -> dict[int, dict[str, Decimal]]:
    rows = Hours.objects.filter(measure__in=measures, struck_at__isnull=True).order_by()
    found = dict[int, dict[str, Decimal]]()
    for measure, what, hours in rows.values_list("measure_id", "what").annotate(Sum("hours")):
        found.setdefault(measure, {})[what] = hours
    return found


def _measure(measure: Measure, hours: dict[str, Decimal]) -> Entry:
    known = carrying()
    kind = known.kinds.get(measure.kind)
    title = shipped(kind.title) if kind else measure.kind
    until = day(measure.ended_on or measure.planned_until)
    meta = f"{day(measure.starts_on)} – {until}, {measure.get_state_display()}"
    sums = [f"{one.label}: {number_format(hours[one].normalize())} h" for one in Performed if one in hours]
    lines = [
        measure.title,
        *sums,
        shipped(known.results.get(measure.result, measure.result)),
        measure.result_text,
    ]
    return Entry(title=title, meta=meta, text="\n".join(line for line in lines if line))


def _record(record: MeasureRecord) -> Entry:
    kind = carrying().records.get(record.kind)
    title, fields = (shipped(kind.title), kind.fields) if kind else (record.kind, ())
    return Entry(
        title=title,
        meta=f"{day(record.day)}, {record.recorded_by}",
        text="\n".join(_said(record.facts, fields)),
    )


def _support(one: Support, case: Case) -> Entry:
    one.case = case
    kind = support_kinds().get(one.kind)
    title, fields = (shipped(kind.title), kind.fields) if kind else (one.kind, ())
    state = shipped(kind.states[one.state].title) if kind and one.state in kind.states else one.state
    begun = _("begonnen %(day)s") % {"day": day(one.began_at)}
    return Entry(
        title=title, meta=f"{state}, {begun}, {one.began_by}", text="\n".join(_said(one.facts, fields))
    )


def _said(facts: dict[str, object], fields: tuple[FieldSpec, ...]) -> Iterator[str]:
    for field in fields:
        if value := facts.get(field.id):
            said = str(value)
            shown = shipped(field.shown(said)) if field.options else said
            yield f"{shipped(field.label)}: {shown}"
