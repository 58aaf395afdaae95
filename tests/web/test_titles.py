"""The title of a page stands in tabs, histories and screen shares: it names the file, never the person."""

import pytest
from django.test import Client

from roterfaden.cases.models import Case
from tests.access.stage import Arguments, arguments, guarded, pages_for, url
from tests.fixtures import World

__all__ = ["arguments", "guarded"]


@pytest.mark.requirement("R-19", figure="0 names in titles")
def test_no_title_names_a_person(world: World, guarded: Case, arguments: Arguments) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.anna)
    told = 0
    for page in pages_for("case"):
        body = client.get(url(page, arguments.real)).content.decode(errors="replace")
        title = body.partition("<title>")[2].partition("</title>")[0]
        assert guarded.person.last_name not in title, page.name
        told += guarded.file_number in title
    assert told > 20
