"""Every rule of access for everybody who could ask, written by hand; `benchmarks.mutation` breaks the rules one by one.

A rule that no line here would miss when it is turned round is a rule that nothing holds.
"""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from roterfaden.accounts import members
from roterfaden.accounts import rules as of_accounts
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Deputy, User
from roterfaden.cases import participants, queries, relations
from roterfaden.cases import rules as of_cases
from roterfaden.cases.access import access_to, cases_open_to, guest_access
from roterfaden.cases.choices import CaseResult, CaseState, FieldClass, Relation
from roterfaden.cases.models import Case
from roterfaden.consent.choices import TransferState
from roterfaden.people import rules as of_people
from roterfaden.people.choices import Closeness
from roterfaden.people.conflicts import declare_conflict
from roterfaden.people.health import grant_health
from roterfaden.people.queries import persons_visible_to
from roterfaden.portal.choices import GuestKind, OfferState
from roterfaden.portal.rules import basis_holds, may_come_in
from tests.fixtures import AT, TODAY, World, open_case

DAY = timedelta(days=1)
NAMES = ("anna", "bela", "lena", "quirin", "fritz", "klara", "root", "cora", "gone", "soon", "idle", "near")
Rule = Callable[[User], bool]


@pytest.fixture
def cast(world: World, case: Case) -> dict[str, User]:
    """The cast, and: root administers, cora coordinates, gone left yesterday, soon begins tomorrow, idle is switched
    off, near is a friend of the person.
    """
    found = {name: getattr(world, name) for name in ("anna", "bela", "lena", "quirin", "fritz", "klara")}
    for name, role, first, last in (
        ("root", Role.ADMINISTRATOR, TODAY, None),
        ("cora", Role.COORDINATOR, TODAY, TODAY),
        ("gone", Role.TEAM_LEAD, TODAY - 9 * DAY, TODAY - DAY),
        ("soon", Role.TEAM_LEAD, TODAY + DAY, None),
        ("idle", Role.TEAM_LEAD, TODAY, None),
        ("near", Role.CASEWORKER, TODAY, None),
    ):
        user = members.add_user(
            username=name, first_name=name.title(), last_name="Muster", by=None, at=AT, password="geheim"
        )
        row = members.add_member(
            user=user, organisation=world.service, role=role, valid_from=first, by=None, at=AT
        )
        if last is not None:
            members.end_membership(membership=row, last_day=last, by=None, at=AT)
        found[name] = user
    User.objects.filter(username="idle").update(is_active=False)
    found["idle"].refresh_from_db()
    declare_conflict(
        user=found["near"], closeness=Closeness.FRIEND, first_name=case.person.first_name,
        last_name=case.person.last_name, birth_date=case.person.birth_date, by=found["near"], at=AT,
    )  # fmt: skip
    return found


def shut(case: Case) -> None:
    """The case is closed, whatever ran in it."""
    Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, closed_on=TODAY, result=CaseResult.ADVISED)
    case.refresh_from_db()


def who(cast: dict[str, User], rule: Rule) -> set[str]:
    return {name for name in NAMES if rule(cast[name])}


STAFF = {"anna", "bela", "lena", "cora"}
LEADING = {"lena", "cora"}


@pytest.mark.requirement("R-09", figure="every rule for 12 kinds of users; python -m benchmarks.mutation")
def test_who_may_do_what(cast: dict[str, User], world: World, case: Case) -> None:
    at: dict[str, Any] = {"on": TODAY}
    person = case.person
    assert who(cast, lambda user: of_accounts.may_administer(user, **at)) == {"root"}
    assert who(cast, lambda user: of_cases.may_open_case(user, world.service, **at)) == STAFF | {"near"}
    for rule in (of_cases.may_work_on,):
        assert who(cast, lambda user, rule=rule: rule(user, case, **at)) == STAFF  # type: ignore[misc]
    for rule in (of_cases.decides_about, of_cases.may_hand_over, of_cases.may_close, of_cases.may_share):
        assert who(cast, lambda user, rule=rule: rule(user, case, **at)) == {"anna"} | LEADING  # type: ignore[misc]
    assert who(cast, lambda user: of_cases.leads_service_of(user, case, **at)) == LEADING
    assert who(cast, lambda user: of_cases.may_reopen(user, case, **at)) == set()
    assert who(cast, lambda user: of_people.may_correct_person(user, person, **at)) == STAFF
    assert who(cast, lambda user: of_people.may_merge_persons(user, person, **at)) == LEADING
    assert who(cast, lambda user: persons_visible_to(user, **at).exists()) == STAFF
    other = open_case(world, first_name="Ole", last_name="Anders").person
    other.merged_into = person
    other.save(update_fields=["merged_into"])
    assert list(persons_visible_to(world.anna, **at)) == [person]


