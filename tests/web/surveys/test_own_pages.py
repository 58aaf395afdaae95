"""The pages of own questionnaires: written, ordered, brought as a file; a stranger finds nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from roterfaden.surveys.models import OwnQuestionnaire
from tests.fixtures import World
from tests.web.surveys.test_pages import logged_in

HERE = "/befragungen/frageboegen/"
HEAD = {"title": "Eigene Fragen", "source": "Der Dienst", "context": "Wer fragt, hört zu."}


@pytest.fixture
def client(world: World) -> Client:
    return logged_in(world.quirin)


@pytest.fixture
def own(world: World, client: Client) -> OwnQuestionnaire:
    form = {**HEAD, "organisation": world.service.code, "group": "client", "start": "clients 2026-11"}
    assert client.post(f"{HERE}neu/", form).status_code == 302
    return OwnQuestionnaire.objects.get()


def texts(own: OwnQuestionnaire) -> list[str]:
    own.refresh_from_db()
    return [question.id for question in own.as_questionnaire().questions]


def test_a_questionnaire_begins_with_the_questions_of_another_and_is_changed(
    client: Client, own: OwnQuestionnaire
) -> None:
    page, here = f"{HERE}{own.uuid}/", client.get(f"{HERE}{own.uuid}/").content.decode()
    assert "Ihre Wünsche werden gehört." in here
    added = {"kind": "yes_no", "text": "Kommen Sie wieder?", "easy": "Kommen Sie wieder?", "revision": "1"}
    assert client.post(f"{page}frage/", added).status_code == 302
    assert texts(own)[-1] == "q6"
    for turn, revision in (("up", "2"), ("down", "3"), ("up", "4"), ("drop", "5")):
        client.post(f"{page}frage/q6/zug/", {"turn": turn, "revision": revision})
    assert "q6" not in texts(own)
    assert "Würden Sie" in client.get(f"{page}frage/again/").content.decode()
    assert client.post(f"{page}kopf/", {**HEAD, "title": "Neu", "revision": "6"}).status_code == 302
    assert OwnQuestionnaire.objects.get().title == "Neu"


def test_two_editors_and_what_is_missing(client: Client, own: OwnQuestionnaire) -> None:
    page = f"{HERE}{own.uuid}/"
    assert (
        client.post(f"{page}frage/goal/", {"kind": "scale", "text": "A", "revision": "1"}).status_code == 302
    )
    late = client.post(f"{page}frage/goal/", {"kind": "scale", "text": "Meine Fassung", "revision": "1"})
    assert late.status_code == 409
    assert "Meine Fassung" in late.content.decode()
    assert client.post(f"{page}frage/goal/zug/", {"turn": "drop", "revision": "1"}).status_code == 409
    empty = client.post(f"{page}frage/", {"kind": "scale", "text": "", "easy": "Bleibt", "revision": "2"})
    assert empty.status_code == 422
    assert "Bleibt" in empty.content.decode()
    assert client.get(f"{page}frage/fremd/").status_code == 404
    assert client.post(f"{page}frage/fremd/zug/", {"turn": "drop", "revision": "2"}).status_code == 422


def test_once_asked_only_a_new_version_is_offered(client: Client, own: OwnQuestionnaire) -> None:
    OwnQuestionnaire.objects.update(asked=True)
    page = client.get(f"{HERE}{own.uuid}/").content.decode()
    assert "Neue Fassung anlegen" in page
    assert "Nach oben" not in page
    refused = client.post(f"{HERE}{own.uuid}/frage/", {"kind": "scale", "text": "Neu", "revision": "1"})
    assert refused.status_code == 422
    answer = client.post(f"{HERE}{own.uuid}/fassung/")
    newest = OwnQuestionnaire.objects.get(number=2)
    assert answer["Location"] == f"{HERE}{newest.uuid}/"
    assert "Nach oben" in client.get(f"{HERE}{newest.uuid}/").content.decode()


def test_a_file_goes_out_and_comes_in_and_a_bad_one_is_refused_with_its_line(
    world: World, client: Client, own: OwnQuestionnaire
) -> None:
    text = client.get(f"{HERE}datei/{own.name}/1/").content
    bad = text.replace(b'kind: "scale"', b'kind: "smell"').replace(b"title:", b"titel:")
    for content, wanted in ((bad, ["Zeile 4", "Zeile 11"]), (b"\xff\xfe", ["UTF-8"]), (text, [])):
        form = {"organisation": world.service.code, "file": SimpleUploadedFile("a.yaml", content)}
        answer = client.post(f"{HERE}hochladen/", form)
        assert answer.status_code == (422 if wanted else 302)
        assert all(word in answer.content.decode() for word in wanted)
    assert OwnQuestionnaire.objects.count() == 2
    assert client.get(f"{HERE}datei/clients/2026-11/").status_code == 200
    assert client.get(f"{HERE}datei/{own.name}/7/").status_code == 404


def test_colleagues_read_and_do_not_write_others_find_nothing(world: World, own: OwnQuestionnaire) -> None:
    anna, fritz, page = logged_in(world.anna), logged_in(world.fritz), f"{HERE}{own.uuid}/"
    assert "Frage hinzufügen" not in anna.get(page).content.decode()
    assert anna.post(f"{page}frage/", {"kind": "scale", "text": "A", "revision": "1"}).status_code == 422
    assert anna.get(f"{HERE}neu/").status_code == anna.get(f"{HERE}hochladen/").status_code == 403
    for path in ("", "kopf/", "frage/", "frage/goal/"):
        assert fritz.get(f"{page}{path}").status_code == 404
    assert fritz.get(f"{HERE}datei/{own.name}/1/").status_code == 404
    assert own.title not in fritz.get(HERE).content.decode()
