"""What is most sensitive asks anew who sits here: every such page, by every way, with a session that is not fresh."""

from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.urls import reverse

from roterfaden.web.account.sensitive import SENSITIVE
from tests.access.stage import Arguments, arguments, guarded, url
from tests.access.urls import all_pages
from tests.fixtures import World
from tests.web.test_login_rules import SECRET, code_now, log_in, shift

__all__ = ["arguments", "guarded"]
# written from R-16, not from the list: what it names, and the pages that do it
WANTED = {
    "export": ("dossier:read", "dossier:printed_file", "dossier:protocol_file", "invitations:export", "billing:export"),
    "bulk print": ("letters:bulk", "letters:print", "letters:labels", "invitations:letters", "surveys:letters"),
    "keys": ("tokens:new", "tokens:new_hook", "letters:add_certificate", "letters:end_certificate", "agenda:make_feed"),
    "own login": ("recovery:make", "signon:connect", "signon:disconnect"),
    "roles": ("administration:add_member", "administration:end_membership", "administration:add_user"),
    "logins of others": (
        "administration:give_start_password", "administration:lock_user", "administration:unlock_user",
        "administration:login_rules", "administration:bind_identity", "administration:unbind_identity",
    ),
    "break-glass": ("visibility:emergency",),
    "destruction": ("archive:propose", "archive:decide"),
}  # fmt: skip


@pytest.mark.one_database
@pytest.mark.requirement(
    "R-16", figure="export, bulk print, keys, roles, break-glass: 32 pages x GET and POST, 0 pass"
)
def test_no_sensitive_page_opens_with_a_session_that_is_not_fresh(
    world: World, arguments: Arguments, settings: Any
) -> None:
    wanted = {name for names in WANTED.values() for name in names}
    assert wanted <= SENSITIVE
    pages = [page for page in all_pages() if page.name in SENSITIVE]
    assert {page.name for page in pages} == SENSITIVE, "a name that is no page"
    settings.LOGIN_RULES = True
    cache.clear()
    totp.TOTP.activate(world.anna, SECRET)
    client = log_in(world.anna, code=code_now())
    assert client.get("/").status_code == 200
    shift(client, minutes=16)
    asked = reverse("account_reauthenticate")
    for page in pages:
        for method in ("get", "post"):
            answer = getattr(client, method)(url(page, arguments.real))
            assert answer.headers.get("Location", "").startswith(asked), f"{method} {page.name}"
    assert len(pages) >= 30
    client.post(asked, {"password": "geheim"})
    answer = client.get(reverse("visibility:emergency"))
    assert answer.status_code == 200, "confirmed"
