"""The days of surveys that wait for who plans them: inviting those who are due, closing what is over."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.quality.duties import Duty, source
from roterfaden.surveys.due import first_day
from roterfaden.surveys.models import Round
from roterfaden.surveys.queries import planned_for


@source("surveys.due")
def days_of_inviting(user: User, on: date) -> Iterable[Duty]:
    """For each running round the day of the first whom it asks and who is due."""
    for row in _open_rounds(user, on).filter(opens_on__lte=on, closes_on__gte=on):
        first = first_day(row.organisation, on=on, asked=row.questionnaire.group)
        if first is not None:
            what = _("Zur Befragung einladen")
            yield Duty(what=what, place=str(row.organisation), due_on=first, view="surveys:due")


@source("surveys.closing")
def days_of_closing(user: User, on: date) -> Iterable[Duty]:
    """The last day of each round that is not closed."""
    for row in _open_rounds(user, on):
        yield Duty(
            what=_("Befragung schließen"),
            place=str(row.organisation),
            due_on=row.closes_on,
            view="surveys:round",
            args=(row.uuid,),
        )


def _open_rounds(user: User, on: date) -> QuerySet[Round]:
    rows = Round.objects.filter(organisation__in=planned_for(user, on=on), closed_at__isnull=True)
    return rows.select_related("organisation").order_by("closes_on", "pk")
