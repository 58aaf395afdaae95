"""What people read when something went wrong, and that it can be read when nothing else works."""

import re

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from roterfaden.accounts.models import User
from roterfaden.config import urls
from roterfaden.web import errors


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def too_big(request: HttpRequest) -> HttpResponse:
    raise RequestDataTooBig


def break_down(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def receive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("angekommen")


urlpatterns = [
    *urls.urlpatterns,
    path("verboten", refuse),
    path("zu-gross", too_big),
    path("kaputt", break_down),
    path("annehmen", receive),
]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.test_errors")]


@pytest.fixture
def outside() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/gibt-es-nicht", 404, "Nicht gefunden oder nicht freigegeben"),
        ("/verboten", 403, "Das dürfen Sie hier nicht"),
        ("/zu-gross", 413, "Das ist zu groß"),
        ("/kaputt", 500, "Das ist unser Fehler"),
    ],
)
def test_page_says_what_happened_in_german(outside: Client, address: str, status: int, words: str) -> None:
    answer = outside.get(address)
    assert answer.status_code == status
    assert f"{words}</h1>" in answer.content.decode()


@pytest.mark.parametrize("address", ["/gibt-es-nicht", "/verboten", "/zu-gross", "/kaputt"])
def test_htmx_gets_a_message_for_the_region_of_messages(outside: Client, address: str) -> None:
    answer = outside.get(address, headers={"HX-Request": "true"})
    assert answer["HX-Retarget"] == "#meldungen"
    text = answer.content.decode()
    assert 'role="alert"' in text
    assert "<html" not in text


def test_missing_and_foreign_look_the_same(outside: Client) -> None:
    pages = [
        outside.get(address).content.decode() for address in ("/gibt-es-nicht", "/faelle/FREMD/auch-nicht")
    ]
    once = re.compile(r'"X-CSRFToken": "\w+"|nonce="[^"]+"')
    assert len({once.sub("", text) for text in pages}) == 1


def test_missing_page_keeps_the_shell_for_a_user(outside: Client) -> None:
    user = User(username="anna", first_name="Anna", last_name="Muster")
    user.set_password("ein langer Satz")
    user.save()
    outside.force_login(user)
    text = outside.get("/gibt-es-nicht").content.decode()
    assert "Anna Muster" in text
    assert "Zur Arbeitsliste" in text


def test_form_without_token_is_told_to_reload() -> None:
    answer = Client(enforce_csrf_checks=True).post("/annehmen", {"a": "b"})
    assert answer.status_code == 403
    assert "Die Seite war zu lange offen" in answer.content.decode()


def test_conflict_tells_the_sentence_of_the_refusal() -> None:
    answer = errors.conflict(RequestFactory().get("/"), "Bela hat den Schritt um 10:42 Uhr abgeschlossen.")
    assert answer.status_code == 409
    assert "Bela hat den Schritt um 10:42 Uhr abgeschlossen." in answer.content.decode()


def test_typed_address_is_not_shown_back(outside: Client) -> None:
    assert "geheimer-name" not in outside.get("/geheimer-name").content.decode()


class TestWithoutAnything:
    """No database is opened for these: the mark of the module is taken back by never asking for one."""

    def test_server_error_is_a_file(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(errors, "render", None)
        answer = errors.server_error(RequestFactory().get("/"))
        assert answer.status_code == 500
        assert "{%" not in answer.content.decode()
        assert "/static/rf/css/alone.css" in answer.content.decode()

    def test_maintenance_page_is_a_file_a_proxy_can_serve(self) -> None:
        text = (errors.TEMPLATES / "503.html").read_text(encoding="utf-8")
        assert "Wir sind gleich wieder da" in text
        assert "{%" not in text
