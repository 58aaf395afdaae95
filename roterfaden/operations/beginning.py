"""An installation that is new has nobody who could let others in: its first place and its first administrator."""

from datetime import datetime

from django.db import transaction

from roterfaden.accounts import members, organisations
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Membership
from roterfaden.common.days import local_day
from roterfaden.process.places import region_names


class BeginningRefused(ValueError):
    """The installation cannot begin like this; the message says why."""


def begin(*, login: str, first: str, last: str, place: str, kind: str, region: str, at: datetime) -> str:
    """Make the first place and its administrator; returns the start password, which is told once.

    Refuses where somebody was ever an administrator, an unknown kind or region, empty names. Effects: place, user,
    membership, with their audit entries.
    """
    if not all(said.strip() for said in (login, first, last, place)):
        raise BeginningRefused("Anmeldename, Vorname, Nachname und Name der Stelle dürfen nicht leer sein.")
    if region not in region_names():
        raise BeginningRefused(f"Das Land „{region}“ gibt es nicht. So geht es: DE-NW, CH-LU.")
    password = members.new_start_password()
    with transaction.atomic():
        if Membership.objects.filter(role=Role.ADMINISTRATOR).exists():
            raise BeginningRefused("Jemand verwaltet diese Installation schon und legt weitere Zugänge an.")
        try:
            office = organisations.add_organisation(
                code="erste-stelle", name=place, kind=kind, region=region, by=None, at=at
            )
            user = members.add_user(
                username=login,
                first_name=first,
                last_name=last,
                password=password,
                is_start=True,
                by=None,
                at=at,
            )
        except (organisations.OrganisationRefused, members.MembershipRefused) as refusal:
            raise BeginningRefused(str(refusal)) from refusal
        members.add_member(
            user=user, organisation=office, role=Role.ADMINISTRATOR, valid_from=local_day(at), by=None, at=at
        )
    return password
