"""Reads: lists of the services where a user works on cases, and who stands on them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to, services_of
from roterfaden.imports.choices import Kind, State
from roterfaden.imports.models import Import
from roterfaden.imports.queries import imports_visible_to
from roterfaden.invitations.choices import InviteeState
from roterfaden.invitations.models import InvitationRound, Invitee
from roterfaden.people.models import Person
from roterfaden.people.queries import out_of_reach, persons_visible_to


def rounds_visible_to(user: User, *, on: date) -> QuerySet[InvitationRound]:
    """The lists of the services in which `user` works on cases, newest first, each with how many are in which state."""
    rows = InvitationRound.objects.filter(service__in=services_of(user, on=on))
    counts = {
        f"n_{state}": Count("invitees", filter=Q(invitees__state=state)) for state in InviteeState.values
    }
    return rows.select_related("service", "opened_by").annotate(**counts).order_by("-opened_at", "-pk")


def invitees_of(round_: InvitationRound, user: User) -> QuerySet[Invitee]:
    """Who stands on the list, by name; nobody close to the reader."""
    rows = Invitee.objects.filter(round=round_).exclude(person__in=out_of_reach(user))
    return rows.select_related("person__data_key", "person__organisation", "round__service")


def persons_to_add(round_: InvitationRound, user: User, *, on: date) -> QuerySet[Person]:
    """The persons of the service who do not stand on the list, by name."""
    there = Invitee.objects.filter(round=round_).exclude(state=InviteeState.REMOVED).values("person_id")
    rows = persons_visible_to(user, on=on).filter(organisation=round_.service)
    rows = rows.exclude(pk__in=there).select_related("organisation")
    return rows.order_by("last_name", "first_name", "pk")


def imports_to_add(round_: InvitationRound, user: User, *, on: date) -> QuerySet[Import]:
    """The imports of persons into the service that are done, newest first, of those the user may see."""
    rows = imports_visible_to(user, on=on)
    return rows.filter(organisation=round_.service, kind=Kind.PERSONS, state=State.DONE)


def cases_by_person(persons: Iterable[int], user: User, *, on: date) -> dict[int, Case]:
    """The newest case of each person that `user` may see; one query."""
    rows = cases_visible_to(user, on=on).filter(person__in=list(persons)).order_by("opened_on", "pk")
    return {case.person_id: case for case in rows.select_related("service")}


def persons_invited(services: Iterable[Organisation], *, on: date) -> int:
    """How many persons were invited at least once up to the day `on`; one query."""
    rows = Invitee.objects.filter(round__service__in=list(services), nth__gte=1, turns__at__date__lte=on)
    return rows.filter(turns__nth__gte=1).values("person_id").distinct().count()
