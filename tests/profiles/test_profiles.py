"""Profiles, terms, declines, weights, instruments, and the search over them: sealed, current, and equal for all."""

import json
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.common.yaml_nodes import FileFaults, read_file
from roterfaden.employers.choices import Stage
from roterfaden.employers.models import Workplace
from roterfaden.employers.register import RegisterRefused, record_employer
from roterfaden.employers.workplaces import correct_workplace, move_stage, plan_visit, record_workplace
from roterfaden.matching.ranking import Weights
from roterfaden.people.models import Person
from roterfaden.profiles.choices import DeclineReason, Method, PlaceMethod, Side, View
from roterfaden.profiles.instruments import (
    FOLDER,
    SHIPPED,
    import_instrument,
    instruments_of,
    shipped_instruments,
)
from roterfaden.profiles.keeping import (
    Finding,
    ProfileRefused,
    current_terms,
    decline,
    record_abilities,
    record_requirements,
    record_terms,
    weigh,
    weights_of,
)
from roterfaden.profiles.models import AbilityProfile
from roterfaden.profiles.searching import Search, explain, search_persons, search_places
from roterfaden.profiles.terms import Wishes, terms_table
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import client_of, count_queries, text_of

KEY = shipped_instruments()["key"]


def place(world: World, title: str, values: dict[str, int], **facts: Any) -> Workplace:
    known = {"name": "Werft", "town": "Neuhafen", "postcode": "24937"}
    employer = world.service.employers.first() or record_employer(
        organisation=world.service, facts=known, by=world.anna, at=AT
    )
    made = record_workplace(
        employer=employer, facts={"title": title, "open_from": TODAY} | facts, by=world.anna, at=AT
    )
    finding = Finding(TODAY, PlaceMethod.OBSERVATION, values, {})
    record_requirements(workplace=made, instrument=KEY, finding=finding, by=world.anna, at=AT)
    return made


def able(
    world: World, case: Case, values: dict[str, int], *, day: date = TODAY, view: str = View.EXTERNAL
) -> AbilityProfile:
    finding = Finding(day, Method.WORK_SAMPLE, values, {"care": "KANARIE"}, "Meister", view)
    return record_abilities(
        person=case.person, instrument=KEY, finding=finding, scope=case, by=world.anna, at=AT
    )


def wish(world: World, case: Case, agreed_on: date | None = None, **wishes: Any) -> None:
    now = current_terms(case.person)
    record_terms(
        person=case.person, wishes=Wishes(**wishes), agreed_on=agreed_on, seen=now.pk if now else 0,
        scope=case, by=world.anna, at=AT,
    )  # fmt: skip


def search(case: Case, top: int = 20) -> Search:
    return search_places(
        person=Person.objects.get(pk=case.person_id),
        workplaces=Workplace.objects.filter(employer__organisation=case.service),
        instruments=instruments_of(case.service),
        weights=weights_of(case.service)[0],
        top=top,
        on=TODAY,
    )


def titles(found: Search) -> list[str]:
    return [offer.workplace.title for offer in found.offers]


def test_the_shipped_instruments_hold_29_items_and_nine_groups() -> None:
    assert len(KEY.items) == 29
    assert (KEY.lowest, KEY.highest) == (1, 5)
    assert len(shipped_instruments()["physical"].groups) + 1 == 9
    groups = {group.id for one in shipped_instruments().values() for group in one.groups}
    assert groups == set(terms_table().support)


def test_a_profile_is_sealed_and_refuses_what_it_cannot_hold(world: World, case: Case) -> None:
    profile = able(world, case, {"care": 4})
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, source FROM profiles_abilityprofile")
        (row,) = cursor.fetchall()
    assert b"KANARIE" not in bytes(row[0])
    assert b"Meister" not in bytes(row[1])
    assert profile.data_key_id == case.person.health_record.data_key_id
    assert not any("KANARIE" in payload for payload in Entry.objects.values_list("payload", flat=True))
    for values, named in (({"care": 9}, "care"), ({"fliegen": 3}, "fliegen"), ({}, "mindestens")):
        with pytest.raises(ProfileRefused, match=named):
            able(world, case, values)
    with pytest.raises(ProfileRefused, match="Zukunft"):
        able(world, case, {"care": 3}, day=TODAY + timedelta(days=2))


