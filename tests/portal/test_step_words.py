"""The steps of the chains in words to the client."""

from pathlib import Path

import pytest

from roterfaden.cases.models import Case
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.portal.texts import read_steps, shipped_steps
from tests.catalogue.shipped import SHIPPED
from tests.fixtures import World, walk
from tests.portal.makers import come_in, give_client
from tests.web.browsing import stop_clock


@pytest.mark.one_database
def test_every_step_of_every_chain_about_clients_has_words_to_them() -> None:
    steps = {
        (chain.id, step.id) for chain in SHIPPED.values() if chain.subject == "client" for step in chain.steps
    }
    assert len({chain for chain, _step in steps}) > 40
    assert steps - set(shipped_steps()) == set()
    assert set(shipped_steps()) - steps == set(), "words for a step that no chain has"


@pytest.mark.one_database
def test_no_step_stands_in_two_files(tmp_path: Path) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    for path in (one, other):
        path.write_text(
            "kind: portal_steps\nversion: '1'\nlanguage: de\nchains:\n"
            "  - {chain: V1, steps: [{node: '1', standard: 'Guten Tag', easy: 'Guten Tag'}]}\n"
        )
    assert list(read_steps([one])) == [("V1", "1")]
    with pytest.raises(FileFaults, match="zweimal"):
        read_steps([one, other])


def test_a_question_for_the_service_is_not_put_to_the_person(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    walk(case, "", "", by=world.anna)
    page = come_in(give_client(world, case)).get("/portal/start/").content.decode()
    assert "Wir klären zusammen, wie es weitergeht." in page
    assert "Vermittlung möglich?" not in page
