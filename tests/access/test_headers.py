"""Every answer of every page carries the headers that keep others out: R-17, R-18, R-19."""

import re
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from tests.access.answers import answers_to
from tests.access.stage import CANARY, Arguments, arguments, guarded, url
from tests.access.urls import all_pages
from tests.fixtures import World

__all__ = ["arguments", "guarded"]

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
INLINE = re.compile(r"<script(?![^>]*(?:src=|application/json))|<style|\son\w+=|javascript:|\sstyle=")


def assert_guarded(response: Any, where: str) -> None:
    found: Any = response.headers
    assert {name: found.get(name) for name in ALWAYS} == ALWAYS, where
    assert "camera=()" in found["Permissions-Policy"], where
    policy = found["Content-Security-Policy"]
    assert "default-src 'none'" in policy, where
    assert "frame-ancestors 'none'" in policy, where
    assert "unsafe" not in policy, where
    assert "no-store" in found["Cache-Control"], where
    # the name of a download is for the person who saves it; no other header names anybody
    others = {name: value for name, value in found.items() if name != "Content-Disposition"}
    assert CANARY not in str(others), where


@pytest.mark.requirement("R-17")
@pytest.mark.requirement("R-18")
@pytest.mark.requirement("R-19")
def test_every_answer_of_every_url_is_guarded_and_holds_nothing_inline(
    world: World, arguments: Arguments
) -> None:
    anna, nobody = Client(raise_request_exception=False), Client(raise_request_exception=False)
    anna.force_login(world.anna)
    nonces, seen = set(), set()
    for number, (page, read) in enumerate(answers_to(world.anna, all_pages(), arguments)):
        sent: list[Any] = [nobody.post(url(page, arguments.real))] if number % 4 == 0 else []
        for response in [read, *sent]:
            assert_guarded(response, f"{page.name} {response.status_code}")
            seen.add(response.status_code)
            if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
                nonces.add(nonce_of(response, page.name))
    for address in ("/gibt/es/nicht/", "/static/rf/fehlt.css"):
        assert_guarded(anna.get(address), address)
    assert {200, 302, 403, 404, 405} <= seen
    assert len(nonces) > 100


def nonce_of(response: Any, where: str) -> str:
    """The nonce of a page, if it has scripts. It holds nothing inline, no other host, and no client in its title."""
    text = response.content.decode()
    assert not INLINE.search(text), f"{where}: {INLINE.findall(text)}"
    assert not re.search(r'(?:src|action)="(?:https?:)?//', text), where
    found = re.search(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"])
    scripts = re.findall(r"<script[^>]*src=[^>]*>", text)
    nonce = found[1] if found else ""
    assert bool(found) == bool(scripts), where
    assert [tag for tag in scripts if f'nonce="{nonce}"' not in tag] == [], where
    title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
    assert title, where
    assert CANARY not in title[1], f"{where}: {title[1]}"
    return nonce


@pytest.mark.requirement("R-19")
def test_logging_out_clears_the_browser(world: World) -> None:
    client = Client()
    client.force_login(world.anna)
    assert "Clear-Site-Data" not in client.get(reverse("account_logout")).headers
    response = client.post(reverse("account_logout"))
    assert '"storage"' in response.headers["Clear-Site-Data"]


@override_settings(WHITENOISE_USE_FINDERS=True)
def test_static_files_may_be_kept_and_are_guarded_too(db: None) -> None:
    response: Any = Client().get("/static/rf/rf.js")
    assert b"".join(response.streaming_content)
    response.close()
    assert response.status_code == 200
    assert "no-store" not in response.headers.get("Cache-Control", "")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