def test_the_search_is_current_explains_itself_and_learns_from_a_decline(world: World, case: Case) -> None:
    able(world, case, {"care": 2, "order": 4, "reading": 3}, day=TODAY - timedelta(days=90))
    easy = place(world, "Scannen", {"care": 2, "order": 4, "reading": 3})
    place(world, "Prüfen", {"care": 5, "order": 4, "writing": 3})
    far = place(
        world, "Fern", {"care": 2}, postcode="80331", conditions=["night"], licence=True, hours_from=40
    )
    wish(world, case, postcodes=("249",), hours_to=30, must_not=("night",))
    found = search(case)
    assert titles(found) == ["Scannen", "Prüfen"]
    (gap,) = found.offers[1].gaps
    assert (gap.title, gap.line.steps) == ("Sorgfalt", 3)
    assert [s.kind for s in gap.supports] == ["training", "adaptation", "personal", "aid"]
    assert [r.title for r in found.offers[1].missing] == ["Schreiben"]
    why = explain(
        person=case.person, workplace=far, instruments=instruments_of(case.service), weights=Weights()
    )
    assert len(why.obstacles) == 4
    assert "Darf nicht sein: Nachtarbeit" in why.obstacles
    able(world, case, {"care": 5})
    assert found.offers[1].cost - search(case).offers[-1].cost != 0
    assert titles(search(case))[0] == "Prüfen"
    correct_workplace(workplace=easy, facts={"closed_on": TODAY}, revision=1, by=world.anna, at=AT)
    assert titles(search(case)) == ["Prüfen"]
    second = place(world, "Theke", {"care": 5}, conditions=["customers"])
    third = place(world, "Empfang", {"care": 5}, conditions=["customers"])
    for one in (second, third):
        for _twice in range(2):
            decline(
                person=case.person, workplace=one, side=Side.PERSON, reason=DeclineReason.CONDITION,
                condition="customers", note="KANARIE", scope=case, by=world.anna, at=AT,
            )  # fmt: skip
    found = search(case)
    assert titles(found) == ["Prüfen"]
    assert found.hints == ("Viel Kontakt zu Fremden",)
    assert found.left_out["Wurde schon abgelehnt"] == 2
    with pytest.raises(ProfileRefused, match="Bedingung"):
        decline(
            person=case.person, workplace=easy, side=Side.PERSON, reason=DeclineReason.CONDITION, scope=case,
            by=world.anna, at=AT,
        )  # fmt: skip


def test_gender_age_nationality_and_disability_change_nothing(world: World, case: Case) -> None:
    able(world, case, {"care": 3, "order": 2})
    for number in range(6):
        place(world, f"Platz {number}", {"care": 1 + number % 5, "order": 5 - number % 5})

    def told() -> Any:
        return [(offer.workplace.pk, offer.cost, offer.lines) for offer in search(case).offers]

    before = told()
    assert len(before) == 6
    person = Person.objects.get(pk=case.person_id)
    for changed in (
        {"gender": "male"}, {"gender": "female"}, {"gender": "diverse"}, {"birth_date": date(1961, 1, 1)},
        {"birth_date": date(2008, 1, 1)}, {"nationality": "Ukraine"}, {"disability": "Epilepsie"},
        {"first_name": "Ali", "last_name": "Demir"},
    ):  # fmt: skip
        for name, value in changed.items():
            setattr(person, name, value)
        person.save()
        assert told() == before


