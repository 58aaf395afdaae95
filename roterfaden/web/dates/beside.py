"""What the page of the thread shows of dates: the next appointments, and rules that have become ripe."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from roterfaden.cases.models import Case
from roterfaden.deadlines.attendance import ripe_rules
from roterfaden.deadlines.choices import AppointmentState
from roterfaden.deadlines.models import Appointment
from roterfaden.deadlines.queries import appointments_of
from roterfaden.languages.shipped import shipped
from roterfaden.process.thread import Story


def next_appointments(case: Case, *, most: int = 3) -> list[Appointment]:
    """The next ones, for the page of the thread."""
    rows = appointments_of(case).filter(state=AppointmentState.PLANNED, ends_at__gte=timezone.now())
    found = list(rows[:most])
    for row in found:
        row.case = case
    return found


def days_of(row: Appointment) -> str:
    return date_format(timezone.localtime(row.starts_at), "d.m.Y")


def ripe_alerts(case: Case, stories: list[Story]) -> list[dict[str, Any]]:
    """The ripe rules of a case, each with its evidence and where to apply it."""
    ordinals = {story.run.pk: story.ordinal for story in stories}
    return [
        {
            "title": shipped(found.rule.title),
            "days": ", ".join(days_of(row) for row in found.evidence),
            "url": reverse("dates:apply_rule", args=[case.code, ordinals[found.run.pk], found.rule.id]),
        }
        for found in ripe_rules(case, [(story.run, story.chain) for story in stories])
    ]
