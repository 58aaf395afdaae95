"""The rules of access where there is more than one case, one service, one grant: each looks at its own alone.

Of one case alone a rule that forgets which case it is asked about would still tell the truth.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.cases import intake, narrowing, participants, queries, relations
from roterfaden.cases import rules as of_cases
from roterfaden.cases.access import access_of, access_to, cases_open_to, guest_access
from roterfaden.cases.access_records import Opening
from roterfaden.cases.access_table import Level, access_table
from roterfaden.cases.choices import CaseResult, CaseState, FieldClass, MandateKind, Relation
from roterfaden.cases.mandates import MandateFacts
from roterfaden.cases.models import Case, CaseRun
from roterfaden.people import rules as of_people
from roterfaden.people.choices import Closeness
from roterfaden.people.conflicts import declare_conflict
from roterfaden.people.health import grant_health, revoke_health
from roterfaden.people.queries import is_out_of_reach
from roterfaden.process.catalogue import version_in_force
from tests.fixtures import AT, TODAY, World, open_case, open_task, run_of

DAY = timedelta(days=1)
AT_TODAY: dict[str, Any] = {"on": TODAY}


@pytest.fixture
def elsewhere(world: World, case: Case) -> Case:
    """A case of the other service, on another chain, ordered by another body."""
    version = version_in_force("S2", on=TODAY)
    assert version is not None
    return intake.open_case(
        service=world.other_service,
        person={"first_name": "Ole", "last_name": "Anders", "birth_date": date(1980, 1, 1)},
        chain_version=version, start_node="start_klient", responsible=world.fritz, team=None, opened_on=TODAY,
        concern="Sucht etwas anderes.",
        mandate=MandateFacts(kind=MandateKind.PLACEMENT, valid_from=TODAY, commissioner=world.office),
        by=world.fritz, at=AT,
    )  # fmt: skip


def take_part(case: Case, user: User, world: World) -> None:
    participants.add_participant(
        case=case, user=user, organisation=world.agency, function="Sachbearbeitung",
        valid_from=TODAY, valid_until=None, agreed=True, by=case.responsible, at=AT,
    )  # fmt: skip


@pytest.mark.requirement("R-09", figure="the same rules among several cases, services, grants")
def test_a_rule_is_about_this_case_alone(world: World, case: Case, elsewhere: Case) -> None:
    assert of_cases.may_work_on(world.fritz, elsewhere, **AT_TODAY)
    assert not of_cases.may_work_on(world.fritz, case, **AT_TODAY)
    lead = members.add_user(
        username="otto", first_name="Otto", last_name="Muster", by=None, at=AT, password="geheim"
    )
    members.add_member(
        user=lead, organisation=world.other_service, role=Role.TEAM_LEAD, valid_from=TODAY, by=None, at=AT
    )
    assert of_cases.leads_service_of(lead, elsewhere, **AT_TODAY)
    assert not of_cases.leads_service_of(lead, case, **AT_TODAY)
    assert not of_cases.decides_about(lead, case, **AT_TODAY)


def test_lists_hold_what_they_say(world: World, case: Case, elsewhere: Case) -> None:
    everything, own = Case.objects.all(), Case.objects.filter(pk=case.pk)
    assert list(queries.with_ids([case.pk])) == [case]
    assert list(queries.in_chain(everything, "V1")) == [case]
    assert queries.chains_in(own).keys() == {"V1"}
    for body, found in ((world.agency, case), (world.office, elsewhere)):
        assert list(queries.commissioned_by(everything, body.code)) == [found]
    assert list(queries.commissioners_of(own)) == [world.agency]


def test_the_newest_run_is_of_the_case_and_of_its_main_thread(
    world: World, case: Case, elsewhere: Case
) -> None:
    main = run_of(case)
    assert Case.objects.values_list(queries.newest_main_run(), flat=True).get(pk=case.pk) == main.pk
    called = run_of(case)
    called.pk, called.uuid, called._state.adding = None, uuid4(), True
    called.called_from = open_task(main)
    called.save()
    CaseRun.objects.create(case=case, run=called)
    assert Case.objects.values_list(queries.newest_main_run(), flat=True).get(pk=case.pk) == main.pk


def test_who_takes_part_elsewhere_is_bound_to_nothing_here(world: World, case: Case, elsewhere: Case) -> None:
    take_part(elsewhere, world.klara, world)
    assert relations.relations_to(world.klara, elsewhere, **AT_TODAY) == {Relation.PARTICIPANT}
    assert relations.relations_to(world.klara, case, **AT_TODAY) == set()


def test_a_deputy_stands_in_for_those_who_named_them(world: World, case: Case) -> None:
    for absent, deputy in ((world.lena, world.bela), (world.anna, world.lena)):
        members.name_deputy(
            absent=absent, deputy=deputy, organisation=world.service, valid_from=TODAY, valid_until=TODAY,
            by=world.lena, at=AT,
        )  # fmt: skip
    for user, bound in ((world.bela, False), (world.lena, True)):
        assert (Relation.DEPUTY in relations.relations_to(user, case, **AT_TODAY)) == bound, user
        way = relations.ways(user, **AT_TODAY)[Relation.DEPUTY]
        assert Case.objects.filter(way).exists() == bound, user


def test_a_grant_holds_until_it_is_over_or_taken_back(world: World, case: Case) -> None:
    def granted(on: date) -> bool:
        return Case.objects.filter(relations.ways(world.lena, on=on)[Relation.GRANTED]).exists()

    row = grant_health(
        person=case.person, user=world.lena, reason="Vertretung", valid_until=TODAY, scope=case,
        by=world.anna, at=AT,
    )  # fmt: skip
    assert [granted(TODAY), granted(TODAY + DAY)] == [True, False]
    revoke_health(grant=row, scope=case, by=world.anna, at=AT)
    assert not granted(TODAY)


def opening(case: Case, user: User, **changes: Any) -> Opening:
    said = {"category": "inquiry", "reason": "Ein Anruf", "opened_at": AT, "ends_at": AT + DAY}
    return Opening.objects.create(case=case, user=user, **said | changes)


def test_an_emergency_access_is_of_one_user_for_one_case_and_for_its_hours(world: World, case: Case) -> None:
    other = open_case(world, first_name="Ole", last_name="Anders")
    opening(other, world.bela)
    opening(case, world.lena)
    opening(case, world.bela, ended_at=AT)
    opening(case, world.bela, opened_at=AT + timedelta(minutes=1))
    opening(case, world.bela, opened_at=AT - DAY, ends_at=AT)
    assert [row.case_id for row in relations.openings_running(world.bela, at=AT)] == [other.pk]
    assert Relation.OPENED in relations.relations_to(world.bela, other, on=TODAY, at=AT)
    assert Relation.OPENED not in relations.relations_to(world.bela, case, on=TODAY, at=AT)
    assert Relation.OPENED not in relations.relations_to(world.bela, other, on=TODAY)


@pytest.mark.one_database
def test_a_page_wants_its_part_and_writing_more_than_reading() -> None:
    part_only = {"consent:index": FieldClass.DECLARATIONS, "casefile:journal": FieldClass.JOURNAL}
    assert {name: access_table().page(name).part for name in part_only} == part_only
    participant, partner = access_of([Relation.PARTICIPANT]), access_of([Relation.PARTNER])
    assert participant.allows_page("consent:index", writing=False)
    assert not participant.allows_page("consent:index", writing=True)
    assert participant.allows_page("casefile:journal", writing=True)
    assert partner.allows_page("casefile:journal", writing=False)
    assert not partner.allows_page("casefile:journal", writing=True)
    assert not partner.allows_page("consent:index", writing=False)
    # the whole file: a form that only reads is open to whoever may read all of it
    assert participant.allows_page("dossier:print", writing=True)
    assert participant.allows_page("consent:pass_on", writing=False)
    assert not participant.allows_page("consent:pass_on", writing=True)
    assert not partner.allows_page("dossier:print", writing=False)
    assert access_of([Relation.TEAM_LEAD]).allows_page("no:such_page", writing=True)
    assert not participant.allows_page("no:such_page", writing=True), "unknown: all of it, for writing"


def test_what_another_service_or_another_tie_lost_is_not_lost_here(world: World, case: Case) -> None:
    shut = {FieldClass.PLAN: Level.NOTHING, FieldClass.JOURNAL: Level.NOTHING}
    rows = [
        (world.other_service, Relation.CASEWORKER, shut),
        (world.other_service, Relation.CLIENT, {FieldClass.PLAN: Level.NOTHING}),
        (world.service, Relation.PARTNER, {FieldClass.PLAN: Level.NOTHING}),
    ]
    for service, relation, levels in rows:
        narrowing.narrow(service=service, relation=relation, levels=levels, by=world.lena, at=AT)
    Case.objects.filter(pk=case.pk).update(team=None)
    case.refresh_from_db()
    bela = access_to(world.bela, case, on=TODAY)
    assert bela.allows(FieldClass.PLAN, Level.WRITE)
    assert bela.allows(FieldClass.JOURNAL, Level.WRITE), "the case is open"
    assert guest_access(case, Relation.CLIENT).allows(FieldClass.PLAN)
    assert not guest_access(case, Relation.PARTNER).allows(FieldClass.PLAN)
    only_read = {FieldClass.JOURNAL: Level.READ}
    narrowing.narrow(
        service=world.service, relation=Relation.CASEWORKER, levels=only_read, by=world.lena, at=AT
    )
    assert cases_open_to(world.bela, FieldClass.JOURNAL, on=TODAY).exists(), "less is not nothing"
    Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, closed_on=TODAY, result=CaseResult.ADVISED)
    case.refresh_from_db()
    anna = access_to(world.anna, case, on=TODAY)
    assert anna.allows(FieldClass.JOURNAL)
    assert not anna.allows(FieldClass.JOURNAL, Level.WRITE)


def test_narrowing_one_tie_of_one_service_leaves_the_others_as_they_are(world: World) -> None:
    shut = {FieldClass.JOURNAL: Level.NOTHING}
    here, there, given = world.service, world.other_service, {FieldClass.JOURNAL: Level.WRITE}
    said: dict[str, Any] = {"by": world.lena, "at": AT}
    assert not narrowing.narrow(service=here, relation=Relation.CASEWORKER, levels=given, **said), (
        "as shipped"
    )
    for service in (here, there):
        for relation in (Relation.CASEWORKER, Relation.TEAM):
            assert narrowing.narrow(service=service, relation=relation, levels=shut, **said)
    assert narrowing.narrow(service=here, relation=Relation.TEAM, levels=given, **said)
    assert narrowing.all_narrowed(here) == {(Relation.CASEWORKER, FieldClass.JOURNAL): Level.NOTHING}
    assert len(narrowing.all_narrowed(there)) == 2
    assert not narrowing.may_narrow(world.lena, there, on=TODAY), "of one's own service alone"


def test_a_person_is_corrected_and_merged_in_their_own_house(
    world: World, case: Case, elsewhere: Case
) -> None:
    assert of_people.may_correct_person(world.fritz, elsewhere.person, on=TODAY)
    assert not of_people.may_correct_person(world.fritz, case.person, on=TODAY)
    assert of_people.may_merge_persons(world.lena, case.person, on=TODAY)
    assert not of_people.may_merge_persons(world.lena, elsewhere.person, on=TODAY)


def test_closeness_is_to_one_person(world: World, case: Case) -> None:
    other = open_case(world, first_name="Ole", last_name="Anders")
    declare_conflict(
        user=world.bela, closeness=Closeness.FRIEND, first_name="Ole", last_name="Anders",
        birth_date=other.person.birth_date, by=world.bela, at=AT,
    )  # fmt: skip
    assert is_out_of_reach(world.bela, other.person_id)
    assert not is_out_of_reach(world.bela, case.person_id)
    assert list(queries.cases_visible_to(world.bela, on=TODAY)) == [case]


def test_a_guest_reads_a_closed_case_at_most(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    table = access_table()
    more = {**table.rights, Relation.CLIENT: {**table.rights[Relation.CLIENT], FieldClass.PLAN: Level.WRITE}}
    wider = replace(table, rights=more)
    monkeypatch.setattr("roterfaden.cases.access.access_table", lambda: wider)
    assert guest_access(case, Relation.CLIENT).allows(FieldClass.PLAN, Level.WRITE)
    case.state = CaseState.CLOSED
    assert not guest_access(case, Relation.CLIENT).allows(FieldClass.PLAN, Level.WRITE)
    assert guest_access(case, Relation.CLIENT).allows(FieldClass.PLAN)