def test_weights_are_visible_changeable_and_guarded(world: World, case: Case) -> None:
    able(world, case, {"care": 3, "order": 3})
    place(world, "Zu schwer", {"care": 4, "order": 3})
    place(world, "Zu leicht", {"care": 1, "order": 1})
    assert titles(search(case)) == ["Zu schwer", "Zu leicht"]
    weigh(organisation=world.service, weights=Weights(9, 0, 1), revision=0, by=world.lena, at=AT)
    assert titles(search(case)) == ["Zu leicht", "Zu schwer"]
    with pytest.raises(Conflict):
        weigh(organisation=world.service, weights=Weights(), revision=0, by=world.lena, at=AT)
    with pytest.raises(ProfileRefused):
        weigh(organisation=world.service, weights=Weights(10), revision=1, by=world.lena, at=AT)


def test_from_a_workplace_only_those_who_agreed_are_found(world: World, case: Case) -> None:
    able(world, case, {"care": 3})
    free = place(world, "Scannen", {"care": 3})

    def found() -> list[Any]:
        return search_persons(
            workplace=free, persons=[case.person], instruments=instruments_of(world.service), weights=Weights(), top=9
        )  # fmt: skip

    assert found() == []
    wish(world, case, hours_to=30)
    assert found() == []
    wish(world, case, TODAY, hours_to=30)
    assert [person for person, _cost in found()] == [case.person]
    wish(world, case, TODAY, postcodes=("80",))
    assert found() == []
    url = reverse("employers:persons", args=[free.employer.code, free.code])
    wish(world, case, TODAY)
    assert "Leyla Aksoy" in text_of(client_of(world.anna).get(url))
    assert "Leyla Aksoy" not in text_of(client_of(world.lena).get(url))
    assert client_of(world.fritz).get(url).status_code == 404


def test_a_licensed_file_stays_in_the_service_and_a_broken_one_is_refused_by_name(world: World) -> None:
    text = read_file(FOLDER / SHIPPED[0]).replace("id: key\n", "id: verlag\n", 1)
    told = {"organisation": world.service, "licence": "Verlag, Nr. 7", "by": world.lena, "at": AT}
    import_instrument(text=text, name="verlag.yaml", **told)
    assert instruments_of(world.service)["verlag"].licence == "Verlag, Nr. 7"
    assert "verlag" not in instruments_of(world.other_service)
    for broken, named in (
        (text.replace("id: care", "id: order"), "zweimal"),
        (text.replace("highest: 5", "highest: 12"), "highest"),
        (text.replace('title: "Sorgfalt"', 'titel: "Sorgfalt"'), "titel"),
        (text.replace("id: verlag", "id: key"), "mitgelieferten"),
        (text.replace("- {id: care,", "- {id: neu,"), "care"),
    ):
        with pytest.raises(FileFaults, match=named):
            import_instrument(text=broken, name="verlag.yaml", **told)
    rows = "group;id;title;note;anchors\nKopf;k1;Merken;kurz;1=wenig|5=viel\n"
    import_instrument(text=rows, name="eigen.csv", **told)
    assert instruments_of(world.service)["eigen"].items[0].anchors == {"1": "wenig", "5": "viel"}
    for line in ("Kopf;k1;Merken;kurz\n", "Kopf;k1;Noch einmal;;\n"):
        with pytest.raises(FileFaults, match=r"eigen\.csv:3"):
            import_instrument(text=rows + line, name="eigen.csv", **told)


def test_the_duty_of_paragraph_154() -> None:
    rule = terms_table().duty_for("DE-SH", on=TODAY)
    assert rule is not None
    assert [rule.places(n) for n in (19, 20, 39, 40, 59, 60, 70, 110, 480)] == [0, 1, 1, 2, 2, 3, 4, 6, 24]
    assert terms_table().duty_for("CH-LU", on=TODAY) is None


