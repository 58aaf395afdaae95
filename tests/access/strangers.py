"""Fourteen who have no business with the case: never had, not any more, or not as long as something holds.

Each is a browser that came in as far as they get.
"""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Membership, Organisation, User
from roterfaden.cases import participants
from roterfaden.cases.models import Case
from roterfaden.people.choices import Closeness
from roterfaden.people.conflicts import declare_conflict
from roterfaden.portal import granting
from tests.access.stage import logged_in
from tests.fixtures import AT, TODAY, World, open_case
from tests.portal.makers import come_in, give_client, give_partner

DAY = timedelta(days=1)


def employed(name: str, at: Organisation, role: Role) -> tuple[User, Membership]:
    user = members.add_user(
        username=name, first_name=name.title(), last_name="Muster", by=None, at=AT, password="geheim"
    )
    since = TODAY - 99 * DAY
    return user, members.add_member(
        user=user, organisation=at, role=role, valid_from=since, by=None, at=AT - 99 * DAY
    )


def leads_next_door(world: World, _case: Case) -> Client:
    return logged_in(employed("otto", world.other_service, Role.TEAM_LEAD)[0])


def administers(world: World, _case: Case) -> Client:
    return logged_in(employed("root", world.service, Role.ADMINISTRATOR)[0])


def audits_nothing(world: World, _case: Case) -> Client:
    return logged_in(employed("paul", world.office, Role.AUDITOR)[0])


def left(world: World, _case: Case) -> Client:
    user, row = employed("gone", world.service, Role.CASEWORKER)
    members.end_membership(membership=row, last_day=TODAY - 9 * DAY, by=None, at=AT)
    return logged_in(user)


def stood_in(world: World, _case: Case) -> Client:
    """For Anna, until both the deputyship and the work for the service were over."""
    user, row = employed("dora", world.service, Role.CASEWORKER)
    members.name_deputy(
        absent=world.anna, deputy=user, organisation=world.service, valid_from=TODAY - 60 * DAY,
        valid_until=TODAY - 30 * DAY, by=world.anna, at=AT - 60 * DAY,
    )  # fmt: skip
    members.end_membership(membership=row, last_day=TODAY - 9 * DAY, by=None, at=AT)
    return logged_in(user)


def took_part(world: World, case: Case) -> Client:
    participants.add_participant(
        case=case, user=world.klara, organisation=world.agency, function="Sachbearbeitung",
        valid_from=TODAY - 9 * DAY, valid_until=None, agreed=True, by=world.anna, at=AT - 9 * DAY,
    )  # fmt: skip
    participants.end_participation(row=case.participants.get(), by=world.anna, at=AT)
    return logged_in(world.klara)


def had_a_link(world: World, case: Case) -> Client:
    authority = case.cooperations.get().authority
    assert authority is not None
    doctor = authority.recipients.get(name="Praxis Dr. Sommer")
    now = timezone.now()
    issued = give_partner(world, case, doctor, authority, parts=["name"], at=now)
    client = come_in(issued, Client(raise_request_exception=False))
    granting.revoke(guest=issued.guest, by=world.anna, at=now)
    return client


def person_of_another_case(world: World, _case: Case) -> Client:
    other = open_case(world, first_name="Ole", last_name="Anders")
    issued = give_client(world, other, at=timezone.now(), name="Ole Anders")
    return come_in(issued, Client(raise_request_exception=False))


def nobody(_world: World, _case: Case) -> Client:
    return Client(raise_request_exception=False)


def is_a_friend(world: World, case: Case) -> Client:
    declare_conflict(
        user=world.bela, closeness=Closeness.FRIEND, first_name=case.person.first_name,
        last_name=case.person.last_name, birth_date=case.person.birth_date, by=world.bela, at=AT,
    )  # fmt: skip
    return logged_in(world.bela)


def works_beside_a_restricted_case(world: World, case: Case) -> Client:
    Case.objects.filter(pk=case.pk).update(restricted_at=AT)
    return logged_in(world.bela)


# of another house, of this house, of none: any five that follow one another are of all three
STRANGERS: dict[str, Callable[[World, Case], Client]] = {
    "caseworker next door": lambda world, _case: logged_in(world.fritz),
    "quality officer": lambda world, _case: logged_in(world.quirin),
    "ended link": had_a_link,
    "team lead next door": leads_next_door,
    "administrator": administers,
    "clerk of a body": lambda world, _case: logged_in(world.klara),
    "ended membership": left,
    "person of another case": person_of_another_case,
    "friend of the person": is_a_friend,
    "ended participation": took_part,
    "ended deputy": stood_in,
    "nobody": nobody,
    "auditor without an audit": audits_nothing,
    "colleague, restricted case": works_beside_a_restricted_case,
}
