"""One line of the worklist in words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.cases.choices import Need, When
from roterfaden.cases.models import Case
from roterfaden.cases.overview import main_runs, runs_by_id
from roterfaden.cases.worklist import AT_ONCE, Item, when
from roterfaden.languages.shipped import shipped
from roterfaden.process.glance import Glance, glances
from roterfaden.process.models import Run
from roterfaden.web.wording import place_in_chain, standing_of
from roterfaden.web.worklist.own import Own, own_rows

SHOWN_DOCUMENTS = 2
# where the line leads, if not to the thread
PAGES = {Need.CRISIS: "crisis:case", Need.AFTERCARE: "crisis:case"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """What the template shows of one thing that waits."""

    due: date | None
    since: date
    name: str
    number: str
    url: str
    step: str
    place: str
    need: str
    note: str
    glance: Glance
    # only in lists that hold the cases of several colleagues
    responsible: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """One group: its rows on this page, and how many it has on all pages."""

    group: When
    total: int
    rows: list[Row] = field(default_factory=list)


def sections_of(
    items: Sequence[Item],
    cases: Mapping[int, Case],
    *,
    totals: Counter[When],
    today: date,
    name_responsible: bool,
) -> list[Section]:
    """The rows of one page in their groups; the number of queries does not depend on how many there are."""
    main = main_runs(item.case_id for item in items if not item.run_id)
    runs = runs_by_id(run_id for run_id in [*main.values(), *(item.run_id for item in items)] if run_id)
    seen = glances(list(runs.values()))
    own = own_rows(items, cases)
    sections: dict[When, Section] = {}
    for item in items:
        run_id = item.run_id or main[item.case_id] or 0
        row = _row(
            item,
            cases[item.case_id],
            runs.get(run_id),
            seen.get(run_id, Glance()),
            own.get((item.need, item.own_id)),
            today=today,
            name_responsible=name_responsible,
        )
        group = when(item.due, today=today)
        sections.setdefault(group, Section(group=group, total=totals[group])).rows.append(row)
    return list(sections.values())


def _row(
    item: Item,
    case: Case,
    run: Run | None,
    glance: Glance,
    own: Own | None,
    *,
    today: date,
    name_responsible: bool,
) -> Row:
    place = next((p for p in glance.open if p.number == item.number), None)
    title = shipped(item.title) or standing_of(glance)
    need, note = (own.need, own.note) if own else _need(item, today)
    if item.escalate_on is not None and item.escalate_on <= today:
        note = " · ".join(part for part in (note, _("der Leitung gemeldet")) if part)
    return Row(
        due=None if item.due == AT_ONCE else item.due,
        since=item.since,
        name=str(case.person),
        number=case.file_number,
        url=own.url if own else reverse(PAGES.get(item.need, "cases:thread"), args=[case.code]),
        step=own.title if own else title,
        place=place_in_chain(run.chain_version, place) if run else "",
        need=need,
        note=note,
        glance=glance,
        responsible=case.responsible.short_name if name_responsible else "",
    )


def _need(item: Item, today: date) -> tuple[str, str]:
    """What is needed, and a remark."""
    if item.need in PAGES:
        return str(item.need.label), ""
    match item.need:
        case Need.DOCUMENT:
            said = _documents(item.missing)
        case Need.DECISION if item.question == item.title:
            said = _("Entscheidung treffen"), ""
        case Need.DECISION:
            said = _("Entscheidung: %(question)s") % {"question": shipped(item.question)}, ""
        case Need.DEADLINE:
            said = _("Frist einhalten"), ""
        case Need.MANDATE:
            said = _("Auftrag verlängern oder beenden"), _ending(item, today)
        case Need.ONWARD if item.next_chain:
            said = _("Kette %(chain)s beginnen") % {"chain": item.next_chain}, _("oder den Fall abschließen")
        case Need.ONWARD:
            said = _("Nächste Kette beginnen oder abschließen"), _ending(item, today)
        case _:
            said = _("Schritt abschließen"), ""
    return said


def _ending(item: Item, today: date) -> str:
    """`Vermittlung läuft aus`, `Auftrag ist abgelaufen`; nothing without a day."""
    if item.due is None:
        return ""
    what = capfirst(item.mandate_kind.label) if item.mandate_kind else _("Auftrag")
    words = _("%(what)s ist abgelaufen") if item.due < today else _("%(what)s läuft aus")
    return words % {"what": what}


def _documents(missing: Iterable[str]) -> tuple[str, str]:
    titles = [shipped(title) for title in missing]
    if len(titles) == 1:
        return _("%(title)s fehlt") % {"title": titles[0]}, ""
    rest = len(titles) - SHOWN_DOCUMENTS
    shown = ", ".join(titles[:SHOWN_DOCUMENTS])
    if rest > 0:
        more = ngettext("und %(n)s weitere", "und %(n)s weitere", rest) % {"n": rest}
        shown = f"{shown} {more}"
    return _("%(n)s Unterlagen fehlen") % {"n": len(titles)}, shown
