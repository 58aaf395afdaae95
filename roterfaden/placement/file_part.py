"""Trials and employments in the printed file."""

from django.utils.translation import gettext as _

from roterfaden.cases.models import Case
from roterfaden.documents.typesetting.content import Block, Entry
from roterfaden.dossier.choices import Part
from roterfaden.dossier.parts import Wish, day, in_lines, part_from_above
from roterfaden.languages.shipped import shipped
from roterfaden.placement.models import Employment, Trial
from roterfaden.placement.queries import employments_of, trials_of
from roterfaden.placement.terms import placement_terms


@part_from_above(Part.WORK)
def work_blocks(case: Case, _wish: Wish) -> list[Block]:
    """What was tried where, and each job. Why a job was lost is left out: it may tell an illness."""
    blocks: list[Block] = [_trial(one, case) for one in reversed(list(trials_of(case)))]
    return [*blocks, *(_job(one, case) for one in reversed(list(employments_of(case))))]


def _trial(one: Trial, case: Case) -> Entry:
    one.case = case
    kind = placement_terms().trial_kinds.get(one.kind)
    meta = f"{day(one.starts_on)} – {day(one.ended_on or one.ends_on)}, {one.get_state_display()}"
    lines = [
        (_("Ziele"), one.goals),
        (_("Vereinbart"), one.terms),
        (_("Ergebnis"), one.get_end_display() if one.end else ""),
        (_("Dazu"), one.end_note),
    ]
    return Entry(
        title=f"{shipped(kind.title) if kind else one.kind}: {_where(one)}", meta=meta, text=in_lines(lines)
    )


def _job(one: Employment, case: Case) -> Entry:
    one.case = case
    contract = shipped(placement_terms().contracts.get(one.contract, one.contract))
    until = day(one.ended_on) if one.ended_on else _("heute")
    lines = [
        (_("Wochenstunden"), str(one.hours)),
        (_("Befristet bis"), day(one.fixed_until) if one.fixed_until else ""),
        (_("Probezeit bis"), day(one.probation_until) if one.probation_until else ""),
        (_("Vereinbart"), one.terms),
    ]
    return Entry(
        title=f"{contract}: {_where(one)}", meta=f"{day(one.starts_on)} – {until}", text=in_lines(lines)
    )


def _where(one: Trial | Employment) -> str:
    return f"{one.workplace.title}, {one.workplace.employer}"
