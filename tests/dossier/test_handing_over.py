"""The way of a kept protocol of a hand-over through the gate."""

import pytest
from django.urls import reverse

from roterfaden.cases.models import Case
from roterfaden.dossier import protocols
from roterfaden.dossier.sharing import key_of, protocol_parts
from tests.fixtures import AT, World
from tests.web.browsing import client_of, text_of


@pytest.mark.django_db
def test_a_kept_protocol_goes_to_the_gate_chosen_beforehand(world: World, case: Case) -> None:
    draft = protocols.begin_protocol(case=case, form_id="v1-s2", health=True, by=world.anna, at=AT)
    texts = {"anlass": "Vermittelt in ein Büro.", "betrieb": "Gärtnerei am Deich.", "hilfen": "Höranlage."}
    protocols.change_protocol(protocol=draft, texts=texts, revision=1, by=world.anna, at=AT)
    assert protocol_parts(case, health=True) == [], "a draft goes nowhere"
    protocols.keep_protocol(protocol=draft, revision=2, by=world.anna, at=AT)
    parts = {part.key.rpartition("-")[2]: part.item for part in protocol_parts(case, health=True)}
    assert {name: (item.data_class, item.text) for name, item in parts.items()} == {
        "anlass": ("course", texts["anlass"]),
        "betrieb": ("work", texts["betrieb"]),
        "hilfen": ("health", texts["hilfen"]),
    }
    assert parts["hilfen"].holder is not None, "held back without a release"
    assert len(protocol_parts(case, health=False)) == 2
    anna = client_of(world.anna)
    page = text_of(anna.get(reverse("dossier:protocol", args=[case.code, draft.uuid])))
    gate = reverse("consent:pass_on", args=[case.code])
    assert f"{gate}?teil={key_of(draft)}" in page
    chosen = anna.get(f"{gate}?teil={key_of(draft)}").content.decode()
    assert chosen.count(" checked") == 3
    assert anna.get(gate).content.decode().count(" checked") == 0
