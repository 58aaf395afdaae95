"""Evidence: what shows that requirements are kept, who keeps it up to date, until when it holds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import IO
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.documents.files import store_file
from roterfaden.standards.layering import standards_for
from roterfaden.standards.models import Evidence, Proof
from roterfaden.standards.own import NOT_YOURS
from roterfaden.standards.queries import people_of
from roterfaden.standards.refusals import StandardRefused
from roterfaden.standards.rules import may_assess

actions.register("standards.evidence_added", "Nachweis aufgenommen")
actions.register("standards.evidence_changed", "Nachweis geändert")
actions.register("standards.evidence_withdrawn", "Nachweis zurückgezogen")
actions.register("standards.evidence_file_read", "Datei eines Nachweises gelesen", reading=True)

SCHEMES = ("http", "https")


@dataclass(frozen=True)
class Upload:
    """A file as it came from the browser."""

    name: str
    stream: IO[bytes]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is said of a piece of evidence. `proves`: the requirements that it shows, as `standard:code`."""

    title: str
    owner: User
    proves: tuple[str, ...]
    note: str = ""
    link: str = ""
    valid_until: date | None = None


def add_evidence(
    *, organisation: Organisation, facts: Facts, upload: Upload | None, token: UUID, by: User, at: datetime
) -> Evidence:
    """Add evidence for `organisation` and all below it; the same `token` again returns the first.

    Refuses who does not look after the quality of the place, no title, nothing that shows (file, address, note), an
    address that is none, an owner who does not work there, no or an unknown requirement, and what `documents.checks`
    refuses. Effects: data key, sealed file, audit entry without words.
    """
    known = Evidence.objects.filter(token=token, organisation=organisation).first()
    if known is not None:
        return known
    _check(organisation, facts, has_file=upload is not None, by=by, at=at)
    with transaction.atomic():
        row = Evidence(
            organisation=organisation, data_key=keyring.new_key(), token=token, added_by=by, added_at=at
        )
        _take(row, facts)
        if upload is not None:
            row.file = store_file(
                name=upload.name,
                stream=upload.stream,
                data_key=row.data_key,
                scope=row,
                by=by,
                at=at,
                service=organisation,
            )
        row.save()
        _prove(row, facts)
        _record("standards.evidence_added", row, by=by, at=at)
    return row


def change_evidence(
    *, evidence: Evidence, facts: Facts, upload: Upload | None, revision: int, by: User, at: datetime
) -> None:
    """Change what is said, or renew it with a new day or file. Refuses as `add_evidence`, what was withdrawn; with
    Conflict another revision.
    """
    if evidence.withdrawn_at is not None:
        raise StandardRefused("Dieser Nachweis ist zurückgezogen.")
    has_file = upload is not None or evidence.file_id is not None
    _check(evidence.organisation, facts, has_file=has_file, by=by, at=at)
    with transaction.atomic():
        _take(evidence, facts)
        if upload is not None:
            evidence.file = store_file(
                name=upload.name,
                stream=upload.stream,
                data_key=evidence.data_key,
                scope=evidence,
                by=by,
                at=at,
                service=evidence.organisation,
            )
        fields = ("title", "note", "link", "file", "owner", "valid_until")
        save_revision(evidence, expected=revision, fields=fields)
        _prove(evidence, facts)
        _record("standards.evidence_changed", evidence, by=by, at=at)


def assign(*, evidence: Evidence, reference: str, by: User, at: datetime) -> None:
    """Say that it shows one more requirement; again changes nothing. Refuses others than the keepers of its place, an
    unknown requirement, what was withdrawn.
    """
    if evidence.withdrawn_at is not None:
        raise StandardRefused("Dieser Nachweis ist zurückgezogen.")
    if not may_assess(by, evidence.organisation, on=local_day(at)):
        raise StandardRefused(NOT_YOURS)
    _check_references(evidence.organisation, (reference,), on=local_day(at))
    standard, _sign, code = reference.partition(":")
    with transaction.atomic():
        _proof, is_new = Proof.objects.get_or_create(evidence=evidence, standard=standard, code=code)
        if is_new:
            _record("standards.evidence_changed", evidence, by=by, at=at)


