"""Documents that the service puts before the person, and those that another body got with its part."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.document_kinds import kind_of
from roterfaden.cases.evidence import files_of
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.documents.choices import FileState
from roterfaden.documents.files import read_file
from roterfaden.documents.models import StoredFile
from roterfaden.jobs.outbox import queue_mail
from roterfaden.portal.granting import speaking_to_guest, where_to_read
from roterfaden.portal.models import Guest, PutDocument
from roterfaden.portal.queries import client_of
from roterfaden.portal.refusals import PortalRefused
from roterfaden.portal.visitors import Visitor

actions.register("portal.document_put", "Unterlage ins Portal gelegt")
actions.register("portal.document_taken_back", "Unterlage aus dem Portal genommen")

SUBJECT = gettext_lazy("Eine neue Unterlage")


def put_document(*, case: Case, file: StoredFile, by: User, at: datetime) -> PutDocument:
    """Put a file of the case before the person, to read and to keep. Safe to repeat.

    Refuses: a closed case, a file that is none of the case now, a kind that is not for the person. Effects: a neutral
    mail where the person reads mail, an audit entry.
    """
    with transaction.atomic():
        require_open(case)
        if not files_of(case).filter(pk=file.pk).exists():
            raise PortalRefused("Diese Unterlage gehört nicht zu diesem Fall.")
        if file.state != FileState.KEPT:
            raise PortalRefused("Diese Unterlage ist noch nicht auf Viren geprüft.")
        if not kind_of(file).client:
            raise PortalRefused(f"„{kind_of(file).title}“ legen wir nicht ins Portal.")
        made, created = PutDocument.objects.get_or_create(
            case=case, file=file, taken_back_at=None, defaults={"put_at": at, "put_by": by}
        )
        if created:
            _notify(case, made, by=by, at=at)
            trail.record("portal.document_put", by=by, at=at, subject=file, scope=case)
    return made


def take_back_document(*, document: PutDocument, by: User, at: datetime) -> None:
    """Show it no more, at once; possible in a closed case, too. Safe to repeat."""
    with transaction.atomic():
        if PutDocument.objects.filter(pk=document.pk, taken_back_at=None).update(taken_back_at=at):
            trail.record(
                "portal.document_taken_back", by=by, at=at, subject=document.file, scope=document.case
            )


def put_documents(case: Case) -> list[PutDocument]:
    """What lies in the portal now, the newest first: of those files that are still part of the case."""
    rows = PutDocument.objects.filter(
        case=case, taken_back_at=None, file__in=files_of(case).filter(state=FileState.KEPT)
    )
    found = list(rows.select_related("file__data_key", "put_by").order_by("-pk"))
    for row in found:
        row.case = case
    return [row for row in found if kind_of(row.file).client]


def read_document(*, document: PutDocument, guest: Guest, at: datetime) -> bytes:
    """The bytes for the person. Effects: an entry in the trail of reads."""
    _log(document.file, guest, at=at)
    return read_file(document.file)


def files_of_part(guest: Guest) -> set[UUID]:
    """The files among what another body got."""
    content = guest.transfer.content if guest.transfer is not None else None
    return {UUID(item["file"]) for item in content or () if item.get("file")}


def read_part_file(*, guest: Guest, uuid: UUID, at: datetime) -> tuple[StoredFile, bytes]:
    """A file for another body; only one that passed the gate and is still part of the case. Raises PortalRefused."""
    found = files_of(guest.case).filter(uuid=uuid).select_related("data_key").first()
    if found is None or uuid not in files_of_part(guest):
        raise PortalRefused("Diese Unterlage gehört nicht zu Ihrem Zugang.")
    _log(found, guest, at=at)
    return found, read_file(found)


def _log(file: StoredFile, guest: Guest, *, at: datetime) -> None:
    trail.record_read(
        "documents.read",
        by=Visitor(guest),
        at=at,
        subject=file,
        scope=guest.case,
        organisation=guest.case.service,
    )


def _notify(case: Case, document: PutDocument, *, by: User, at: datetime) -> None:
    guest = client_of(case)
    if guest is None or not guest.email:
        return
    with speaking_to_guest(guest):
        subject = str(SUBJECT)
        ready = _("für Sie liegt eine neue Unterlage bereit.")
        parts = [_("Guten Tag,"), ready, where_to_read(), str(case.service)]
    queue_mail(
        key=f"portal:document:{document.uuid}",
        to=guest.email,
        subject=subject,
        body="\n\n".join(filter(None, parts)),
        organisation=case.service,
        not_before=at,
        by=by,
        at=at,
    )
