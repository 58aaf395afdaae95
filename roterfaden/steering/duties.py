"""The days of target agreements and improvements that wait for somebody."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.accounts.queries import has_role
from roterfaden.common.prepared import Prepared
from roterfaden.process.choices import TaskState
from roterfaden.process.models import Task
from roterfaden.quality.duties import Duty, any_of, source
from roterfaden.steering.agreement_records import Agreement
from roterfaden.steering.agreements import interim_due, may_act_on, place_of
from roterfaden.steering.choices import Place, Stage
from roterfaden.steering.models import Improvement
from roterfaden.steering.queries import (
    OFFICIAL,
    PROVIDING,
    agreements_visible_to,
    improvements_visible_to,
    running,
)

WORDS = {
    Place.SIGN: _("Zielvereinbarung unterschreiben"),
    Place.INTERIM: _("Zwischenbilanz der Zielvereinbarung"),
    Place.FINAL: _("Abschlussbilanz der Zielvereinbarung"),
}
SPEAKERS = (*PROVIDING, *OFFICIAL)
OTHERWISE = _("Zielvereinbarung: Schritt erledigen")
# asked with every start page; mostly there is none
_AGREED_WITH = Prepared(
    Improvement.objects.filter(stage=Stage.AGREED).only("id").order_by(), by="responsible"
)


@source("steering.agreements")
def days_of_agreements(user: User, on: date) -> Iterable[Duty]:
    """Each open step of a running agreement at which `user` acts and that has a day."""
    if not has_role(user, on=on, roles=SPEAKERS):
        return
    agreements = {row.run_id: row for row in any_of(running(agreements_visible_to(user, on=on)))}
    tasks = Task.objects.filter(run__in=agreements, state=TaskState.OPEN).prefetch_related("deadlines")
    for task in tasks.order_by("run_id", "number"):
        agreement = agreements[task.run_id]
        due = due_day(agreement, task)
        if due is not None and may_act_on(user, agreement, task.node, on=on):
            place = place_of(task.node)
            yield Duty(
                what=WORDS.get(place, OTHERWISE) if place else OTHERWISE,
                place=str(agreement.service),
                due_on=due,
                view="steering:agreement",
                args=(agreement.uuid,),
            )


def due_day(agreement: Agreement, task: Task) -> date | None:
    """By when an open step is done: half-time, the day after the end, or what its deadline says."""
    place = place_of(task.node)
    if place == Place.INTERIM:
        return interim_due(agreement)
    if place == Place.FINAL:
        return agreement.ends_on + timedelta(days=1)
    return next((row.due_on for row in task.deadlines.all() if row.closed_at is None), None)


@source("steering.improvements")
def days_of_improvements(user: User, on: date) -> Iterable[Duty]:
    """What `user` agreed to do."""
    mine = _AGREED_WITH.ids(user.pk)
    if not mine:
        return
    rows = improvements_visible_to(user, on=on).filter(pk__in=mine)
    for row in rows.order_by("due_on", "pk"):
        assert row.due_on is not None
        yield Duty(
            what=_("Verbesserung umsetzen"),
            place=str(row.organisation),
            due_on=row.due_on,
            view="steering:improvement",
            args=(row.uuid,),
        )
