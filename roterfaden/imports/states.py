"""How an import goes from one state to the next, and when nobody works on it any more although it looks so."""

from typing import Any, Protocol

from roterfaden.imports.choices import State
from roterfaden.imports.models import Import
from roterfaden.jobs import work
from roterfaden.jobs.choices import ENDED
from roterfaden.jobs.models import Job


class Report(Protocol):
    """Told between portions how far the work is; may raise work.Cancelled."""

    def __call__(self, *, done: int, total: int) -> None: ...


def hold(run: Import) -> Import:
    """The import as it stands now, its row held until the caller's transaction ends."""
    rows = Import.objects.select_for_update(of=("self",)).select_related(
        "organisation", "data_key", "table_key"
    )
    return rows.get(pk=run.pk)


def change_state(run: Import, state: State, **other: Any) -> None:
    """Write the state and what goes with it. Runs inside the transaction of what brought it about."""
    Import.objects.filter(pk=run.pk).update(state=state, **other)
    run.state = state
    for name, value in other.items():
        setattr(run, name, value)


def is_stuck(run: Import, state: State) -> bool:
    """Whether the work that `state` stands for has ended without saying so: its job was cancelled early, or failed."""
    return run.state == state and (run.job is None or run.job.state in ENDED)


def was_cancelled(progress: work.Progress) -> bool:
    """Whether a person ended the work; False if another worker has taken it up because this one was silent."""
    return Job.objects.filter(pk=progress.job.pk, attempts=progress.job.attempts).exists()
