"""A run read as a thread: what was, where it stands, what was taken back."""

from roterfaden.cases.models import Case
from roterfaden.process import deviations
from roterfaden.process.choices import TaskState
from roterfaden.process.past import Detour, Walked
from roterfaden.process.walk import walk_of
from tests.fixtures import World, open_case, open_task, run_of, walk
from tests.process.walking_cases import deviate, finish, story, told, undo


def test_the_answer_belongs_to_the_step_that_led_to_its_question(world: World, case: Case) -> None:
    walk(case, "", "ja", "", by=world.anna)
    assert told(case) == ["1", "2 d_vermittelbar=ja", "3"]


def test_an_answer_given_later_belongs_to_its_step_too(world: World, case: Case) -> None:
    walk(case, "", "", "ja", by=world.anna)
    assert told(case) == ["1", "2 d_vermittelbar=ja"]


def test_two_questions_in_a_row_belong_to_one_step(world: World, case: Case) -> None:
    walk(case, "", "ja", "", "", "nein", "", "ja", "nein", by=world.anna)
    assert told(case)[-1] == "8 d_bestand=ja d_weitere_begleitung=nein"


def test_a_failed_trial_leads_back_in_a_loop_that_is_seen_at_once(world: World, case: Case) -> None:
    walk(case, "", "ja", "", "", "ja", "nein", by=world.anna)
    assert told(case)[-2:] == ["7a d_erprobung_erfolgreich=nein", "<2"]
    (visit,) = story(case).open
    assert (visit.task.node, visit.nth) == ("2", 2)


def test_the_way_forward_after_a_loop_is_no_loop(world: World, case: Case) -> None:
    walk(case, "", "ja", "", "", "ja", "nein", "ja", "", "", "ja", by=world.anna)
    assert [part for part in told(case) if part.startswith("<")] == ["<2"]
    assert story(case).steps_walked == 10


def test_a_skipped_step_is_told_once(world: World, case: Case) -> None:
    walk(case, "", by=world.anna)
    deviate(case, deviations.skip, by=world.anna)
    walk(case, "ja", by=world.anna)
    assert told(case) == ["1", "!skip 2", "? d_vermittelbar=ja"]


def test_a_jump_names_where_it_came_from_and_where_it_went(world: World, case: Case) -> None:
    walk(case, "", "ja", by=world.anna)
    deviate(case, deviations.jump, to="7b", by=world.anna)
    part = story(case).past[-1]
    assert isinstance(part, Detour)
    assert part.origin_title == "Zielvereinbarung mit dem Kunden festlegen"
    assert part.target_title.startswith("7b Platzierung")
    assert told(case) == ["1", "2 d_vermittelbar=ja", "!jump 3"]


def test_a_jump_back_is_a_detour_and_no_loop(world: World, case: Case) -> None:
    walk(case, "", "ja", by=world.anna)
    deviate(case, deviations.jump, to="1", by=world.anna)
    assert told(case)[-1] == "!jump 3"


def test_a_repeated_step_stays_done(world: World, case: Case) -> None:
    deviate(case, deviations.repeat, by=world.anna)
    assert told(case) == ["1", "!repeat 1"]
    assert story(case).open[0].nth == 2


def test_an_own_step_is_told_with_its_name(world: World, case: Case) -> None:
    deviate(case, deviations.add_step, title="Fahrtraining", by=world.anna)
    part = story(case).past[-1]
    assert isinstance(part, Detour)
    assert part.origin_title == "Fahrtraining"
    assert [visit.title for visit in story(case).open if visit.is_own] == ["Fahrtraining"]


def test_what_was_taken_back_leaves_a_trace_that_names_it(world: World, case: Case) -> None:
    walk(case, "", "ja", by=world.anna)
    undo(case, by=world.anna)
    assert told(case) == ["1", "!undo 2"]
    assert [visit.task.node for visit in story(case).open] == ["2"]
    assert story(case).open[0].nth == 1


def test_a_deviation_that_was_taken_back_is_told_by_the_undo_alone(world: World, case: Case) -> None:
    walk(case, "", by=world.anna)
    deviate(case, deviations.skip, by=world.anna)
    undo(case, by=world.anna)
    part = story(case).past[-1]
    assert isinstance(part, Detour)
    assert part.taken_back is not None
    assert part.taken_back.kind == "skip"
    assert told(case) == ["1", "!undo 2"]


