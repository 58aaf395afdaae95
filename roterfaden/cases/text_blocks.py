"""Texts to insert into entries: of a service or of one's own."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal_records import TextBlock
from roterfaden.cases.queries import services_of
from roterfaden.common.revisions import save_revision

actions.register("cases.block_added", "Textbaustein angelegt")
actions.register("cases.block_changed", "Textbaustein geändert")
actions.register("cases.block_discarded", "Textbaustein gelöscht")
actions.register("cases.block_restored", "Textbaustein zurückgeholt")


class BlockRefused(ValueError):
    """The text block cannot be kept like this; the message says why."""


@dataclass(frozen=True, kw_only=True)
class BlockText:
    title: str
    text: str
    kind: str = ""


def blocks_for(user: User, *, on: date) -> QuerySet[TextBlock]:
    """The blocks that `user` may insert: those of the own services, and the own ones."""
    mine = Q(owner=user) | Q(service__in=services_of(user, on=on))
    return TextBlock.objects.filter(mine, discarded_at__isnull=True).select_related("service")


def blocks_in_reach(user: User, *, on: date) -> QuerySet[TextBlock]:
    """As `blocks_for`, with those that were discarded: for the undo."""
    return TextBlock.objects.filter(Q(owner=user) | Q(service__in=services_of(user, on=on)))


def add_block(*, said: BlockText, service: Organisation | None, by: User, at: datetime) -> TextBlock:
    """Add a block for everybody of `service`, or without one for `by` alone. Refuses an empty name or text."""
    _check(said)
    with transaction.atomic():
        block = TextBlock.objects.create(
            service=service,
            owner=None if service else by,
            title=said.title,
            text=said.text,
            kind=said.kind,
        )
        trail.record("cases.block_added", by=by, at=at, subject=block, organisation=service)
    return block


def change_block(*, block: TextBlock, said: BlockText, revision: int, by: User, at: datetime) -> None:
    """Refuses an empty name or text, and with Conflict when somebody else was faster."""
    _check(said)
    with transaction.atomic():
        block.title, block.text, block.kind = said.title, said.text, said.kind
        save_revision(block, expected=revision, fields=["title", "text", "kind"])
        trail.record("cases.block_changed", by=by, at=at, subject=block, organisation=block.service)


def discard_block(*, block: TextBlock, by: User, at: datetime) -> None:
    _mark(block, "cases.block_discarded", discarded_at=at, by=by, at=at)


def restore_block(*, block: TextBlock, by: User, at: datetime) -> None:
    """Undo `discard_block`."""
    _mark(block, "cases.block_restored", discarded_at=None, by=by, at=at)


def _mark(block: TextBlock, action: str, *, discarded_at: datetime | None, by: User, at: datetime) -> None:
    with transaction.atomic():
        rows = TextBlock.objects.filter(pk=block.pk, discarded_at__isnull=discarded_at is not None)
        if rows.update(discarded_at=discarded_at):
            trail.record(action, by=by, at=at, subject=block, organisation=block.service)


def _check(said: BlockText) -> None:
    if not said.title.strip():
        raise BlockRefused("Bitte geben Sie dem Textbaustein einen Namen.")
    if not said.text.strip():
        raise BlockRefused("Bitte schreiben Sie den Text.")
