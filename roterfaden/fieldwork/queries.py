"""Reads: where working without a network is switched on, which folder runs, which appointments go along."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.queries import services_of
from roterfaden.common.days import local_day
from roterfaden.deadlines.choices import AppointmentState
from roterfaden.deadlines.models import Appointment
from roterfaden.deadlines.queries import my_appointments, start_of
from roterfaden.fieldwork.models import Carrying, OfflineRule

NOON = time(12)


def rule_of(organisation: Organisation) -> OfflineRule:
    """The rule of an organisation; unsaved and off if it has none yet."""
    found = OfflineRule.objects.filter(organisation=organisation).first()
    return found or OfflineRule(organisation=organisation)


def is_on_anywhere() -> bool:
    """Whether any organisation of this installation has it switched on."""
    return OfflineRule.objects.filter(is_on=True).exists()


def services_that_allow(user: User, *, on: date) -> QuerySet[Organisation]:
    """The services of `user` that have switched on working without a network."""
    return services_of(user, on=on).filter(offline_rule__is_on=True)


def may_carry(user: User, *, on: date) -> bool:
    return services_that_allow(user, on=on).exists()


def carrying_on(device: UUID) -> Carrying | None:
    """The folder on a device, whoever's and whether it still runs or not."""
    return Carrying.objects.select_related("user", "data_key").filter(device=device).first()


def password_mark_of(user: User) -> str:
    """Changes whenever the password does, and tells nothing about it."""
    return salted_hmac("roterfaden.fieldwork", user.password, algorithm="sha256").hexdigest()


def agenda_of(user: User, *, at: datetime) -> QuerySet[Appointment]:
    """What `user` has in cases from today's midnight until tomorrow noon and is not cancelled, the first one first."""
    today = local_day(at)
    until = timezone.make_aware(datetime.combine(today + timedelta(days=1), NOON))
    rows = my_appointments(user, on=today).filter(
        case__isnull=False, starts_at__gte=start_of(today), starts_at__lt=until
    )
    related = ("case__person__data_key", "case__data_key", "case__service", "data_key", "service")
    return rows.exclude(state=AppointmentState.CANCELLED).select_related(*related).order_by("starts_at", "pk")


def portable_agenda_of(user: User, *, at: datetime) -> QuerySet[Appointment]:
    """Those of `agenda_of` whose service allows that they are taken along."""
    allowed = services_that_allow(user, on=local_day(at)).values("pk")
    return agenda_of(user, at=at).filter(case__service__in=allowed)
