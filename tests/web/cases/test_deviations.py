"""Off the drawn path: always possible, always with a reason."""

from typing import Any

import pytest
from django.urls import reverse

from roterfaden.cases.models import Case
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.models import Deviation
from tests.fixtures import World, open_task, run_of, walk
from tests.web.browsing import HOSTILE, client_of, text_of
from tests.web.cases.along import complete, deviate, page_of


def nodes(case: Case) -> set[str]:
    return set(run_of(case).tasks.filter(state=TaskState.OPEN).values_list("node", flat=True))


@pytest.mark.parametrize(
    ("way", "kind", "after"),
    [
        ("skip:", "skip", {"2"}),
        ("repeat:", "repeat", {"1"}),
        ("jump:7b", "jump", {"7b"}),
        ("jump:d_bestand", "jump", {"d_bestand"}),
        ("leave:", "leave", set()),
        ("end:end_rueckgabe", "end_early", set()),
        ("rule:r_fernbleiben", "rule", set()),
    ],
)
def test_every_way_off_is_open_with_a_reason(
    world: World, case: Case, way: str, kind: str, after: set[str]
) -> None:
    answer = deviate(world.anna, case, way)
    assert answer.status_code == 303
    assert nodes(case) == after
    row = Deviation.objects.get(run=run_of(case))
    assert (row.kind, row.category, row.reason) == (kind, "client_wish", "Frau Aksoy möchte das so.")
    assert "Frau Aksoy möchte das so." in text_of(page_of(world.anna, case))


def test_an_own_step_stands_beside_what_is_open(world: World, case: Case) -> None:
    deviate(world.anna, case, "own:", title="Fahrtraining")
    page = text_of(page_of(world.anna, case))
    assert "2 Schritte laufen nebeneinander" in page
    assert "eigener Schritt „Fahrtraining“ eingefügt" in page
    assert "Eigenen Schritt abschließen" in page


def test_an_own_step_needs_a_name(world: World, case: Case) -> None:
    answer = deviate(world.anna, case, "own:")
    assert answer.status_code == 422
    assert "Bitte geben Sie dem eigenen Schritt einen Namen." in text_of(answer)


def test_only_what_is_possible_is_offered(world: World, case: Case) -> None:
    walk(case, "", "", by=world.anna)
    page = text_of(page_of(world.anna, case))
    assert 'value="skip:"' not in page, "a question cannot be skipped"
    assert 'value="repeat:"' in page
    assert 'value="jump:d_vermittelbar"' not in page
    assert 'value="rule:r_fernbleiben"' in page
    deviate(world.anna, case, "own:", title="Fahrtraining")
    page = text_of(page_of(world.anna, case))
    assert page.count('value="repeat:"') == 1, "an own step is inserted again, not repeated"


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": ""},
        {"category": "laune"},
        {"reason": "  "},
        {"way": ""},
        {"way": "jump:nirgends"},
        {"way": "drop:table"},
        {"moves": "viele"},
        *({"reason": text} for text in HOSTILE.values()),
    ],
    ids=lambda wrong: " ".join(f"{k}={v[:12]!r}" for k, v in wrong.items()),
)
@pytest.mark.parametrize("htmx", [False, True])
def test_without_a_way_or_a_reason_nothing_happens_and_all_is_kept(
    world: World, case: Case, wrong: dict[str, str], htmx: bool
) -> None:
    typed = {"way": "jump:7b", "reason": "Der Betrieb wartet."} | wrong
    answer = deviate(world.anna, case, typed.pop("way"), htmx=htmx, **typed)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Bitte prüfen Sie Ihre Eingabe" in page
    assert typed["reason"].strip()[:200] in page
    assert "<details open>" in page
    assert nodes(case) == {"1"}
    assert not Deviation.objects.exists()


def test_the_second_of_two_is_told_and_keeps_the_reason(world: World, case: Case) -> None:
    task, moves = open_task(run_of(case)), run_of(case).moves
    walk(case, "", by=world.bela)
    answer = deviate(world.anna, case, "jump:7b", task=task, moves=moves, reason="Der Betrieb wartet.")
    assert answer.status_code == 409
    assert "Der Betrieb wartet." in text_of(answer)
    assert "Bela Muster" in text_of(answer)


class TestUndo:
    """The last move can be taken back, with a trace."""

    def send(self, world: World, case: Case, **more: Any) -> Any:
        sent = {"category": "mistake", "reason": "Verklickt.", "moves": run_of(case).moves} | more
        return client_of(world.anna).post(reverse("cases:undo", args=[case.code, 1]), sent)

    def test_it_opens_the_step_again_and_gives_its_sentence_back(self, world: World, case: Case) -> None:
        run = walk(case, "", by=world.anna)
        task = run.tasks.get(node="2")
        complete(world.anna, case, "ja", note="Ganz gesund.")
        answer = self.send(world, case)
        assert answer.status_code == 303
        assert nodes(case) == {"2"}
        page = text_of(page_of(world.anna, case))
        assert "<s>Assessment / Anamnese</s>" in page
        assert "Verklickt." in page
        assert "Ganz gesund.</textarea>" in page
        assert task.pk == open_task(run_of(case)).pk

    def test_the_beginning_stays(self, world: World, case: Case) -> None:
        assert "zuruecknehmen" not in text_of(page_of(world.anna, case))
        answer = self.send(world, case)
        assert answer.status_code == 422
        assert "Der Beginn des Fadens lässt sich nicht zurücknehmen." in text_of(answer)

    def test_a_stale_page_is_told(self, world: World, case: Case) -> None:
        moves = run_of(case).moves
        walk(case, "", by=world.bela)
        answer = self.send(world, case, moves=str(moves), reason="Mein Grund.")
        assert answer.status_code == 409
        assert "Mein Grund." in text_of(answer)

    def test_it_needs_a_sentence(self, world: World, case: Case) -> None:
        walk(case, "", by=world.anna)
        assert self.send(world, case, reason="").status_code == 422
        assert nodes(case) == {"2"}


class TestResume:
    """A thread that was left, or that has ended, can be taken up again."""

    def send(self, world: World, case: Case, to: str) -> Any:
        sent = {"to": to, "category": "health", "reason": "Geht wieder.", "moves": run_of(case).moves}
        return client_of(world.anna).post(reverse("cases:resume", args=[case.code, 1]), sent)

    def test_at_any_step(self, world: World, case: Case) -> None:
        deviate(world.anna, case, "leave:")
        assert run_of(case).state == RunState.LEFT
        page = text_of(page_of(world.anna, case))
        assert "Faden verlassen" in page
        assert reverse("cases:resume", args=[case.code, 1]) in page
        assert self.send(world, case, "4").status_code == 303
        assert nodes(case) == {"4"}

    def test_not_at_a_place_that_the_chain_does_not_have(self, world: World, case: Case) -> None:
        deviate(world.anna, case, "leave:")
        assert self.send(world, case, "42").status_code == 422

    def test_not_while_it_runs(self, world: World, case: Case) -> None:
        answer = self.send(world, case, "4")
        assert answer.status_code == 422
        assert "Der Faden läuft noch." in text_of(answer)