def test_who_may_do_what_in_a_closed_and_in_a_restricted_case(cast: dict[str, User], case: Case) -> None:
    shut(case)
    at: dict[str, Any] = {"on": TODAY}
    for rule in (of_cases.may_work_on, of_cases.may_hand_over, of_cases.may_close, of_cases.may_share):
        assert who(cast, lambda user, rule=rule: rule(user, case, **at)) == set(), rule  # type: ignore[misc]
    assert who(cast, lambda user: of_cases.may_reopen(user, case, **at)) == {"anna"} | LEADING
    assert who(cast, lambda user: queries.cases_visible_to(user, **at).exists()) == STAFF
    assert not queries.own_cases(cast["anna"], **at).exists()
    Case.objects.filter(pk=case.pk).update(state=CaseState.OPEN, closed_on=None, result="", restricted_at=AT)
    case.refresh_from_db()
    assert who(cast, lambda user: queries.cases_visible_to(user, **at).exists()) == LEADING
    assert who(cast, lambda user: of_cases.may_work_on(user, case, **at)) == set()
    Case.objects.filter(pk=case.pk).update(restricted_at=None, destroyed_at=AT)
    assert who(cast, lambda user: queries.cases_visible_to(user, **at).exists()) == set()


def deputy(world: World, first: date, last: date) -> Deputy:
    return members.name_deputy(
        absent=world.anna, deputy=world.bela, organisation=world.service, valid_from=first, valid_until=last,
        by=world.anna, at=AT,
    )  # fmt: skip


def test_who_stands_in_and_for_how_long(cast: dict[str, User], world: World, case: Case) -> None:
    at: dict[str, Any] = {"on": TODAY}
    mine = {
        name for name in NAMES if of_accounts.may_name_deputy(cast[name], cast[name], world.service, **at)
    }
    assert mine == STAFF | {"quirin", "root", "near"}
    assert (
        who(cast, lambda u: of_accounts.may_name_deputy(u, world.anna, world.service, **at))
        == {"anna"} | LEADING
    )
    elsewhere = who(cast, lambda u: of_accounts.may_name_deputy(u, world.anna, world.other_service, **at))
    assert elsewhere == set(), "one leads one's own service alone"
    row = deputy(world, TODAY, TODAY)
    assert who(cast, lambda user: of_accounts.may_end_deputy(user, row, **at)) == {"anna"} | LEADING
    for day, stands_in in ((-1, False), (0, True), (1, False)):
        on = TODAY + day * DAY
        assert queries.deputised_cases(world.bela, on=on).exists() == stands_in, day
        assert (Relation.DEPUTY in relations.relations_to(world.bela, case, on=on)) == stands_in, day
        way = relations.ways(world.bela, on=on)[Relation.DEPUTY]
        assert Case.objects.filter(way).exists() == stands_in, day
    assert Relation.DEPUTY not in relations.relations_to(world.lena, case, **at)
    assert list(queries.own_cases(world.anna, **at)) == [case]
    assert not queries.own_cases(world.bela, **at).exists()
    assert list(queries.team_cases(world.bela, **at)) == [case]
    assert not queries.team_cases(cast["cora"], **at).exists(), "of no team"
    shut(case)
    for found in (queries.deputised_cases, queries.team_cases):
        assert not found(world.bela, **at).exists()


R = Relation
TIES: dict[str, set[Relation]] = {
    "anna": {R.CASEWORKER, R.TEAM, R.RESPONSIBLE},
    "bela": {R.CASEWORKER, R.TEAM},
    "lena": {R.TEAM_LEAD, R.GRANTED},
    "cora": {R.COORDINATOR},
    "klara": {R.PARTICIPANT, R.GRANTED},
    **{name: set() for name in ("quirin", "fritz", "root", "gone", "soon", "idle", "near")},
}


