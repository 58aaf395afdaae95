"""Drafts: kept while somebody types, closed when accepted or discarded, forgotten in time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from roterfaden.accounts.models import User
from roterfaden.common.crypto import keyring
from roterfaden.drafts import drafting
from roterfaden.drafts.drafting import DraftRefused, Typed
from roterfaden.drafts.keys import personal_key_of
from roterfaden.drafts.models import Draft
from tests.fixtures import AT, World

PAGE = "/faelle/7K3M9X2/journal/"
TEXT = "Sie kommt am Mittwoch wieder."


def typed(*texts: tuple[str, str], **other: Any) -> Typed:
    facts: dict[str, Any] = {
        "token": uuid4(),
        "page": PAGE,
        "form": f"{PAGE}neu/",
        "title": "Journal: Leyla Aksoy",
        "fields": list(texts) or [("text", TEXT)],
        "version": 1,
    }
    return Typed(**facts | other)


def texts_on(page: str, user: User) -> list[Any]:
    return [drafting.fields_of(draft) for draft in drafting.drafts_on(page, user=user)]


def test_what_was_typed_is_offered_where_it_was_typed_and_where_it_goes(world: World) -> None:
    drafting.keep_draft(typed(), by=world.anna, at=AT)
    for page in (PAGE, f"{PAGE}neu/"):
        assert texts_on(page, world.anna) == [[("text", TEXT)]]
    assert texts_on("/", world.anna) == []
    assert texts_on(PAGE, world.bela) == []


def test_neither_text_nor_title_stands_in_the_database(world: World) -> None:
    drafting.keep_draft(typed(), by=world.anna, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM drafts_draft")
        row = b" ".join(
            bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode() for v in cursor.fetchone()
        )
    assert b"Mittwoch" not in row
    assert b"Aksoy" not in row


def test_the_newest_version_counts_however_the_messages_arrive(world: World) -> None:
    first = typed()
    drafting.keep_draft(first, by=world.anna, at=AT)
    drafting.keep_draft(replace(first, fields=[("text", "drei")], version=3), by=world.anna, at=AT)
    drafting.keep_draft(replace(first, fields=[("text", "zwei")], version=2), by=world.anna, at=AT)
    assert texts_on(PAGE, world.anna) == [[("text", "drei")]]


def test_two_tabs_do_not_overwrite_each_other(world: World) -> None:
    drafting.keep_draft(typed(("text", "links")), by=world.anna, at=AT)
    drafting.keep_draft(typed(("text", "rechts")), by=world.anna, at=AT + timedelta(minutes=1))
    assert texts_on(PAGE, world.anna) == [[("text", "rechts")], [("text", "links")]]


def test_who_goes_on_with_a_draft_replaces_it_and_the_other_tab_may_still_write(world: World) -> None:
    first = typed(("text", "Anfang"))
    drafting.keep_draft(first, by=world.anna, at=AT)
    later = AT + timedelta(minutes=1)
    drafting.keep_draft(typed(("text", "Anfang und mehr")), replaces=first.token, by=world.anna, at=later)
    assert texts_on(PAGE, world.anna) == [[("text", "Anfang und mehr")]]
    drafting.keep_draft(
        replace(first, fields=[("text", "anders weiter")], version=2),
        by=world.anna,
        at=later + timedelta(minutes=1),
    )
    assert texts_on(PAGE, world.anna) == [[("text", "anders weiter")], [("text", "Anfang und mehr")]]


def test_an_accepted_draft_is_forgotten_and_a_late_message_does_not_revive_it(world: World) -> None:
    draft = typed()
    drafting.keep_draft(draft, by=world.anna, at=AT)
    drafting.accept_draft(token=draft.token, by=world.anna, at=AT)
    assert drafting.keep_draft(replace(draft, version=2), by=world.anna, at=AT) is False
    assert texts_on(PAGE, world.anna) == []
    assert Draft.objects.get().content is None
    drafting.bring_back(token=draft.token, by=world.anna, at=AT)
    assert texts_on(PAGE, world.anna) == []


def test_a_discarded_draft_comes_back_for_a_day(world: World) -> None:
    draft = typed()
    drafting.keep_draft(draft, by=world.anna, at=AT)
    drafting.discard_draft(token=draft.token, by=world.anna, at=AT)
    assert texts_on(PAGE, world.anna) == []
    drafting.bring_back(token=draft.token, by=world.anna, at=AT)
    assert texts_on(PAGE, world.anna) == [[("text", TEXT)]]
    drafting.discard_draft(token=draft.token, by=world.anna, at=AT)
    drafting.forget_old_drafts(at=AT + timedelta(days=1, minutes=1))
    assert not Draft.objects.exists()


def test_nobody_touches_the_draft_of_somebody_else(world: World) -> None:
    draft = typed()
    drafting.keep_draft(draft, by=world.anna, at=AT)
    drafting.discard_draft(token=draft.token, by=world.lena, at=AT)
    drafting.accept_draft(token=draft.token, by=world.lena, at=AT)
    drafting.keep_draft(
        replace(draft, fields=[("text", "fremd")], version=9), replaces=draft.token, by=world.lena, at=AT
    )
    assert texts_on(PAGE, world.anna) == [[("text", TEXT)]]


def test_drafts_are_kept_for_thirty_days(world: World) -> None:
    drafting.keep_draft(typed(), by=world.anna, at=AT)
    drafting.forget_old_drafts(at=AT + timedelta(days=30))
    assert texts_on(PAGE, world.anna)
    drafting.forget_old_drafts(at=AT + timedelta(days=30, seconds=1))
    assert not Draft.objects.exists()


def test_secrets_are_left_out(world: World) -> None:
    drafting.keep_draft(
        typed(("oldpassword", "geheim"), ("csrfmiddlewaretoken", "x"), ("text", TEXT)), by=world.anna, at=AT
    )
    assert texts_on(PAGE, world.anna) == [[("text", TEXT)]]


@pytest.mark.parametrize(
    "large",
    [
        {"fields": [("text", "a" * 500_000)]},
        {"fields": [(f"f{n}", "x") for n in range(401)]},
        {"fields": [("n" * 201, "x")]},
        {"page": "/" + "x" * 300},
    ],
)
def test_what_is_too_large_is_refused_and_nothing_is_stored(world: World, large: dict[str, Any]) -> None:
    with pytest.raises(DraftRefused):
        drafting.keep_draft(typed(**large), by=world.anna, at=AT)
    assert not Draft.objects.exists()


def test_with_its_key_the_texts_of_a_user_are_gone_for_everybody(world: World) -> None:
    drafting.keep_draft(typed(), by=world.anna, at=AT)
    keyring.destroy(personal_key_of(world.anna), at=AT)
    with pytest.raises(keyring.KeyDestroyed):
        texts_on(PAGE, world.anna)


def test_everybody_has_one_key_of_their_own(world: World) -> None:
    keys: list[UUID] = [personal_key_of(user).pk for user in (world.anna, world.bela, world.anna)]
    assert keys[0] == keys[2] != keys[1]
