"""What became of it, as plain columns: employments and asking after them, measures and their hours, orders of bodies,
levels of languages. No name, no text, no user.
"""

from typing import Any

from django.db.models import F, IntegerField, QuerySet
from django.db.models.functions import Cast, Round

from roterfaden.measures.carrying_records import Hours, Measure
from roterfaden.measures.choices import MeasureState
from roterfaden.measures.models import Order
from roterfaden.people.models import LanguageLevel
from roterfaden.placement.models import CheckIn, Employment
from roterfaden.statistics.raw_days import LocalDay, PlainDay

MINUTES = Cast(Round(F("hours") * 60), output_field=IntegerField())


def employments() -> QuerySet[Any, Any]:
    rows = Employment.objects.order_by()
    return rows.values_list("case_id", "contract", PlainDay("starts_on"), PlainDay("ended_on"), "hours")


def check_ins() -> QuerySet[Any, Any]:
    rows = CheckIn.objects.exclude(result="").order_by()
    return rows.values_list("employment__case_id", F("deadline__stage"), PlainDay("asked_on"), F("result"))


def measures() -> QuerySet[Any, Any]:
    """What has begun; what is only planned is not there yet."""
    rows = Measure.objects.exclude(state=MeasureState.PLANNED).order_by()
    return rows.values_list("case_id", "kind", PlainDay("starts_on"), PlainDay("ended_on"), "result")


def hours() -> QuerySet[Any, Any]:
    rows = Hours.objects.filter(struck_at__isnull=True).order_by()
    return rows.values_list(
        "measure__case_id", F("measure__kind"), F("what"), F("came"), PlainDay("day"), MINUTES
    )


def commissions() -> QuerySet[Any, Any]:
    return Order.objects.order_by().values_list(
        "service__code",
        "pk",
        F("kind"),
        F("commissioner__code"),
        F("commissioner__kind__code"),
        F("state"),
        LocalDay("requested_at"),
    )


def levels() -> QuerySet[Any, Any]:
    rows = LanguageLevel.objects.filter(person__merged_into__isnull=True).order_by()
    return rows.values_list(
        "person__organisation__code", "person_id", "pk", F("language"), F("level"), PlainDay("said_on")
    )
