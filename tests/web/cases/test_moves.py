"""Along the thread: complete, answer, be refused, be overtaken."""

from typing import Any

import pytest
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.process import deviations
from roterfaden.process.catalogue import chain_of
from roterfaden.process.choices import DocumentState, TaskState
from roterfaden.process.models import ChainVersion, Run, Task, TaskDocument
from tests.fixtures import World, open_task, run_of, walk
from tests.process.walking_cases import deviate as deviate_behind
from tests.web.browsing import HOSTILE, assert_hidden_from, client_of, text_of
from tests.web.cases.along import HTMX, address, complete, page_of, thread_part


def nodes(case: Case) -> list[str]:
    return list(run_of(case).tasks.filter(state=TaskState.OPEN).values_list("node", flat=True))


def test_a_step_is_completed_with_its_sentence(world: World, case: Case) -> None:
    answer = complete(world.anna, case, note="Ablauf erklärt.")
    assert (answer.status_code, answer["Location"]) == (303, f"/faelle/{case.code}/#jetzt")
    assert nodes(case) == ["2"]
    done = run_of(case).tasks.get(node="1")
    assert (done.note, done.closed_by) == ("Ablauf erklärt.", world.anna)
    assert "Ablauf erklärt." in text_of(page_of(world.anna, case))


def test_a_step_and_its_question_go_in_one_press(world: World, case: Case) -> None:
    complete(world.anna, case)
    complete(world.anna, case, "ja")
    assert nodes(case) == ["3"]
    assert run_of(case).moves == 3


def test_the_answer_may_come_later(world: World, case: Case) -> None:
    complete(world.anna, case)
    complete(world.anna, case, "")
    assert nodes(case) == ["d_vermittelbar"]
    assert "Jetzt · V1 · Frage" in text_of(page_of(world.anna, case))
    complete(world.bela, case, "nein")
    assert run_of(case).end_node == "end_rueckgabe"


def test_missing_documents_ask_for_a_reason_and_keep_what_was_typed(world: World, case: Case) -> None:
    answer = complete(world.anna, case, reason=" ", note="Alles besprochen.")
    assert answer.status_code == 422
    page = text_of(answer)
    assert "warum es ohne die fehlenden Unterlagen weitergeht" in page
    assert "Alles besprochen." in page
    assert nodes(case) == ["1"]
    complete(world.anna, case, reason="Kommt mit der Post.", note="Alles besprochen.")
    assert nodes(case) == ["2"]
    rows = TaskDocument.objects.filter(task__run=run_of(case))
    assert {(row.state, row.reason) for row in rows} == {(DocumentState.EXCUSED, "Kommt mit der Post.")}


def test_htmx_gets_the_part_that_the_page_would_show(world: World, case: Case) -> None:
    part = text_of(complete(world.anna, case, htmx=True))
    assert "<html" not in part
    assert "„Information und Klärung der Unterstützung“ ist abgeschlossen." in part
    assert 'id="fall-fristen" hx-swap-oob="true"' in part
    assert thread_part(part) == thread_part(text_of(page_of(world.anna, case)))


def test_htmx_gets_the_refusal_in_place(world: World, case: Case) -> None:
    answer = complete(world.anna, case, reason="", htmx=True)
    assert answer.status_code == 422
    assert "<html" not in text_of(answer)
    assert "autofocus" in text_of(answer)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("where", ["note", "reason"])
def test_what_harms_is_refused_with_a_sentence_and_kept(
    world: World, case: Case, where: str, text: str
) -> None:
    typed: dict[str, Any] = {"note": "Besprochen.", "reason": "Kommt noch."} | {where: text}
    answer = complete(world.anna, case, **typed)
    assert answer.status_code == 422
    assert "Bitte prüfen Sie Ihre Eingabe" in text_of(answer)
    assert all(value[:300] in text_of(answer) for value in typed.values())
    assert nodes(case) == ["1"]