def test_stages_and_visits(world: World) -> None:
    employer = place(world, "Scannen", {"care": 3}).employer
    with pytest.raises(RegisterRefused, match="Bis wann"):
        move_stage(employer=employer, stage=Stage.RESTING, revision=1, by=world.anna, at=AT)
    move_stage(employer=employer, stage=Stage.WILLING, revision=1, by=world.anna, at=AT)
    with pytest.raises(Conflict):
        move_stage(employer=employer, stage=Stage.TALK, revision=1, by=world.bela, at=AT)
    for _twice in range(2):
        plan_visit(employer=employer, planned_on=TODAY, purpose="Begehung", by=world.anna, at=AT)
    assert employer.visits.count() == 1
    page = text_of(client_of(world.anna).get(reverse("employers:acquisition")))
    assert 'bereit <span class="rf-meta">1</span>' in page
    assert "Postleitzahl 249" in page


def test_the_pages_from_entry_to_comparison(world: World, case: Case) -> None:
    client = client_of(world.anna)
    add = reverse("profiles:add", args=[case.code, "key"])
    entry = {
        "found_on": TODAY.isoformat(),
        "view": "external",
        "method": "test",
        "v_care": "2",
        "n_care": "Kratzer",
    }
    wrong = client.post(add, entry | {"v_care": "7"})
    assert wrong.status_code == 422
    assert 'value="Kratzer"' in wrong.content.decode()
    assert client.post(add, entry).status_code == 302
    profile = AbilityProfile.objects.get()
    edit = reverse("profiles:edit", args=[case.code, profile.uuid])
    assert client.post(edit, entry | {"v_care": "3", "revision": 1}).status_code == 302
    late = client.post(edit, entry | {"v_care": "4", "revision": 1})
    assert late.status_code == 409
    terms = reverse("profiles:terms", args=[case.code])
    said = {"postcodes": "249, x", "hours_from": 10, "hours_to": 30, "must_not": ["night"]}
    assert client.post(terms, said).status_code == 422
    assert client.post(terms, said | {"postcodes": "249"}).status_code == 302
    assert client.post(terms, said | {"postcodes": "2", "seen": 0}).status_code == 422
    free = place(world, "Scannen", {"care": 5})
    page = client.get(reverse("profiles:places", args=[case.code]))
    assert "Sorgfalt −2" in text_of(page)
    here = reverse("profiles:place", args=[case.code, free.code])
    comparison = client.get(here)
    assert "Am meisten fehlt bei: Sorgfalt." in text_of(comparison)
    assert comparison.content.index(b"<table") < comparison.content.index(b"rf-line")
    assert Client().get(here).status_code == 302
    for user, status in ((world.lena, 403), (world.fritz, 404)):
        assert client_of(user).get(here).status_code == status
    assert client.post(here, {"side": "person", "reason": "way"}).status_code == 302
    assert "Wurde schon abgelehnt" in text_of(client.get(here))


def test_the_number_of_queries_does_not_grow(world: World, case: Case) -> None:
    able(world, case, {"care": 3})
    place(world, "Platz", {"care": 3})
    client, url = client_of(world.anna), reverse("profiles:places", args=[case.code])
    client.get(url)
    one = count_queries(client, url)
    for number in range(5):
        place(world, f"Platz {number}", {"care": 3})
    assert count_queries(client, url) == one


def test_the_command_tells_reasons_as_json(world: World, case: Case) -> None:
    able(world, case, {"care": 2})
    place(world, "Prüfen", {"care": 4, "order": 3})
    out = StringIO()
    call_command("match", case.person.code, "--top", "20", "--format", "json", stdout=out)
    (offer,) = json.loads(out.getvalue())["offers"]
    assert offer["workplace"] == "Prüfen"
    assert offer["against"][0]["title"] == "Sorgfalt"
    assert offer["against"][0]["support"][0]["kind"] == "training"
    assert offer["unknown"] == ["Ordnungsbereitschaft"]
