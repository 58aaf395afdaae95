"""No form of any page is forgotten where drafts are kept."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import html

from tests.access.answers import answers_to
from tests.access.stage import Arguments, arguments, guarded
from tests.access.urls import all_pages
from tests.fixtures import World

__all__ = ["arguments", "guarded"]

EXEMPT = yaml.safe_load((Path(__file__).parents[1] / "web/drafts/exempt.yaml").read_text("utf-8"))
TYPABLE = ".//textarea | .//select | .//input[not(@type='hidden' or @type='submit' or @type='button' or @type='file')]"


# one database: which fields a form has is the program's doing
@pytest.mark.one_database
def test_every_form_keeps_a_draft_or_has_a_reason_not_to(world: World, arguments: Arguments) -> None:
    """Walk all pages as those who may see them: what is posted and typed takes part, or is on the list."""
    found: set[str] = set()
    left_out: set[str] = set()
    for user in (world.anna, world.lena, None):
        for page, answer in answers_to(user, all_pages(), arguments):
            if not answer.is_page:
                continue
            tree: Any = html.fromstring(answer.content)
            for form in tree.xpath("//form[translate(@method,'POST','post')='post']"):
                if not form.xpath(TYPABLE):
                    continue
                names = [field.get("name") for field in form.xpath(TYPABLE)]
                assert all(names), f"{page.name}: a field without a name"
                if form.xpath("ancestor-or-self::*[@data-rf-draft='off']"):
                    left_out.add(page.name)
                    continue
                assert tree.xpath("//*[@id='rf-drafts']"), f"{page.name} does not load what keeps drafts"
                assert not form.xpath(".//input[@type='password']"), (
                    f"{page.name} types a password in the open"
                )
                found.add(page.name)
    assert left_out - set(EXEMPT) == set(), "without draft and without a reason in exempt.yaml"
    assert len(found) >= 12, sorted(found)
    assert {
        "casefile:journal",
        "casefile:edit_person",
        "intake:new",
        "cases:thread",
        "textblocks:add",
    } <= found
