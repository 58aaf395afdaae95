"""Generated from the URLconf: no page is written without the token, every page that shows a case leaves a trace."""

from uuid import UUID

import pytest
from django.test import Client

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from tests.access.stage import CANARY, Arguments, arguments, guarded, pages_for, url
from tests.access.urls import all_pages
from tests.fixtures import World

__all__ = ["arguments", "guarded"]


@pytest.mark.one_database
@pytest.mark.requirement("R-20", figure="every URL that takes a POST, 0 changes without the token")
def test_no_page_is_written_without_the_token(world: World, arguments: Arguments) -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(world.anna)
    before, refused = Entry.objects.exclude(action__contains="login").count(), 0
    for page in all_pages():
        answer = strict.post(url(page, arguments.real), {"code": "x"})
        # programs come with a key and never with a session
        allowed = {401, 403, 404, 405} if page.name.startswith("api:") else {403, 405}
        # an identity provider comes with a signed token; here there is none
        allowed = {404} if page.name == "signon:told" else allowed
        assert answer.status_code in allowed, f"{page.name} {answer.status_code}"
        refused += answer.status_code == 403
    assert Entry.objects.exclude(action__contains="login").count() == before
    assert refused > 300


@pytest.mark.one_database
@pytest.mark.requirement("R-42", figure="every page of a case that names the person leaves a trace")
def test_every_page_that_names_the_person_leaves_a_trace(
    world: World, arguments: Arguments, guarded: Case
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.anna)
    silent, shown = [], 0
    for page in pages_for("case"):
        if not page.can_be_read:
            continue
        before = traces(guarded.uuid)
        answer = client.get(url(page, arguments.real))
        if answer.status_code == 200 and CANARY.encode() in b"".join(answer):
            shown += 1
            if traces(guarded.uuid) == before:
                silent.append(page.name)
    assert silent == []
    assert shown > 100


def traces(case: UUID) -> int:
    return Entry.objects.filter(scope_uuid=case).count()
