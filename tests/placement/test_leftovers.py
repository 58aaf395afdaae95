"""Employers joined and parted; profiles corrected; both views; comparison through the gate; own instruments."""

from typing import Any

import pytest
from django.urls import reverse

from roterfaden.cases.choices import ContactKind, Information
from roterfaden.cases.journal import write_entry
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.consent.choices import DataClass
from roterfaden.consent.models import Transfer
from roterfaden.employers.duplicates import look_alikes, pairs_of
from roterfaden.employers.merging import merge_employers, part_employers
from roterfaden.employers.models import Employer, EmployerMerge, EmployersApart
from roterfaden.employers.queries import employers_visible_to
from roterfaden.employers.register import RegisterRefused, record_contact, record_employer
from roterfaden.employers.workplaces import record_workplace
from roterfaden.matching.ranking import Weights
from roterfaden.placement.comparing import comparison_block
from roterfaden.profiles.choices import Method, PlaceMethod, View
from roterfaden.profiles.instruments import instruments_of, shipped_instruments
from roterfaden.profiles.keeping import (
    Finding,
    ProfileRefused,
    correct_profile,
    record_abilities,
    record_requirements,
    weigh,
    weights_of,
)
from roterfaden.profiles.models import AbilityProfile
from roterfaden.profiles.queries import abilities_of, requirements_of
from tests.consent.makers import set_stage
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import client_of, text_of

KEY = shipped_instruments()["key"]


def employer(world: World, name: str, **facts: str) -> Employer:
    return record_employer(organisation=world.service, facts={"name": name} | facts, by=world.anna, at=AT)


def test_look_alikes_are_found_joined_and_parted(world: World, case: Case) -> None:
    first = employer(world, "Fördelogistik GmbH", town="Neuhafen", phone="0461 555 220")
    second = employer(
        world, "Foerde-Logistik", town="Altwiek", phone="0461/555220", website="www.foerde.example"
    )
    employer(world, "Bäckerei Großmann", town="Neuhafen")
    (pair,) = pairs_of(look_alikes(employers_visible_to(world.anna, on=TODAY)))
    assert {pair.first, pair.second} == {first, second}
    assert "gleiche Telefonnummer" in pair.reasons
    told: dict[str, Any] = {"by": world.anna, "at": AT}
    record_contact(employer=second, facts={"name": "Sven Carstens"}, **told)
    place = record_workplace(employer=second, facts={"title": "Lager"}, **told)
    write_entry(
        case=case, kind=ContactKind.CALL, happened_at=AT, text="Sucht eine Kraft.", company="Foerde-Logistik",
        information=Information.COMPANY, **told,
    )  # fmt: skip
    with pytest.raises(Conflict):
        merge_employers(kept=first, gone=second, chosen=[], revisions=(1, 9), **told)
    first, second = Employer.objects.get(pk=first.pk), Employer.objects.get(pk=second.pk)
    client = client_of(world.anna)
    page = text_of(client.get("/betriebe/doppelt/"))
    assert "Vergleichen und zusammenführen" in page
    merged = client.post(
        f"/betriebe/doppelt/{first.code}/{second.code}/",
        {"chosen": ["town"], "revision": 1, "other_revision": 1},
    )
    assert merged.status_code == 302
    shown = text_of(client.get(f"/betriebe/{first.code}/"))
    for words in ("Sven Carstens", "Lager", "Altwiek", "www.foerde.example", "Sucht eine Kraft."):
        assert words in shown
    assert "Aksoy" not in shown
    assert client.get(f"/betriebe/{second.code}/").status_code == 404
    assert not look_alikes(employers_visible_to(world.anna, on=TODAY))
    merge = first.merged.get()
    assert merge == second
    row = EmployerMerge.objects.select_related("kept__organisation", "gone").get()
    part_employers(merge=row, **told)
    with pytest.raises(RegisterRefused, match="schon"):
        part_employers(merge=row, **told)
    place.refresh_from_db()
    assert place.employer_id == second.pk
    assert Employer.objects.get(pk=first.pk).town == "Neuhafen"
    assert "Sven Carstens" in text_of(client.get(f"/betriebe/{second.code}/"))
    assert client_of(world.fritz).get(f"/betriebe/doppelt/{first.code}/{second.code}/").status_code == 404
    two = f"/betriebe/doppelt/{second.code}/{first.code}/zwei/"
    assert client_of(world.fritz).post(two).status_code == 404
    for _twice in range(2):
        assert client.post(two).status_code == 302
    apart = EmployersApart.objects.get()
    assert {apart.first, apart.second} == {first, second}
    assert not look_alikes(employers_visible_to(world.anna, on=TODAY))
    again = f"/betriebe/doppelt/{apart.uuid}/wieder/"
    assert client_of(world.fritz).post(again).status_code == 404
    assert client.post(again).status_code == 302
    assert len(look_alikes(employers_visible_to(world.anna, on=TODAY))) == 1


