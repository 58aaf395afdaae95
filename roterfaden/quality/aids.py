"""Working aids that a service or a Land adds to the shipped ones: as text, or as a file."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.documents.files import store_file
from roterfaden.process.catalogue import chain_of, version_in_force
from roterfaden.quality.choices import AidForm
from roterfaden.quality.models import OwnAid
from roterfaden.quality.rules import may_write_for
from roterfaden.quality.shelf import book

actions.register("quality.aid_added", "Eigene Arbeitshilfe angelegt")
actions.register("quality.aid_changed", "Eigene Arbeitshilfe geändert")
actions.register("quality.aid_withdrawn", "Eigene Arbeitshilfe zurückgezogen")


class AidRefused(ValueError):
    """The working aid cannot be written like this; the message says why."""


@dataclass(frozen=True)
class AidFacts:
    """What is said of a working aid. `step` needs its `chain`; a chapter may be named as well."""

    title: str
    form: AidForm
    text: str = ""
    chain: str = ""
    step: str = ""
    chapter: str = ""


@dataclass(frozen=True)
class Upload:
    """A file as it came from the browser."""

    name: str
    stream: IO[bytes]


def add_aid(
    *, organisation: Organisation, facts: AidFacts, upload: Upload | None, by: User, at: datetime
) -> OwnAid:
    """Offer a working aid in the name of `organisation`.

    Refuses who may not write for it, an aid without text and file, a step or chapter that does not exist, and what
    `documents.checks` refuses. Effects: data key, aid, sealed file, audit entry.
    """
    with transaction.atomic():
        _check(organisation, facts, has_file=upload is not None, by=by, at=at)
        aid = OwnAid(organisation=organisation, data_key=keyring.new_key(), changed_at=at, changed_by=by)
        _take(aid, facts)
        if upload is not None:
            aid.file = store_file(
                name=upload.name,
                stream=upload.stream,
                data_key=aid.data_key,
                scope=aid,
                by=by,
                at=at,
                service=aid.organisation,
            )
        aid.save()
        trail.record(
            "quality.aid_added", by=by, at=at, subject=aid, organisation=organisation, details=_details(aid)
        )
    return aid


def change_aid(
    *, aid: OwnAid, facts: AidFacts, upload: Upload | None, revision: int, by: User, at: datetime
) -> OwnAid:
    """Change a working aid; a new file takes the place of the old one. Refuses as `add_aid`, a withdrawn one, and with
    Conflict when somebody else changed it meanwhile.
    """
    with transaction.atomic():
        if aid.withdrawn_at is not None:
            raise AidRefused("Diese Arbeitshilfe ist zurückgezogen.")
        has_file = upload is not None or aid.file_id is not None
        _check(aid.organisation, facts, has_file=has_file, by=by, at=at)
        _take(aid, facts)
        aid.changed_at, aid.changed_by = at, by
        if upload is not None:
            aid.file = store_file(
                name=upload.name,
                stream=upload.stream,
                data_key=aid.data_key,
                scope=aid,
                by=by,
                at=at,
                service=aid.organisation,
            )
        fields = ("title", "form", "text", "chain", "step", "chapter", "file", "changed_at", "changed_by")
        save_revision(aid, expected=revision, fields=fields)
        trail.record(
            "quality.aid_changed",
            by=by,
            at=at,
            subject=aid,
            organisation=aid.organisation,
            details=_details(aid),
        )
    return aid


def withdraw_aid(*, aid: OwnAid, revision: int, by: User, at: datetime) -> OwnAid:
    """Offer a working aid no longer; it stays in the database. Refuses who may not write for its organisation."""
    with transaction.atomic():
        if not may_write_for(by, aid.organisation, on=local_day(at)):
            raise AidRefused("Für diese Stelle schreiben Qualitätsbeauftragte, Koordination und Leitung.")
        if aid.withdrawn_at is not None:
            return aid
        aid.withdrawn_at, aid.changed_at, aid.changed_by = at, at, by
        save_revision(aid, expected=revision, fields=("withdrawn_at", "changed_at", "changed_by"))
        trail.record(
            "quality.aid_withdrawn", by=by, at=at, subject=aid, organisation=aid.organisation, details={}
        )
    return aid


def _take(aid: OwnAid, facts: AidFacts) -> None:
    aid.title, aid.form, aid.text = facts.title.strip(), facts.form, facts.text.strip()
    aid.chain, aid.step, aid.chapter = facts.chain, facts.step, facts.chapter


def _check(organisation: Organisation, facts: AidFacts, *, has_file: bool, by: User, at: datetime) -> None:
    if not may_write_for(by, organisation, on=local_day(at)):
        raise AidRefused("Für diese Stelle schreiben Qualitätsbeauftragte, Koordination und Leitung.")
    if not facts.title.strip():
        raise AidRefused("Bitte geben Sie der Arbeitshilfe einen Titel.")
    if not facts.text.strip() and not has_file:
        raise AidRefused("Bitte schreiben Sie einen Text oder wählen Sie eine Datei.")
    if facts.chapter and book().chapter(facts.chapter) is None:
        raise AidRefused("Dieses Kapitel gibt es nicht.")
    if facts.chain:
        version = version_in_force(facts.chain, on=local_day(at))
        chain = chain_of(version) if version else None
        if chain is None or (facts.step and chain.step(facts.step) is None):
            raise AidRefused("Diesen Schritt gibt es nicht.")


def _details(aid: OwnAid) -> dict[str, str | bool]:
    return {"form": str(aid.form), "chain": aid.chain, "step": aid.step, "file": aid.file_id is not None}
