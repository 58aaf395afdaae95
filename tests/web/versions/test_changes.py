"""An adaptation written in forms: what and where, the words, one change less; the text says the same."""

import pytest
from django.urls import reverse

from roterfaden.process import editions, overlay_editing
from roterfaden.process.catalogue import chain_of, version_in_force
from roterfaden.process.choices import EditionKind
from roterfaden.process.models import Edition
from roterfaden.process.overlay_changes import DOING
from roterfaden.process.overlay_reader import parse_overlay
from roterfaden.process.starting_texts import PLACEHOLDER, starting_text
from roterfaden.web.versions.change_forms import KINDS
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import HOSTILE, client_of, stop_clock, text_of


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def draft(world: World) -> Edition:
    version = version_in_force("V1", on=TODAY)
    assert version is not None
    text = starting_text(chain=chain_of(version), kind=EditionKind.OVERLAY, organisation=world.service)
    return editions.draft(
        key="V1", kind=EditionKind.OVERLAY, organisation=world.service, text=text, by=world.quirin, at=AT
    )


# for each sort of change: where, and what is typed
TYPED: dict[str, tuple[str, dict[str, object]]] = {
    "add_hint": ("1", {"text": "Im Stehen geht es schneller: „ja“, sagt sie"}),
    "replace_hint": ("1", {"old": "Auf die Mitwirkungspflicht hinweisen", "new": "yes: 2026-11-01"}),
    "remove_hint": ("1", {"old": "yes: 2026-11-01"}),
    "add_guidance": ("1", {"text": "Dienstanweisung 3"}),
    "replace_guidance": ("1", {"old": "Dienstanweisung 3", "new": "Dienstanweisung 4"}),
    "remove_guidance": ("1", {"old": "Dienstanweisung 4"}),
    "add_step": ("4", {"title": "Profil vorstellen", "responsible": ["IFD"], "hint": "Mittwochs"}),
    "set_deadline": ("4", {"amount": "3", "unit": "weeks", "of": "self", "note": ""}),
    "remove_deadline": ("4", {}),
    "add_document": ("4", {"document": "Hafenpass", "direction": "in", "required": "on"}),
    "change_document": ("4", {"known": "Hafenpass"}),
    "remove_document": ("4", {"known": "Hafenpass"}),
    "retitle": ("4", {"title": "Vorbereiten"}),
    "assign": ("4", {"responsible": ["IFD"]}),
    "skip_step": ("e1", {}),
    "say": ("1", {"instead_of": "Integrationsamt", "word": "Inklusionsamt"}),
    "call": ("1", {"role": "IFD", "label": "Wir"}),
    "rename_chain": ("1", {"title": "Vermitteln"}),
    "retell": ("1", {"summary": "Kurz gesagt."}),
}


def test_every_sort_of_change_is_written_in_a_form(world: World, draft: Edition) -> None:
    assert set(TYPED) == set(KINDS) == set(DOING)
    quirin, url = client_of(world.quirin), reverse("versions:add_change", args=[draft.uuid])
    assert "Was soll sich ändern?" in text_of(quirin.get(url))
    for do, (place, typed) in TYPED.items():
        address = f"{url}?tun={do}&an={place}"
        draft.refresh_from_db()
        assert quirin.get(address).status_code == 200, do
        answer = quirin.post(address, typed | {"revision": draft.revision})
        assert answer.status_code == 302, (do, text_of(answer))
        draft.refresh_from_db()
        assert editions.verdict(draft, on=TODAY).faults == [], do
        assert parse_overlay(draft.text, name="").overlay.changes[-1].do == do
    assert PLACEHOLDER not in draft.text
    page = text_of(quirin.get(reverse("versions:edit", args=[draft.uuid])))
    assert "Hinweis ergänzen „Im Stehen geht es schneller: „ja“, sagt sie“" in page
    assert "Vorbereiten: Frist setzen oder ändern „3 Wochen“" in page


def test_a_change_goes_again_and_nothing_is_overwritten(world: World, draft: Edition) -> None:
    quirin = client_of(world.quirin)
    first = reverse("versions:drop_change", args=[draft.uuid, 1])
    assert "letzte Änderung" in text_of(quirin.post(first, {"revision": 1}, follow=True))
    for text in ("eins", "zwei"):
        overlay_editing.add_change(
            edition=draft,
            change={"do": "add_hint", "at": "1", "text": text},
            revision=draft.revision,
            by=world.quirin,
            at=AT,
        )
    assert quirin.post(first, {"revision": 1}).status_code == 409
    assert quirin.post(first, {"revision": draft.revision}).status_code == 302
    draft.refresh_from_db()
    assert [one["text"] for one in overlay_editing.changes_in(draft)] == ["zwei"]
    url = reverse("versions:add_change", args=[draft.uuid]) + "?tun=add_hint&an=1"
    assert quirin.post(url, {"text": "drei", "revision": 1}).status_code == 409
    for text in ("", *HOSTILE.values()):
        assert quirin.post(url, {"text": text, "revision": draft.revision}).status_code == 422
    for query in ("?tun=nichts&an=1", "?tun=add_hint&an=nirgends", "?tun=skip_step&an=d_bestand"):
        assert quirin.get(url.partition("?")[0] + query).status_code == 422
    assert client_of(world.fritz).get(url).status_code == 403
    draft.refresh_from_db()
    draft = editions.edit(
        edition=draft, text="kind: overlay\n", revision=draft.revision, by=world.quirin, at=AT
    )
    answer = quirin.post(url, {"text": "vier", "revision": draft.revision})
    assert answer.status_code == 422
    assert "im Text" in text_of(answer)
