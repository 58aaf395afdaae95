"""The pages of who is due: names for who may see the case, sheets without names, letters without codes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.surveys import asking
from roterfaden.surveys.models import Addressee, Round
from roterfaden.surveys.reader import questionnaires
from roterfaden.web.surveys import inviting
from tests.fixtures import World, open_case
from tests.web.surveys.test_pages import logged_in

HERE = "/befragungen/an-der-reihe/"


@pytest.fixture
def survey(world: World) -> Round:
    today = timezone.localdate()
    for name in ("Aksoy", "Brandt"):
        case = open_case(world, last_name=name)
        Case.objects.filter(pk=case.pk).update(
            state="closed", closed_on=today, opened_on=today - timedelta(days=700), result="placed"
        )
    wanted = asking.Plan(
        questionnaire=questionnaires()["clients", "2026-11"],
        occasion="Laufend",
        opens_on=today,
        closes_on=today + timedelta(days=30),
    )
    return asking.plan(organisation=world.service, wanted=wanted, by=world.quirin, at=timezone.now())


def test_names_are_for_those_who_see_the_case(world: World, survey: Round) -> None:
    assert "Aksoy" in logged_in(world.lena).get(HERE).content.decode()
    assert Entry.objects.filter(action="surveys.due_read").count() == 1
    page = logged_in(world.quirin).get(HERE).content.decode()
    assert "Aksoy" not in page
    assert "2 ohne Namen: Sie sehen diese Fälle nicht." in page
    assert "Aksoy" not in logged_in(world.fritz).get(HERE).content.decode()


def test_one_press_invites_and_prints_the_letters_go_apart(world: World, survey: Round) -> None:
    quirin, lena = logged_in(world.quirin), logged_in(world.lena)
    answer = quirin.post(HERE, {"survey": str(survey.uuid)})
    assert answer["Content-Type"] == "application/pdf"
    assert Addressee.objects.count() == 2
    again = quirin.post(HERE, {"survey": str(survey.uuid)})
    assert again.status_code == 422
    assert "niemand an der Reihe" in again.content.decode()
    page = lena.get(f"/befragungen/{survey.uuid}/eingeladen/").content.decode()
    assert "Aksoy" in page
    assert "mit Brief" in page
    letters = f"/befragungen/{survey.uuid}/anschreiben/"
    assert lena.get(letters).content.startswith(b"%PDF")
    assert quirin.get(letters).status_code == 404
    assert logged_in(world.fritz).get(letters).status_code == 404


def test_the_own_caseworker_is_not_offered_the_telephone(world: World, survey: Round) -> None:
    quirin = logged_in(world.quirin)
    refused = quirin.post(HERE, {"survey": str(survey.uuid), "caller": str(world.anna.uuid)})
    assert refused.status_code == 422
    assert not Addressee.objects.exists()
    taken = quirin.post(HERE, {"survey": str(survey.uuid), "caller": str(world.bela.uuid)})
    assert taken["Content-Type"] == "application/pdf"
    page = logged_in(world.bela).get(f"/befragungen/{survey.uuid}/eingeladen/").content.decode()
    assert "am Telefon durch Bela Muster" in page


def test_who_does_not_plan_cannot_invite(world: World, survey: Round) -> None:
    assert logged_in(world.lena).post(HERE, {"survey": str(survey.uuid)}).status_code == 422
    assert "Alle einladen" not in logged_in(world.lena).get(HERE).content.decode()
    assert not Addressee.objects.exists()


def test_a_long_list_names_the_first_and_counts_the_rest(
    world: World, survey: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inviting, "MOST_NAMED", 1)
    page = logged_in(world.lena).get(HERE).content.decode()
    assert "Aksoy" in page
    assert "Brandt" not in page
    assert "und eine weitere Person" in page
