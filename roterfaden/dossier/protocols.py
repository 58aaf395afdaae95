"""Protocols of a hand-over: begun from the file, edited, kept as a PDF among the documents of the case."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.languages import speaking_as
from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import TextKind
from roterfaden.cases.evidence import searched_file
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.cases.search import index_text
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.documents.files import keep_made_file
from roterfaden.documents.models import StoredFile
from roterfaden.documents.typesetting.content import Document, Section, Text
from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.dossier.choices import ProtocolState
from roterfaden.dossier.filling import filled
from roterfaden.dossier.forms import ProtocolForm, shipped_protocols
from roterfaden.dossier.models import HandOverProtocol
from roterfaden.languages.shipped import shipped
from roterfaden.process.choices import DocumentState, TaskState
from roterfaden.process.evidence import documents_of, record_document
from roterfaden.process.models import Task, TaskDocument

actions.register("dossier.protocol_begun", "Übergabeprotokoll begonnen")
actions.register("dossier.protocol_changed", "Übergabeprotokoll bearbeitet")
actions.register("dossier.protocol_discarded", "Entwurf eines Übergabeprotokolls verworfen")
actions.register("dossier.protocol_kept", "Übergabeprotokoll abgelegt")


class ProtocolRefused(ValueError):
    """The protocol cannot be written like this; the message says why."""


def forms_for(case: Case) -> list[ProtocolForm]:
    """The protocols of the chains that the case has walked, or walks."""
    chains = set(case.case_runs.values_list("run__chain_version__key", flat=True))
    return [form for form in shipped_protocols().values() if chains.intersection(form.from_chains)]


def begin_protocol(*, case: Case, form_id: str, health: bool, by: User, at: datetime) -> HandOverProtocol:
    """Begin a protocol, filled from the file. One that is in work already is returned as it is.

    Refuses: a closed case, a form that does not fit its chains. Effects: the texts are sealed, audit entry.
    """
    form = next((form for form in forms_for(case) if form.id == form_id), None)
    if form is None:
        raise ProtocolRefused("Dieses Protokoll passt nicht zu den Ketten des Falls.")
    with transaction.atomic():
        require_open(case)
        known = case.protocols.filter(form=form.id, state=ProtocolState.DRAFT).first()
        if known is not None:
            return known
        texts = filled(case, form, health=health, on=local_day(at))
        protocol = HandOverProtocol.objects.create(
            case=case, form=form.id, version=form.version, texts=texts, made_at=at, made_by=by
        )
        trail.record("dossier.protocol_begun", by=by, at=at, subject=protocol, scope=case)
    return protocol


def change_protocol(
    *, protocol: HandOverProtocol, texts: Mapping[str, str], revision: int, by: User, at: datetime
) -> None:
    """Write `texts` over the sections, if the protocol still has `revision`; refuses one that is kept."""
    form = form_of(protocol)
    with transaction.atomic():
        require_open(protocol.case)
        if protocol.state != ProtocolState.DRAFT:
            raise ProtocolRefused(
                "Das Protokoll ist abgelegt und wird nicht mehr geändert. Beginnen Sie ein neues."
            )
        protocol.texts = {section.id: texts.get(section.id, "") for section in form.sections}
        save_revision(protocol, expected=revision, fields=["texts"])
        trail.record("dossier.protocol_changed", by=by, at=at, subject=protocol, scope=protocol.case)


def discard_protocol(*, protocol: HandOverProtocol, revision: int, by: User, at: datetime) -> None:
    """Throw a draft away, if it still has `revision`. Refuses one that is kept."""
    with transaction.atomic():
        if protocol.state != ProtocolState.DRAFT:
            raise ProtocolRefused("Ein abgelegtes Protokoll bleibt in der Akte.")
        save_revision(protocol, expected=revision, fields=["texts"])
        trail.record("dossier.protocol_discarded", by=by, at=at, subject=protocol, scope=protocol.case)
        HandOverProtocol.objects.filter(pk=protocol.pk).delete()


def keep_protocol(*, protocol: HandOverProtocol, revision: int, by: User, at: datetime) -> StoredFile:
    """Keep the protocol as PDF, if it still has `revision`; it never changes again.

    Refuses: a closed case, one that is kept, one without any text. Effects: sealed file, its name in the search; where
    a step of the case asks for this document, it is recorded there as present, unless somebody recorded it before.
    """
    form, case = form_of(protocol), protocol.case
    with transaction.atomic():
        require_open(case)
        if protocol.state != ProtocolState.DRAFT:
            raise ProtocolRefused("Das Protokoll ist schon abgelegt.")
        if not any(text.strip() for text in (protocol.texts or {}).values()):
            raise ProtocolRefused("Das Protokoll ist leer.")
        name = f"Uebergabeprotokoll_{form.id}_{local_day(at):%Y-%m-%d}.pdf"
        content = set_pdf(document_of(protocol, by=by, at=at))
        stored = keep_made_file(name=name, content=content, data_key=case.data_key, scope=case, by=by, at=at)
        protocol.state, protocol.kept_at, protocol.kept_by = ProtocolState.KEPT, at, by
        protocol.file = stored
        save_revision(protocol, expected=revision, fields=["state", "kept_at", "kept_by", "file"])
        for task, title in asked_for(case, form):
            record_document(
                task=task, title=title, state=DocumentState.PRESENT, file=stored, scope=case, by=by, at=at
            )
        text = searched_file(stored, [form.title])
        index_text(case=case, source=stored.uuid, text=text, kind=TextKind.DOCUMENT)
        trail.record("dossier.protocol_kept", by=by, at=at, subject=protocol, scope=case)
    return stored


def recorded_late(*, case: Case, by: User, at: datetime) -> int:
    """Record kept protocols at steps that began to ask for them only later (the next chain); returns how many.

    Safe to repeat. Called when the next chain has begun.
    """
    found = 0
    with transaction.atomic():
        for protocol in case.protocols.filter(state=ProtocolState.KEPT).select_related("file"):
            for task, title in asked_for(case, form_of(protocol)):
                record_document(
                    task=task,
                    title=title,
                    state=DocumentState.PRESENT,
                    file=protocol.file,
                    scope=case,
                    by=by,
                    at=at,
                )
                found += 1
    return found


def asked_for(case: Case, form: ProtocolForm) -> list[tuple[Task, str]]:
    """The steps of the case that ask for this protocol and have nothing recorded yet."""
    tasks = Task.objects.filter(
        run__case_run__case=case,
        run__chain_version__key=form.to_chain,
        state__in=[TaskState.OPEN, TaskState.DONE],
    ).select_related("run__chain_version")
    known = set(TaskDocument.objects.filter(task__in=tasks).values_list("task_id", "title"))
    return [
        (task, document.title)
        for task in tasks.order_by("pk")
        for document in documents_of(task)
        if document.title in form.documents and (task.pk, document.title) not in known
    ]


def form_of(protocol: HandOverProtocol) -> ProtocolForm:
    return shipped_protocols()[protocol.form]


def document_of(protocol: HandOverProtocol, *, by: User, at: datetime) -> Document:
    """The protocol as a document, in the language of the service."""
    with speaking_as(protocol.case.service):
        return _printed(protocol, by=by, at=at)


def _printed(protocol: HandOverProtocol, *, by: User, at: datetime) -> Document:
    form, case = form_of(protocol), protocol.case
    texts = protocol.texts or {}
    day = date_format(timezone.localtime(at), "d.m.Y")
    sections = [
        Section(id=section.id, title=shipped(section.title), blocks=[Text(text=texts[section.id])])
        for section in form.sections
        if texts.get(section.id, "").strip()
    ]
    made = _("Erstellt am %(day)s von %(who)s, %(service)s.") % {
        "day": day,
        "who": by,
        "service": case.service,
    }
    use = _("Für die Übergabe im Dienst. Weitergabe an andere Stellen nur über die Einwilligung der Person.")
    return Document(
        title=shipped(form.title),
        subtitle=f"{case.person}, {case.file_number}",
        notice=f"{made}\n{use}",
        foot=f"{case.file_number} · {shipped(form.title)} · {day}",
        sections=sections,
        contents=False,
    )
