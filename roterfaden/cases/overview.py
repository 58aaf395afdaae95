"""Where cases stand, for lists: newest run of the main thread, what is open, until when the order lasts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from roterfaden.cases.models import Case, Mandate
from roterfaden.cases.queries import newest_main_run
from roterfaden.process.glance import Glance, glances
from roterfaden.process.models import Run


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One case as a list shows it. `until` is the last day of its orders; None if one is open-ended."""

    run: Run | None = None
    glance: Glance = field(default_factory=Glance)
    mandated: bool = False
    until: date | None = None


def standings(case_ids: Iterable[int]) -> dict[int, Standing]:
    """The standing of each case, by its id, with four queries for all."""
    ids = list(case_ids)
    newest = main_runs(ids)
    runs = runs_by_id(run_id for run_id in newest.values() if run_id)
    seen = glances(list(runs.values()))
    until = _last_days(ids)
    return {
        case_id: Standing(
            run=runs.get(run_id or 0),
            glance=seen.get(run_id or 0, Glance()),
            mandated=case_id in until,
            until=until.get(case_id),
        )
        for case_id, run_id in newest.items()
    }


def main_runs(case_ids: Iterable[int]) -> dict[int, int | None]:
    """The newest run of the main thread of each case, by the case's id."""
    cases = Case.objects.filter(pk__in=set(case_ids))
    return dict(cases.values_list("pk", newest_main_run()))


def runs_by_id(run_ids: Iterable[int]) -> dict[int, Run]:
    """The runs with their chain versions, without the chains' source texts."""
    runs = Run.objects.select_related("chain_version").defer("chain_version__source_text")
    return {run.pk: run for run in runs.filter(pk__in=set(run_ids))}


def _last_days(case_ids: list[int]) -> dict[int, date | None]:
    last: dict[int, date | None] = {}
    rows = Mandate.objects.filter(case__in=case_ids).order_by("case_id", "id")
    for case_id, until in rows.values_list("case_id", "valid_until"):
        known = last.get(case_id, until)
        last[case_id] = max(known, until) if known and until else None
    return last