def withdraw_evidence(*, evidence: Evidence, revision: int, by: User, at: datetime) -> None:
    """Let it count no longer; it stays stored. Refuses others than the keepers; with Conflict another revision."""
    if not may_assess(by, evidence.organisation, on=local_day(at)):
        raise StandardRefused(NOT_YOURS)
    if evidence.withdrawn_at is not None:
        return
    with transaction.atomic():
        evidence.withdrawn_at = at
        save_revision(evidence, expected=revision, fields=("withdrawn_at",))
        _record("standards.evidence_withdrawn", evidence, by=by, at=at)


def note_file_read(*, evidence: Evidence, by: User, at: datetime) -> None:
    """An entry in the trail of reads for a file that was opened."""
    trail.record_read(
        "standards.evidence_file_read",
        by=by,
        at=at,
        subject=evidence,
        scope=evidence,
        organisation=evidence.organisation,
        details={},
    )


def _take(row: Evidence, facts: Facts) -> None:
    row.title, row.note, row.link = facts.title.strip(), facts.note.strip(), facts.link.strip()
    row.owner, row.valid_until = facts.owner, facts.valid_until


def _prove(row: Evidence, facts: Facts) -> None:
    wanted = set(facts.proves)
    for proof in list(row.proofs.all()):
        if str(proof) not in wanted:
            proof.delete()
        wanted.discard(str(proof))
    for reference in sorted(wanted):
        standard, _sign, code = reference.partition(":")
        Proof.objects.create(evidence=row, standard=standard, code=code)


def _check(organisation: Organisation, facts: Facts, *, has_file: bool, by: User, at: datetime) -> None:
    today = local_day(at)
    if not may_assess(by, organisation, on=today):
        raise StandardRefused(NOT_YOURS)
    if not facts.title.strip():
        raise StandardRefused("Bitte sagen Sie in einem Satz, was der Nachweis ist.")
    if not (has_file or facts.link.strip() or facts.note.strip()):
        raise StandardRefused("Bitte geben Sie eine Datei, eine Adresse oder eine Notiz an.")
    if facts.link.strip() and not _is_address(facts.link.strip()):
        raise StandardRefused(
            "Eine Adresse beginnt mit https:// oder, hier im Programm, mit einem Schrägstrich."
        )
    if not people_of(organisation, on=today).filter(pk=facts.owner.pk).exists():
        raise StandardRefused("Diese Person arbeitet nicht hier.")
    if not facts.proves:
        raise StandardRefused("Bitte sagen Sie, welche Anforderung der Nachweis belegt.")
    _check_references(organisation, facts.proves, on=today)


def _check_references(organisation: Organisation, references: tuple[str, ...], *, on: date) -> None:
    standards = standards_for(organisation, on=on)
    for reference in references:
        standard, _sign, code = reference.partition(":")
        if standard not in standards or standards[standard].requirement(code) is None:
            raise StandardRefused("Eine dieser Anforderungen gibt es hier nicht.")


def _is_address(link: str) -> bool:
    """An address of the web or of a page of this program; never another scheme, or another host in disguise."""
    if any(sign.isspace() or sign == "\\" for sign in link):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme in SCHEMES and bool(parts.hostname) and parts.username is None
    return link.startswith("/") and not link.startswith("//")


def _record(action: str, row: Evidence, *, by: User, at: datetime) -> None:
    details: dict[str, str | bool] = {
        "file": row.file_id is not None,
        "until": row.valid_until.isoformat() if row.valid_until else "",
    }
    trail.record(action, by=by, at=at, subject=row, scope=row, organisation=row.organisation, details=details)
