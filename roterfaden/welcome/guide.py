"""The guide of the first days: what somebody of this role does first, ticked off step by step, put away at any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.accounts.queries import memberships_held
from roterfaden.audit import actions, trail
from roterfaden.common.prepared import Prepared
from roterfaden.welcome.models import Tick
from roterfaden.welcome.shipped import Step, steps

actions.register("welcome.step_ticked", "Schritt der ersten Tage abgehakt")
actions.register("welcome.guide_put_away", "Erste Schritte ausgeblendet")
actions.register("welcome.guide_taken_up", "Erste Schritte wieder eingeblendet")

WHOLE = ""


class GuideRefused(ValueError):
    """It cannot be done like this; the message says why."""


@dataclass(frozen=True)
class Line:
    """One step, and whether its reader is through with it."""

    step: Step
    is_done: bool


@dataclass(frozen=True)
class Guide:
    """The steps of one user. `put_away`: they do not want to see it on the start page any more."""

    lines: Sequence[Line]
    put_away: bool

    @property
    def open(self) -> list[Step]:
        return [line.step for line in self.lines if not line.is_done]

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.lines)

    @property
    def is_shown(self) -> bool:
        """Whether the start page shows it: as long as a step is open and it was not put away."""
        return bool(self.open) and not self.put_away


# asked with every start page
_TICKS = Prepared(Tick.objects.only("key").order_by(), by="user")


def guide_of(user: User, *, on: date) -> Guide:
    """The guide for all roles that a user has on the day `on`, with two queries at most."""
    ticked = {row.key for row in _TICKS.rows(user.pk)}
    roles = {one.role for one in memberships_held(user, on=on)}
    lines = [Line(step, step.id in ticked) for step in steps() if roles & set(step.roles)]
    return Guide(lines=lines, put_away=WHOLE in ticked)


def tick_step(*, key: str, by: User, at: datetime, on: date) -> None:
    """Note that `by` is through with a step; again changes nothing. Refuses a step that is not in their guide."""
    if key not in {line.step.id for line in guide_of(by, on=on).lines}:
        raise GuideRefused("Diesen Schritt gibt es in Ihrer Liste nicht.")
    _tick(key, "welcome.step_ticked", by=by, at=at)


def put_away(*, by: User, at: datetime) -> None:
    """Hide the guide from the start page of `by`; again changes nothing."""
    _tick(WHOLE, "welcome.guide_put_away", by=by, at=at)


def take_up(*, by: User, at: datetime) -> None:
    """Begin anew: all steps are open and the start page shows them. Without anything ticked nothing changes."""
    with transaction.atomic():
        deleted, _by_table = Tick.objects.filter(user=by).delete()
        if deleted:
            trail.record("welcome.guide_taken_up", by=by, at=at, subject=by)


def _tick(key: str, action: str, *, by: User, at: datetime) -> None:
    with transaction.atomic():
        _row, is_new = Tick.objects.get_or_create(user=by, key=key, defaults={"ticked_at": at})
        if is_new:
            trail.record(action, by=by, at=at, subject=by, details={"step": key} if key else {})
