"""Print a file: own use, redacted for an audit, or for another body through the gate. Large ones in the background."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.access import cases_with_whole_file
from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.consent import gate, transfers
from roterfaden.consent.addressing import speaking_to_body
from roterfaden.consent.choices import Channel, TransferState
from roterfaden.consent.models import Consent, Recipient, Transfer
from roterfaden.documents.files import discard_file, keep_made_file
from roterfaden.documents.typesetting.content import Document, Section
from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.dossier.acquaintances import known_to
from roterfaden.dossier.choices import Part, Purpose
from roterfaden.dossier.models import PrintedFile
from roterfaden.dossier.parts import ALL, CLASSES, Range, Wish, entries_in, open_keys, sections_of
from roterfaden.dossier.redacting import Redaction
from roterfaden.jobs import clock, work
from roterfaden.jobs.models import Job
from roterfaden.people.health import record_health_read
from roterfaden.people.models import HealthRecord

actions.register("dossier.printed", "Akte gedruckt")
actions.register("dossier.read_whole", "Akte im Ganzen gelesen", reading=True)

# more entries than this are set in the background
AT_ONCE = 300
# letters that the ledger keeps of one transfer
MOST_FOR_OTHERS = 300_000
FETCHED_WITHIN = timedelta(days=7)
NOTICES = {
    Purpose.OWN: gettext_lazy("Für den eigenen Gebrauch im Dienst. Nicht zur Weitergabe."),
    Purpose.AUDIT: gettext_lazy(
        "Geschwärzte Fassung für ein Audit. Namen, Nummern und Orte sind durch Platzhalter ersetzt."
    ),
}


class PrintRefused(ValueError):
    """The file cannot be printed like this; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be printed, and for whom. Those for another body name the way through the gate."""

    parts: Sequence[Part]
    purpose: Purpose
    span: Range = ALL
    recipient: Recipient | None = None
    wherefore: str = ""
    consent: Consent | None = None
    legal_basis: str = ""


def document_of(case: Case, order: Order, *, by: User, at: datetime) -> Document:
    """The file as a document, for own use or redacted. Refuses no parts, and the health record without its right.

    Effects: an entry in the trail of reads, another one for the health record.
    """
    wish = _wish(case, order, by=by, at=at)
    open_keys(case)
    with transaction.atomic():
        _log_reading(case, order, by=by, at=at)
    with speaking_to_body(order.recipient, case.service):
        document = _laid_out(case, order, sections_of(case, wish), by=by, at=at)
    return Redaction(known_to(case)).of(document) if order.purpose == Purpose.AUDIT else document


def as_json(document: Document) -> bytes:
    """The document for programs: title, notice and sections with their blocks, as in the page and the PDF."""
    return json.dumps(document.plain(), ensure_ascii=False, indent=1, default=str).encode()


def is_large(case: Case, order: Order) -> bool:
    return Part.JOURNAL in order.parts and entries_in(case, order.span) > AT_ONCE


def preview(*, case: Case, order: Order, by: User, at: datetime) -> gate.Decision:
    """What of a file for another body would pass the gate, part by part, and what would be kept back and why."""
    sections = sections_of(case, _wish(case, order, by=by, at=at))
    return transfers.preview(
        person=case.person, service=case.service, plan=_plan(order, sections), on=local_day(at)
    )


def print_file(*, case: Case, order: Order, by: User, at: datetime) -> PrintedFile:
    """Set the file as PDF and keep it for some days, sealed with the key of the case.

    One for another body passes the gate: what may not go is left out, and what goes stands in the ledger. Refuses as
    `document_of` does, and with TransferRefused what the gate refuses. Effects: sealed file, row, audit entries.
    """
    third = order.purpose == Purpose.THIRD
    plan, document = (
        _passing(case, order, by=by, at=at) if third else (None, document_of(case, order, by=by, at=at))
    )
    # outside of the transaction: a large file takes seconds, and nobody else should wait to write
    content = set_pdf(document)
    with transaction.atomic():
        transfer = None if plan is None else _let_out(case, order, plan, by=by, at=at)
        stored = keep_made_file(
            name=_file_name(case, order, at),
            content=content,
            data_key=case.data_key,
            scope=case,
            by=by,
            at=at,
        )
        printed = PrintedFile.objects.create(
            case=case,
            purpose=order.purpose,
            parts=[str(part) for part in order.parts],
            first_on=order.span.first,
            last_on=order.span.last,
            file=stored,
            transfer=transfer,
            made_at=at,
            made_by=by,
        )
        details = {"purpose": str(order.purpose), "parts": [str(part) for part in order.parts]}
        trail.record("dossier.printed", by=by, at=at, subject=printed, scope=case, details=details)
    return printed


@work.kind("dossier.print", title=gettext_lazy("Akte als PDF setzen"))
def print_in_background(
    progress: work.Progress, *, code: str, parts: list[str], purpose: str, first: str, last: str, url: str
) -> Mapping[str, Any]:
    """Print a large file for own use or an audit; refuses a case that the person may not see any more."""
    now = progress.now()
    visible = cases_with_whole_file(progress.by, on=local_day(now)).select_related(
        "person", "service", "data_key"
    )
    case = visible.filter(code=code).first()
    if case is None:
        raise work.WorkRefused(_("Diesen Fall gibt es für Sie nicht mehr."))
    order = Order(
        parts=[Part(part) for part in parts],
        purpose=Purpose(purpose),
        span=Range(first=_day(first), last=_day(last)),
    )
    progress.report(done=0, total=1)
    try:
        print_file(case=case, order=order, by=progress.by, at=now)
    except PrintRefused as refusal:
        raise work.WorkRefused(str(refusal)) from refusal
    progress.report(done=1, total=1)
    return {"sentences": [_("Die Akte ist gesetzt.")], "url": url}


def start_printing(*, case: Case, order: Order, url: str, by: User, at: datetime) -> Job:
    """Ask for the job that prints a large file; `url` is where it can be fetched. Refuses as `document_of` does."""
    _wish(case, order, by=by, at=at)
    args = {
        "code": case.code,
        "parts": [str(part) for part in order.parts],
        "purpose": str(order.purpose),
        "first": order.span.first.isoformat() if order.span.first else "",
        "last": order.span.last.isoformat() if order.span.last else "",
        "url": url,
    }
    return work.start(kind="dossier.print", args=args, by=by, at=at, organisation=case.service)


@clock.nightly("dossier.forget_printed")
def forget_printed(*, at: datetime) -> dict[str, int]:
    """Delete the bytes of printed files that nobody needs any more after a week; what was printed stays known."""
    old = PrintedFile.objects.filter(file__isnull=False, made_at__lt=at - FETCHED_WITHIN).select_related(
        "file"
    )
    gone = 0
    for printed in old:
        stored = printed.file
        assert stored is not None
        with transaction.atomic():
            printed.file = None
            printed.save(update_fields=["file"])
            discard_file(stored)
        gone += 1
    return {"files": gone}


def _wish(case: Case, order: Order, *, by: User, at: datetime) -> Wish:
    if not order.parts:
        raise PrintRefused(_("Bitte wählen Sie mindestens einen Teil der Akte."))
    first, last = order.span.first, order.span.last
    if first and last and last < first:
        raise PrintRefused(_("Das Journal endet vor seinem Beginn: Bitte prüfen Sie die beiden Tage."))
    today = local_day(at)
    if Part.HEALTH in order.parts and not may_open_health(by, case, on=today):
        raise PrintRefused(_("Für die Gesundheitsakte fehlt Ihnen das Recht."))
    return Wish(parts=order.parts, span=order.span, on=today, bound=order.purpose != Purpose.THIRD)


def _log_reading(case: Case, order: Order, *, by: User, at: datetime) -> None:
    details = {"purpose": str(order.purpose), "parts": [str(part) for part in order.parts]}
    trail.record_read(
        "dossier.read_whole",
        by=by,
        at=at,
        subject=case,
        scope=case,
        organisation=case.service,
        details=details,
    )
    record = HealthRecord.objects.filter(person=case.person).select_related("person__organisation").first()
    if Part.HEALTH in order.parts and record is not None:
        record_health_read(record=record, scope=case, page="print", by=by, at=at)


def _laid_out(
    case: Case, order: Order, sections: Sequence[Section], *, by: User, at: datetime, notice: str = ""
) -> Document:
    printed = date_format(localtime(at), "d.m.Y, H:i")
    made = _("Gedruckt am %(at)s Uhr von %(who)s.") % {"at": printed, "who": by}
    notice = notice or str(NOTICES[order.purpose])
    return Document(
        title=_("Fallakte %(number)s") % {"number": case.file_number},
        subtitle=f"{case.person}, {case.service}",
        notice=f"{notice}\n{made}{_span(order.span)}",
        foot=f"{case.file_number} · {notice.partition('.')[0]} · {printed}, {by}",
        sections=sections,
    )


def _span(span: Range) -> str:
    if span.first is None and span.last is None:
        return ""
    first = f"{span.first:%d.%m.%Y}" if span.first else _("Beginn")
    last = f"{span.last:%d.%m.%Y}" if span.last else _("heute")
    return "\n" + _("Journal von %(first)s bis %(last)s.") % {"first": first, "last": last}


def _passing(case: Case, order: Order, *, by: User, at: datetime) -> tuple[transfers.Plan, Document]:
    """What of the file passes the gate now, laid out. Raises TransferRefused."""
    wish = _wish(case, order, by=by, at=at)
    with speaking_to_body(order.recipient, case.service):
        sections = sections_of(case, wish)
        plan = _plan(order, sections)
    decision = transfers.preview(person=case.person, service=case.service, plan=plan, on=local_day(at))
    if decision.refusals:
        raise transfers.TransferRefused(decision)
    passing = {item.title for item in decision.passing}
    kept = [section for section in sections if section.title in passing]
    with speaking_to_body(order.recipient, case.service):
        notice = _("Für %(whom)s. Nur für diesen Zweck: %(why)s.") % {
            "whom": order.recipient,
            "why": order.wherefore.rstrip("."),
        }
        return plan, _laid_out(case, order, kept, by=by, at=at, notice=notice)


def _let_out(case: Case, order: Order, plan: transfers.Plan, *, by: User, at: datetime) -> Transfer:
    """Put it into the ledger and let it go, if its basis still holds; the reading is logged with it."""
    out: dict[str, Any] = {"scope": case, "by": by, "at": at}
    waiting = transfers.queue(person=case.person, service=case.service, plan=plan, **out)
    transfer = transfers.let_out(transfer=waiting, **out)
    if transfer.state != TransferState.OUT:
        raise PrintRefused(transfer.stopped_because)
    _log_reading(case, order, by=by, at=at)
    return transfer


def _plan(order: Order, sections: Sequence[Section]) -> transfers.Plan:
    if order.recipient is None:
        raise PrintRefused(_("An wen geht der Ausdruck?"))
    items = [
        gate.Item(
            data_class=CLASSES[Part(section.id)],
            title=section.title,
            text=section.as_text(),
            source=_("Ausdruck der Akte"),
        )
        for section in sections
    ]
    if sum(len(item.text) for item in items) > MOST_FOR_OTHERS:
        raise PrintRefused(_("Das ist zu viel auf einmal. Bitte wählen Sie einen kürzeren Zeitraum."))
    return transfers.Plan(
        recipient=order.recipient,
        channel=Channel.PRINT,
        purpose=order.wherefore,
        items=items,
        consent=order.consent,
        legal_basis="" if order.consent else order.legal_basis,
    )


def _file_name(case: Case, order: Order, at: datetime) -> str:
    kind = {Purpose.OWN: "Akte", Purpose.AUDIT: "Akte-geschwaerzt", Purpose.THIRD: "Akte-Auszug"}[
        order.purpose
    ]
    number = "Audit" if order.purpose == Purpose.AUDIT else case.file_number
    return f"{kind}_{number}_{localtime(at):%Y-%m-%d_%H%M}.pdf"


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