@pytest.mark.parametrize("moves", ["", "x", "-1", "9" * 30, "1.5", "\0"])
def test_a_damaged_form_is_refused(world: World, case: Case, moves: str) -> None:
    answer = complete(world.anna, case, moves=moves, note="Besprochen.")
    assert answer.status_code == 422
    assert "Das Formular war unvollständig." in text_of(answer)
    assert "Besprochen." in text_of(answer)
    assert nodes(case) == ["1"]


@pytest.mark.parametrize("outcome", ["vielleicht", "x" * 1_000_000, "\0", "ja; nein"])
def test_an_answer_that_nobody_offered_is_refused(world: World, case: Case, outcome: str) -> None:
    complete(world.anna, case)
    answer = complete(world.anna, case, outcome)
    assert answer.status_code == 422
    assert "ist keine Antwort auf" in text_of(answer)
    assert nodes(case) == ["2"]


def test_an_answer_where_nothing_is_asked_is_refused(world: World, case: Case) -> None:
    answer = complete(world.anna, case, "ja")
    assert answer.status_code == 422
    assert "Nach diesem Schritt ist nichts zu entscheiden." in text_of(answer)


@pytest.mark.parametrize("htmx", [False, True])
def test_the_second_of_two_colleagues_is_told_what_happened(world: World, case: Case, htmx: bool) -> None:
    task, moves = open_task(run_of(case)), run_of(case).moves
    complete(world.bela, case, note="Von Bela.")
    answer = complete(world.anna, case, task=task, moves=moves, note="Mein langer Satz.", htmx=htmx)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Inzwischen hat jemand anders an diesem Faden weitergearbeitet." in page
    assert "Bela Muster hat „Information und Klärung der Unterstützung“" in page
    assert "Mein langer Satz." in page
    assert ("<html" in page) is not htmx
    assert Task.objects.filter(run=run_of(case), node="2").count() == 1


def test_a_stale_page_of_a_step_that_is_open_still_is_told_too(world: World, case: Case) -> None:
    """Somebody put an own step beside it: the page that was seen is not the thread that is there."""
    task, moves = open_task(run_of(case)), run_of(case).moves
    deviate_behind(case, deviations.add_step, title="Fahrtraining", by=world.bela)
    answer = complete(world.anna, case, task=task, moves=moves, note="Mein Satz.")
    assert answer.status_code == 409
    assert "Mein Satz." in text_of(answer)


def test_a_step_that_was_taken_back_is_overtaken(world: World, case: Case) -> None:
    walk(case, "", by=world.anna)
    gone = open_task(run_of(case))
    deviate_behind(case, deviations.undo_last, by=world.bela)
    answer = complete(world.anna, case, task=gone, note="Mein Satz.")
    assert answer.status_code == 409
    assert "Mein Satz." in text_of(answer)


@pytest.mark.parametrize(("run", "number"), [(2, 1), (1, 2), (1, 0), (0, 1), (10**30, 1), (1, 10**30)])
def test_what_never_was_is_a_missing_page(world: World, case: Case, run: int, number: int) -> None:
    for name in ("complete", "deviate"):
        url = reverse(f"cases:{name}", args=[case.code, run, number])
        assert client_of(world.anna).post(url, {}).status_code == 404
    assert client_of(world.anna).get(reverse("cases:visit", args=[case.code, run, number])).status_code == 404


def test_reading_cannot_move_anything(world: World, case: Case) -> None:
    before = Entry.objects.exclude(action="cases.read").count()
    client = client_of(world.anna)
    for name in ("complete", "deviate", "present"):
        url = address(case, name, open_task(run_of(case)), *([0] if name == "present" else []))
        assert client.get(url).status_code == 405
    assert client.get(reverse("cases:go_on", args=[case.code, 1])).status_code == 405
    for name in ("undo", "resume"):
        assert client.get(reverse(f"cases:{name}", args=[case.code, 1])).status_code == 200
    assert Entry.objects.exclude(action="cases.read").count() == before
    assert nodes(case) == ["1"]


