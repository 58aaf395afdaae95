"""The shipped protocols of hand-overs fit the shipped chains, and are offered where a chain hands over."""

from typing import Any

import pytest

from roterfaden.cases.models import Case
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.documents.files import read_file
from roterfaden.dossier import protocols
from roterfaden.dossier.forms import FILE, read_protocols, shipped_protocols
from roterfaden.process.models import ChainVersion
from tests.catalogue.shipped import SHIPPED
from tests.fixtures import AT, World, run_of

CLIENT_CHAINS = [chain for chain in SHIPPED.values() if chain.subject == "client"]


@pytest.mark.one_database
def test_every_end_of_a_chain_about_clients_that_hands_over_has_its_protocol_and_no_other() -> None:
    named = {
        (chain.id, end.chain or "") for chain in CLIENT_CHAINS for end in chain.ends if end.kind == "handover"
    }
    written = [(chain, form.to_chain) for form in shipped_protocols().values() for chain in form.from_chains]
    assert named - set(written) == set(), "a hand-over without a protocol"
    assert set(written) - named == set(), "a protocol for a hand-over that no chain names"
    assert len(written) == len(set(written)), "two protocols for one hand-over"
    assert len([to for _from, to in named if to]) >= 18


@pytest.mark.one_database
def test_the_documents_that_a_protocol_stands_for_are_asked_for_in_its_next_chain() -> None:
    for form in shipped_protocols().values():
        steps = SHIPPED[form.to_chain].steps if form.to_chain else ()
        asked = {document.title for step in steps for document in step.documents}
        assert set(form.documents) <= asked, form.id
    asks = {
        (chain.id, document.title)
        for chain in CLIENT_CHAINS
        for step in chain.steps
        for document in step.documents
        if document.direction == "in" and document.title.startswith("Übergabeprotokoll")
    }
    served = {(form.to_chain, title) for form in shipped_protocols().values() for title in form.documents}
    assert asks == served


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("frame: betrieb", "frame: nichts", "nicht erlaubt"),
        ("{id: v2-v1,", "{id: v1-s2,", "zweimal"),
        ("filled_from: course", "filled_from: gossip", "nicht erlaubt"),
    ],
)
def test_a_file_of_protocols_is_read_strictly(before: str, after: str, told: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert read_protocols(text, name="protocols.yaml") == shipped_protocols()
    with pytest.raises(FileFaults, match=told):
        read_protocols(text.replace(before, after, 1), name="protocols.yaml")


def test_a_protocol_to_another_body_is_offered_where_a_chain_hands_over_outside(
    world: World, case: Case
) -> None:
    assert [form.id for form in protocols.forms_for(case)] == ["v1-s2"]
    run = run_of(case)
    run.chain_version = ChainVersion.objects.filter(key="T8").latest("pk")
    run.save()
    assert [form.id for form in protocols.forms_for(case)] == ["t8-t2", "andere-stelle"]
    who: dict[str, Any] = {"by": world.anna, "at": AT}
    draft = protocols.begin_protocol(case=case, form_id="andere-stelle", health=True, **who)
    assert draft.texts["anlass"].startswith("Sucht eine ruhige Arbeit im Büro.")
    assert draft.texts["bitte"] == ""
    texts = draft.texts | {"bitte": "Bitte melden Sie sich in der ersten Woche."}
    protocols.change_protocol(protocol=draft, texts=texts, revision=1, **who)
    stored = protocols.keep_protocol(protocol=draft, revision=2, **who)
    assert read_file(stored).startswith(b"%PDF-")
    assert "andere-stelle" in stored.name