def able(world: World, case: Case, values: dict[str, int], view: str = View.EXTERNAL) -> AbilityProfile:
    finding = Finding(TODAY, Method.WORK_SAMPLE, values, {"care": "KANARIE"}, "", view)
    return record_abilities(
        person=case.person, instrument=KEY, finding=finding, scope=case, by=world.anna, at=AT
    )


def test_a_correction_is_a_new_version_and_both_views_stand_in_one_table(world: World, case: Case) -> None:
    old = able(world, case, {"care": 2, "order": 3})
    told: dict[str, Any] = {
        "instrument": KEY, "scope": case, "organisation": case.service, "by": world.bela, "at": AT,
    }  # fmt: skip
    better = Finding(TODAY, Method.WORK_SAMPLE, {"care": 4, "order": 3}, {}, "", View.EXTERNAL)
    made = correct_profile(profile=old, finding=better, revision=1, **told)
    with pytest.raises(Conflict) as clash:
        correct_profile(profile=old, finding=better, revision=1, **told)
    assert clash.value.current == made
    assert AbilityProfile.objects.count() == 2
    assert AbilityProfile.objects.select_related("data_key").get(pk=old.pk).content["values"]["care"] == 2
    assert abilities_of([case.person])[case.person_id]["key"] == {"care": 4, "order": 3}
    able(world, case, {"care": 5, "order": 2}, View.SELF)
    page = text_of(client_of(world.anna).get(reverse("profiles:index", args=[case.code])))
    for words in (
        "Selbstbild und Fremdbild",
        "sieht sich stärker",
        "sieht sich schwächer",
        "2 → 4",
        "Bela Muster",
    ):
        assert words in page
    assert "Verschieden bei 2 Merkmalen." in page
    place = record_workplace(
        employer=employer(world, "Werft"), facts={"title": "Lager"}, by=world.anna, at=AT
    )
    asked = record_requirements(
        workplace=place, instrument=KEY, finding=Finding(TODAY, PlaceMethod.OBSERVATION, {"care": 5}, {}),
        by=world.anna, at=AT,
    )  # fmt: skip
    edit = f"/betriebe/{place.employer.code}/plaetze/{place.code}/anforderungen/{asked.uuid}/"
    said = {"found_on": TODAY.isoformat(), "method": "observation", "v_care": "3", "revision": "1"}
    client = client_of(world.anna)
    assert client.post(edit, said | {"v_care": "9"}).status_code == 422
    assert client.post(edit, said).status_code == 302
    assert requirements_of([place])[place.pk] == {"key": {"care": 3}}
    assert client.post(edit, said | {"v_care": "1"}).status_code == 409


