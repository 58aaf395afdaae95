"""Words of appointments, step notes and the anamnesis find their case; those on health only for who may read them."""

from datetime import timedelta

from roterfaden.accounts.models import User
from roterfaden.cases import anamnesis_words, finding, step_notes
from roterfaden.cases.health_rights import cases_with_open_health, may_open_health
from roterfaden.cases.models import Case, CaseParticipant
from roterfaden.cases.steps import Seen, complete_task, deviate
from roterfaden.deadlines import appointments
from roterfaden.deadlines.choices import CancelledBy
from roterfaden.people.facts import Said, Sitting
from roterfaden.people.health import grant_health
from roterfaden.people.overlays import form_for
from roterfaden.process import deviations
from roterfaden.process.choices import ReasonCategory
from roterfaden.search.rebuilding import rebuild
from tests.deadlines.makers import appointment, facts
from tests.fixtures import AT, TODAY, World, open_case, open_task, run_of


def found(word: str, user: User) -> set[Case]:
    return set(finding.find_cases(word, user=user, on=TODAY))


def answer(case: Case, item: str, value: object, seen: int = 0) -> None:
    anamnesis_words.record_in_case(
        case=case,
        form=form_for(case.service, on=TODAY),
        sitting=Sitting(source="client", said_on=TODAY),
        said=[Said(item=item, value=value, seen=seen)],
        health=True,
        by=case.responsible,
        at=AT,
    )


def items(case: Case) -> tuple[str, str]:
    """An item of plain text and one of the health record."""
    texts = [item for section in form_for(case.service, on=TODAY).sections for item in section.items]
    texts = [item for item in texts if item.type in ("text", "long_text") and not item.kept_as]
    plain = next(item.id for item in texts if not item.special)
    return plain, next(item.id for item in texts if item.special)


def test_the_words_of_an_appointment_follow_its_changes(world: World, case: Case) -> None:
    row = appointment(case, world, starts_at=AT + timedelta(days=3), subject="Werksbesichtigung")
    assert found("Werksbesichtigungen", world.anna) == {case}
    said = facts(world.anna, starts_at=AT + timedelta(days=4), place="Glashütte")
    appointments.change_appointment(appointment=row, facts=said, revision=1, by=world.anna, at=AT)
    assert found("Werksbesichtigung", world.anna) == set()
    assert found("Glashütte", world.anna) == {case}
    appointments.cancel_appointment(
        appointment=row,
        cancelled_by=CancelledBy.SERVICE,
        reason="Sturmflut",
        revision=2,
        by=world.anna,
        at=AT,
    )
    assert found("Sturmflut", world.anna) == {case}
    assert found("Sturmflut", world.fritz) == set()


def test_the_note_of_a_step_is_found_within_the_hour_and_not_when_the_step_is_open_again(
    world: World, case: Case
) -> None:
    run = run_of(case)
    task = open_task(run)
    complete_task(
        case=case,
        seen=Seen(run, run.moves),
        number=task.number,
        note="Papageienzüchter",
        missing_reason="Folgt.",
        by=world.anna,
        at=AT,
    )
    assert step_notes.index_step_notes(at=AT + timedelta(minutes=5))["indexed"] == 1
    assert found("Papageienzüchter", world.anna) == {case}
    assert step_notes.index_step_notes(at=AT + timedelta(hours=1)) == {"indexed": 0, "forgotten": 0}
    assert rebuild().corrected == 0, "the index is what the records say"
    run = run_of(case)
    deviate(
        case=case,
        seen=Seen(run, run.moves),
        deviation=deviations.undo_last,
        reason=deviations.Reason(ReasonCategory.OTHER, "Irrtum."),
        by=world.anna,
        at=AT,
    )
    assert step_notes.index_step_notes(at=AT + timedelta(hours=2))["forgotten"] == 1
    assert found("Papageienzüchter", world.anna) == set()


def test_words_on_health_are_found_by_who_may_open_the_record_and_by_nobody_else(
    world: World, case: Case
) -> None:
    plain, special = items(case)
    answer(case, plain, "Bienenwachs")
    answer(case, special, "Kleinhirnataxie")
    second = open_case(world, first_name="Berta", responsible=world.anna)
    answer(second, special, "Schwindel")
    for word in ("Bienenwachs", "Bienenwachs Aksoy"):
        assert case in found("Bienenwachs", world.lena), word
    assert found("Kleinhirnataxie", world.anna) == {case}
    # a word from each: one in the health record, one that everybody finds
    assert found("Kleinhirnataxie Bienenwachs", world.anna) == {case}
    assert found("Kleinhirnataxie Schwindel", world.anna) == set()
    for user in (world.lena, world.fritz, world.klara):
        assert found("Kleinhirnataxie", user) == set()
        assert found("Kleinhirnataxie Bienenwachs", user) == set()
    until = TODAY + timedelta(days=30)
    grant_health(
        person=case.person,
        user=world.lena,
        reason="Vertretung.",
        valid_until=until,
        scope=case,
        by=world.anna,
        at=AT,
    )
    assert found("Kleinhirnataxie", world.lena) == {case}
    assert found("Schwindel", world.lena) == set()
    answer(case, special, None, seen=1)
    assert found("Kleinhirnataxie", world.anna) == set()
    assert rebuild().corrected == 0, "the index is what the records say"


def test_the_open_health_records_are_those_of_the_table(world: World) -> None:
    """One query says of all cases what the rule says of each."""
    cases = [open_case(world), open_case(world, first_name="Berta", responsible=world.bela)]
    Case.objects.filter(pk=cases[0].pk).update(team=None)
    CaseParticipant.objects.create(
        case=cases[1], user=world.klara, organisation=world.agency, function="Reha", valid_from=TODAY
    )
    every = list(Case.objects.select_related("person", "service"))
    found_any = False
    for user in (world.anna, world.bela, world.lena, world.quirin, world.fritz, world.klara):
        allowed = {case for case in every if may_open_health(user, case, on=TODAY)}
        assert set(cases_with_open_health(user, on=TODAY)) == allowed, user
        found_any = found_any or bool(allowed)
    assert found_any