def test_what_binds_to_a_case_in_single_cases_and_in_lists(
    cast: dict[str, User], world: World, case: Case
) -> None:
    participants.add_participant(
        case=case, user=world.klara, organisation=world.agency, function="Sachbearbeitung",
        valid_from=TODAY, valid_until=TODAY, agreed=True, by=world.anna, at=AT,
    )  # fmt: skip
    for user in (world.lena, world.klara):
        grant_health(
            person=case.person,
            user=user,
            reason="Vertretung",
            valid_until=TODAY,
            scope=case,
            by=world.anna,
            at=AT,
        )
    for name, ties in TIES.items():
        user = cast[name]
        assert relations.relations_to(user, case, on=TODAY, at=AT) == ties, name
        ways = relations.ways(user, on=TODAY)
        assert {tie for tie, way in ways.items() if Case.objects.filter(way).exists()} == ties, name
        for part in FieldClass:
            listed = cases_open_to(user, part, on=TODAY).exists()
            assert listed == access_to(user, case, on=TODAY).allows(part), f"{name} {part}"
    for day, ties in ((-1, set()), (1, set())):
        assert relations.relations_to(world.klara, case, on=TODAY + day * DAY) == ties, day
    assert relations.relations_to(world.lena, case, on=TODAY + DAY) == {R.TEAM_LEAD}, "the grant is over"
    Case.objects.filter(pk=case.pk).update(team=None)
    case.refresh_from_db()
    assert relations.relations_to(world.bela, case, on=TODAY) == {R.CASEWORKER}
    assert not Case.objects.filter(relations.ways(cast["near"], on=TODAY)[R.TEAM]).exists()
    ended = case.participants.get()
    participants.end_participation(row=ended, by=world.anna, at=AT)
    assert not queries.participations_of(world.klara, on=TODAY).exists()
    assert guest_access(case, R.CLIENT).allows(FieldClass.PLAN)
    assert not guest_access(case, R.PARTNER).allows(FieldClass.DECLARATIONS)
    for state in ({"restricted_at": AT},):
        Case.objects.filter(pk=case.pk).update(**state)
        case.refresh_from_db()
        assert not guest_access(case, R.CLIENT).allows(FieldClass.PLAN)


def guest(**changes: Any) -> Any:
    """A guest as the rules see it."""
    case = SimpleNamespace(destroyed_at=None, restricted_at=None)
    whole = {
        "case": case,
        "kind": GuestKind.CLIENT,
        "revoked_at": None,
        "valid_until": TODAY,
        "offer": None,
        "transfer": None,
    }
    return SimpleNamespace(**whole | changes)


def transfer(**changes: Any) -> Any:
    consent = SimpleNamespace(withdrawn_at=None, valid_until=TODAY)
    return SimpleNamespace(**{"state": TransferState.QUEUED, "consent": consent, "legal_basis": ""} | changes)


@pytest.mark.one_database
def test_which_guest_comes_in() -> None:
    def lets_in(**changes: Any) -> bool:
        return may_come_in(guest(**changes), on=TODAY)

    assert lets_in()
    assert not lets_in(revoked_at=AT)
    assert not lets_in(valid_until=TODAY - DAY)
    for closed in ({"destroyed_at": AT}, {"restricted_at": AT}):
        case = SimpleNamespace(**{"destroyed_at": None, "restricted_at": None} | closed)
        assert not lets_in(case=case)
    for state in OfferState:
        assert lets_in(offer=SimpleNamespace(state=state)) == (state == OfferState.OPEN)
    partner = GuestKind.PARTNER
    assert not lets_in(kind=partner)
    assert lets_in(kind=partner, transfer=transfer())
    assert lets_in(kind=partner, transfer=transfer(state=TransferState.OUT))
    assert not lets_in(kind=partner, transfer=transfer(state=TransferState.STOPPED))
    for spoilt in ({"withdrawn_at": AT}, {"valid_until": TODAY - DAY}):
        consent = SimpleNamespace(**{"withdrawn_at": None, "valid_until": TODAY} | spoilt)
        assert not basis_holds(guest(transfer=transfer(consent=consent)), on=TODAY)
    assert not basis_holds(guest(transfer=transfer(consent=None, legal_basis="no-such-law")), on=TODAY)
    assert basis_holds(guest(transfer=transfer(consent=None, legal_basis="sgb10-69-1-1")), on=TODAY)
