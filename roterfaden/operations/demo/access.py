"""Who sees what in the demo: a service that narrowed something, two emergency accesses, one who is close."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from roterfaden.cases import narrowing, openings
from roterfaden.cases.access_table import Level
from roterfaden.cases.choices import FieldClass, Relation
from roterfaden.cases.closeness import declare_closeness
from roterfaden.cases.models import Case
from roterfaden.operations.demo.people import Stage
from roterfaden.people.choices import Closeness

REASONS = (
    ("inquiry", "Die Person steht am Empfang und fragt nach ihrem letzten Bescheid."),
    ("deadline", "Für eine Auskunft an das Gericht fehlt mir der Tag des Abschlusses."),
)


def show_access(stage: Stage, *, today: date) -> None:
    """Narrow a part for colleagues of other teams; open the restricted case twice, the older one reviewed."""
    service, users = stage.offices["ifd-neuhafen"], stage.users
    began = _at(today, 30)
    narrowing.narrow(
        service=service,
        relation=Relation.CASEWORKER,
        levels={FieldClass.COMPANY: Level.READ},
        by=users["lorenz"],
        at=began,
    )
    declare_closeness(
        user=users["reimers"],
        closeness=Closeness.RELATIVE,
        first_name="Wiebke",
        last_name="Reimers",
        birth_date=date(1994, 3, 17),
        by=users["reimers"],
        at=began,
    )
    case = Case.objects.filter(service=service, restricted_at__isnull=False).order_by("pk").first()
    if case is None:
        return
    for days, who, (category, reason) in zip((9, 1), ("yilmaz", "albers"), REASONS, strict=True):
        opened = openings.open_in_emergency(
            number=case.file_number, category=category, reason=reason, by=users[who], at=_at(today, days)
        )
        if who == "yilmaz":
            openings.review_opening(
                opening=opened,
                result="Mit Frau Yilmaz gesprochen: Der Blick war nötig und kurz.",
                by=users["lorenz"],
                at=_at(today, days - 1),
            )


def _at(today: date, days: int) -> datetime:
    return timezone.make_aware(datetime.combine(today - timedelta(days=days), time(11)))