def test_a_stranger_moves_nothing(world: World, case: Case) -> None:
    task = open_task(run_of(case))
    for name in ("complete", "deviate", "subchain", "visit"):
        assert_hidden_from(world.fritz, address(case, name, task), case.code)
    for name in ("undo", "resume", "go_on"):
        assert_hidden_from(world.fritz, reverse(f"cases:{name}", args=[case.code, 1]), case.code)
    assert nodes(case) == ["1"]


class TestNextChain:
    """An end that hands over leads into the next chain, once."""

    @pytest.fixture
    def handed_over(self, world: World, case: Case) -> str:
        walk(case, "", "ja", "", "", "nein", "", "ja", "ja", by=world.anna)
        return reverse("cases:go_on", args=[case.code, 1])

    def test_it_begins_where_the_end_says(self, world: World, case: Case, handed_over: str) -> None:
        assert client_of(world.anna).post(handed_over).status_code == 303
        run = run_of(case)
        assert (run.chain_version.key, run.start_node, run.handed_over_from_id) == (
            "S2",
            "start_vermittlung",
            Run.objects.get(case_run__case=case, chain_version__key="V1").pk,
        )

    def test_a_second_press_is_refused(self, world: World, case: Case, handed_over: str) -> None:
        client_of(world.anna).post(handed_over)
        answer = client_of(world.bela).post(handed_over, headers=HTMX)
        assert answer.status_code == 422
        assert "Die nächste Kette ist schon begonnen." in text_of(answer)
        assert Run.objects.filter(case_run__case=case).count() == 2

    def test_a_running_chain_hands_nothing_over(self, world: World, case: Case) -> None:
        answer = client_of(world.anna).post(reverse("cases:go_on", args=[case.code, 1]))
        assert answer.status_code == 422
        assert "Diese Kette endet nicht mit einer Übergabe." in text_of(answer)


class TestSubchain:
    """A step names the measures and chains that can be begun from it."""

    def test_a_measure_is_begun(self, world: World, case: Case) -> None:
        walk(case, "", by=world.anna)
        url = address(case, "subchain")
        page = text_of(client_of(world.anna).get(url))
        assert "M2 Erarbeitung realisierbarer beruflicher Ziele" in page
        answer = client_of(world.anna).post(url, {"entry": "M2:start_arbeitslosigkeit"})
        assert answer.status_code == 303
        run = run_of(case)
        assert run.chain_version.key == "M2"
        assert run.called_from is not None
        assert run.called_from.node == "2"

    @pytest.mark.parametrize("entry", ["", "V1:start_auftrag", "M2:nirgends", "M2", "\0"])
    def test_what_the_step_does_not_name_is_refused(self, world: World, case: Case, entry: str) -> None:
        walk(case, "", by=world.anna)
        answer = client_of(world.anna).post(address(case, "subchain"), {"entry": entry})
        assert answer.status_code == 422
        assert Run.objects.filter(case_run__case=case).count() == 1

    def test_a_step_that_is_done_calls_nothing(self, world: World, case: Case) -> None:
        walk(case, "", by=world.anna)
        url = address(case, "subchain")
        walk(case, "ja", by=world.bela)
        answer = client_of(world.anna).post(url, {"entry": "M2:start_arbeitslosigkeit"})
        assert answer.status_code == 409
        assert "Bela Muster hat „Assessment / Anamnese“" in text_of(answer)

    def test_what_continues_a_called_chain_stays_beside_the_main_thread(
        self, world: World, case: Case
    ) -> None:
        walk(case, "", "ja", "", "", by=world.anna)
        client = client_of(world.anna)
        client.post(address(case, "subchain"), {"entry": "M5:" + first_start("M5")})
        called = run_of(case)
        deviate_behind(case, deviations.end_early, end="end_festgelegt", by=world.anna)
        assert "Weiter in Kette M7" in text_of(page_of(world.anna, case))
        assert client.post(reverse("cases:go_on", args=[case.code, 2])).status_code == 303
        assert run_of(case).called_from_id == called.called_from_id
        assert "V1 Vermittlung auf den allgemeinen Arbeitsmarkt" in text_of(page_of(world.anna, case))


def first_start(key: str) -> str:
    return chain_of(ChainVersion.objects.get(key=key)).starts[0].id