def test_each_undo_finds_its_own_move(world: World, case: Case) -> None:
    walk(case, "", by=world.anna)
    deviate(case, deviations.add_step, title="Fahrtraining", by=world.anna)
    undo(case, by=world.anna)
    undo(case, by=world.anna)
    parts = [part for part in story(case).past if isinstance(part, Detour)]
    assert [part.taken_back.kind if part.taken_back else "" for part in parts] == ["own_step", ""]
    assert [part.origin_title for part in parts] == [
        "Fahrtraining",
        "Information und Klärung der Unterstützung",
    ]


def test_a_thread_that_was_left_and_taken_up_again(world: World, case: Case) -> None:
    walk(case, "", by=world.anna)
    deviate(case, deviations.leave, by=world.anna)
    assert story(case).end is None
    assert story(case).ended_by == world.anna
    deviate(case, deviations.resume, to="5", by=world.bela)
    assert told(case) == ["1", "2", "!leave", "!resume"]
    dropped = story(case).past[1]
    assert isinstance(dropped, Walked)
    assert dropped.task.state == TaskState.DROPPED
    assert story(case).ended_by is None


def test_branches_side_by_side_are_no_loop(world: World) -> None:
    case = open_case(world, chain="M3a", start="start_fragestellung")
    run = walk(case, "", by=world.anna)
    for node in ("1.2", "1.1"):
        finish(case, run, node, by=world.anna)
    assert told(case) == ["1", "1.2", "1.1"]


def test_missing_documents_are_the_required_ones_of_which_nothing_is_known(world: World, case: Case) -> None:
    assert story(case).open[0].missing() == [
        "Aktuelles Datenschutzblatt",
        "Schweigepflichtentbindung",
        "Mitteilung zur Betreuungsaufnahme an das Integrationsamt",
        "Beratungsnotiz",
    ]


def test_the_walk_has_the_ways_that_were_gone_and_no_others(world: World, case: Case) -> None:
    walk(case, "", "ja", "", "", "ja", "nein", by=world.anna)
    gone = walk_of(story(case))
    assert gone.times["2"] == 2
    assert gone.open == {"2"}
    assert {("start_auftrag", "1"), ("d_vermittelbar", "3"), ("d_erprobung_erfolgreich", "2")} <= gone.ways
    assert ("d_vermittelbar", "end_rueckgabe") not in gone.ways
    assert ("d_erprobung_erfolgreich", "7b") not in gone.ways
    assert not gone.detours


def test_a_jump_and_an_early_end_are_ways_beside_the_drawn_ones(world: World, case: Case) -> None:
    walk(case, "", "ja", by=world.anna)
    deviate(case, deviations.jump, to="7b", by=world.anna)
    deviate(case, deviations.end_early, end="end_vermittelt", by=world.anna)
    gone = walk_of(story(case))
    assert gone.detours == {("3", "7b"), ("7b", "end_vermittelt")}
    assert gone.skipped == {"3", "7b"}


def test_a_rule_leads_from_what_was_open(world: World, case: Case) -> None:
    deviate(case, deviations.apply_rule, rule="r_fernbleiben", by=world.anna)
    assert walk_of(story(case)).detours == {("1", "end_rueckgabe")}
    part = story(case).past[-1]
    assert isinstance(part, Detour)
    assert part.target_title == "Rückgabe nach zweimaligem unentschuldigtem Fernbleiben"


def test_all_branches_that_are_done_lead_into_the_join(world: World) -> None:
    case = open_case(world, chain="IIZ", start="start_ansprache")
    deviate(case, deviations.jump, to="x10", by=world.anna)
    run = walk(case, "", by=world.anna)
    for node in ("x11", "x12"):
        finish(case, run, node, by=world.anna)
    assert {("x10", "x11"), ("x10", "x12"), ("x11", "x13"), ("x12", "x13")} <= walk_of(story(case)).ways


def test_the_end_is_reached_by_the_last_answer(world: World, case: Case) -> None:
    walk(case, "", "nein", by=world.anna)
    assert ("d_vermittelbar", "end_rueckgabe") in walk_of(story(case)).ways
    found = story(case).end
    assert found is not None
    assert found.kind == "return"
    assert run_of(case).end_node == found.id


def test_undone_moves_were_never_walked(world: World, case: Case) -> None:
    walk(case, "", "ja", by=world.anna)
    undo(case, by=world.anna)
    assert ("d_vermittelbar", "3") not in walk_of(story(case)).ways
    assert open_task(run_of(case)).node == "2"