def test_a_comparison_goes_out_only_through_the_gate_and_without_notes(world: World, case: Case) -> None:
    able(world, case, {"care": 2, "order": 4})
    place = record_workplace(
        employer=employer(world, "Werft"), facts={"title": "Lager"}, by=world.anna, at=AT
    )
    finding = Finding(TODAY, PlaceMethod.OBSERVATION, {"care": 5, "order": 3}, {})
    record_requirements(workplace=place, instrument=KEY, finding=finding, by=world.anna, at=AT)
    block = comparison_block(case=case, workplace=place)
    assert [one.id for one in block] == ["short", "key", "support"]
    assert "Sorgfalt; 2; 5; zu wenig" in block[1].as_text()
    assert "KANARIE" not in "".join(one.as_text() for one in block)
    stage = set_stage(world, case)
    consent = stage.consent(classes=frozenset((DataClass.ABILITIES,)))
    here = reverse("placement:comparison", args=[case.code, place.code])
    client = client_of(world.anna)
    recipient = consent.recipients.first()
    assert recipient is not None
    said = {"recipient": str(recipient.uuid), "purpose": "Vermittlung", "basis": str(consent.uuid)}
    shown = client.post(here, said)
    assert "Das geht hinaus" in text_of(shown)
    assert not Transfer.objects.exists()
    sheet = client.post(here, said | {"let_out": "1"})
    assert sheet.content[:5] == b"%PDF-"
    assert Transfer.objects.get().classes == ["abilities"]
    narrow = stage.consent(classes=frozenset((DataClass.MASTER,)))
    refused = client.post(here, said | {"basis": str(narrow.uuid), "let_out": "1"})
    assert refused.status_code == 422
    assert Transfer.objects.count() == 1
    assert client_of(world.lena).get(here).status_code == 403
    assert client_of(world.fritz).get(here).status_code == 404


def test_an_instrument_is_built_in_a_form_and_items_weigh_on_the_page(world: World) -> None:
    client, base = client_of(world.lena), f"/instrumente/{world.service.code}"
    new = {
        "title": "Werkbank",
        "source": "eigener Bogen",
        "more": "# Hand\nFeilen: gerade Fläche\nFeilen\n# Auge\nMessen",
    }
    assert client.post(f"{base}/bauen/", new | {"more": "# leer"}).status_code == 422
    assert client.post(f"{base}/bauen/", new).status_code == 302
    made = instruments_of(world.service)["own_werkbank"]
    assert [(i.id, i.note) for i in made.items] == [
        ("feilen", "gerade Fläche"),
        ("feilen_2", ""),
        ("messen", ""),
    ]
    assert client.post(f"{base}/bauen/", new).status_code == 409
    again = {
        "title": "Werkbank", "source": "eigener Bogen", "more": "# Auge\nFarben", "revision": 1,
        "t_feilen": "Feilen grob", "t_feilen_2": "Feilen fein", "t_messen": "Messen",
    }  # fmt: skip
    assert client.post(f"{base}/bauen/own_werkbank/", again | {"t_messen": ""}).status_code == 422
    assert client.post(f"{base}/bauen/own_werkbank/", again).status_code == 302
    assert [i.id for i in instruments_of(world.service)["own_werkbank"].items] == [
        "feilen",
        "feilen_2",
        "messen",
        "farben",
    ]
    assert client_of(world.anna).get(f"{base}/bauen/").status_code == 403
    said = {"shortfall": 4, "surplus": 1, "unknown": 1, "revision": 0, "f_key__care": 3, "f_key__order": 1}
    assert client.post(f"{base}/gewichte/", said | {"f_key__care": 10}).status_code == 422
    assert client.post(f"{base}/gewichte/", said).status_code == 302
    assert weights_of(world.service)[0].items == {"key.care": 3}
    told: dict[str, Any] = {
        "organisation": world.service,
        "revision": 1,
        "by": world.lena,
        "at": AT,
    }
    with pytest.raises(ProfileRefused, match="gibt es nicht"):
        weigh(weights=Weights(items={"key.fliegen": 2}), **told)
