"""Drafts of forms: kept while somebody types, closed when the form was accepted or the draft discarded.

Drafts are not records of a case: they are what a browser would otherwise hold in its memory. They leave no entry in the
audit trail, nobody but their owner reads them, and they are gone after 30 days (docs/decisions/0020-drafts.md).
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from roterfaden.accounts.models import User
from roterfaden.common.prepared import Prepared
from roterfaden.drafts.keys import personal_key_of
from roterfaden.drafts.models import Draft
from roterfaden.jobs import clock

KEPT = timedelta(days=30)
# how long a discarded draft can be brought back
UNDO = timedelta(days=1)
MOST_FIELDS = 400
MOST_LETTERS = 400_000
LONGEST_NAME = 200
LONGEST_PATH = 300
LONGEST_TITLE = 200
MOST_OFFERED = 5
NEVER_KEPT = ("password", "csrfmiddlewaretoken", "secret")

Fields = list[tuple[str, str]]


class DraftRefused(ValueError):
    """This cannot be kept as a draft; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What the browser saw of one form: where it stands, what is in it, and how often it was sent before."""

    token: UUID
    page: str
    form: str
    title: str
    fields: Fields
    version: int


def keep_draft(typed: Typed, *, replaces: UUID | None = None, by: User, at: datetime) -> bool:
    """Store what somebody has typed so far; False if this draft is closed and the browser should begin another.

    Refuses what is too large. An older version than the stored one changes nothing. `replaces` is the draft whose text
    this one took over: it goes. Effects: sealed with the key of the user; names that sound like secrets are left out.
    """
    content = _content(typed)
    with transaction.atomic():
        draft = _locked(by, typed.token) or _new(typed, content, by=by, at=at)
        if draft.closed_at is not None:
            return False
        if typed.version > draft.version:
            draft.content, draft.version, draft.saved_at = content, typed.version, at
            draft.page, draft.form = typed.page, typed.form
            draft.save(update_fields=["content", "version", "saved_at", "page", "form"])
        if replaces is not None and replaces != typed.token:
            open_drafts_of(by).filter(token=replaces).delete()
    return True


def accept_draft(*, token: UUID, by: User, at: datetime) -> None:
    """The form was accepted: forget its text. What arrives late for it is not kept either."""
    open_drafts_of(by).filter(token=token).update(content=None, closed_at=at)


def discard_draft(*, token: UUID, by: User, at: datetime) -> None:
    """Close a draft without using it. For a day it can be brought back with `bring_back`."""
    open_drafts_of(by).filter(token=token).update(closed_at=at)


def bring_back(*, token: UUID, by: User, at: datetime) -> None:
    """Undo `discard_draft`. Does nothing where there is nothing to bring back."""
    gone = Draft.objects.filter(owner=by, token=token, closed_at__isnull=False, content__isnull=False)
    gone.update(closed_at=None, saved_at=at)


def open_drafts_of(user: User) -> QuerySet[Draft]:
    """The drafts of `user`, the newest first."""
    return Draft.objects.filter(owner=user, closed_at__isnull=True)


def drafts_on(path: str, *, user: User) -> list[Draft]:
    """The drafts that were typed on the page `path` or would be sent to it, the newest first."""
    here = [draft.pk for draft in _OPEN_DRAFTS.rows(user.pk) if path in {draft.page, draft.form}]
    if not here:
        return []
    return list(open_drafts_of(user).filter(pk__in=here).select_related("data_key")[: MOST_OFFERED * 4])


# asked with every page; mostly there is none
_OPEN_DRAFTS = Prepared(
    Draft.objects.filter(closed_at__isnull=True).only("page", "form").order_by(), by="owner"
)


@clock.nightly("drafts.forget_old")
def forget_old_drafts(*, at: datetime) -> dict[str, int]:
    """Delete drafts that nobody has touched for 30 days, and closed ones after a day."""
    closed = Draft.objects.filter(closed_at__lt=at - UNDO).delete()[0]
    old = Draft.objects.filter(saved_at__lt=at - KEPT).delete()[0]
    return {"closed": closed, "old": old}


def forget_drafts_under(path: str) -> int:
    """Delete every draft, of whomever, that was typed on a page below `path`: what it was about is erased."""
    return Draft.objects.filter(Q(page__startswith=path) | Q(form__startswith=path)).delete()[0]


def title_of(draft: Draft) -> str:
    """The title of the page on which it was typed."""
    return str((draft.content or {}).get("title", ""))


def fields_of(draft: Draft) -> Fields:
    return [(name, value) for name, value in (draft.content or {}).get("fields", [])]


def _locked(user: User, token: UUID) -> Draft | None:
    return (
        Draft.objects.select_for_update(of=("self",))
        .select_related("data_key")
        .filter(owner=user, token=token)
        .first()
    )


def _new(typed: Typed, content: dict[str, object], *, by: User, at: datetime) -> Draft:
    key = personal_key_of(by)
    try:
        with transaction.atomic():
            return Draft.objects.create(
                owner=by,
                data_key=key,
                token=typed.token,
                page=typed.page,
                form=typed.form,
                content=content,
                version=typed.version,
                began_at=at,
                saved_at=at,
            )
    except IntegrityError:
        # two first messages of the same sitting at once
        draft = _locked(by, typed.token)
        assert draft is not None
        return draft


def _content(typed: Typed) -> dict[str, object]:
    kept = [[name, value] for name, value in typed.fields if not _is_secret(name)]
    too_long = (
        len(kept) > MOST_FIELDS
        or any(len(name) > LONGEST_NAME for name, _value in typed.fields)
        or max(len(typed.page), len(typed.form)) > LONGEST_PATH
    )
    content: dict[str, object] = {"title": typed.title[:LONGEST_TITLE], "fields": kept}
    if too_long or len(json.dumps(content)) > MOST_LETTERS:
        raise DraftRefused("Das ist zu lang, um es zwischenzuspeichern. Bitte speichern Sie das Formular.")
    return content


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in NEVER_KEPT)
