"""Reports and statements: begun from the file, written, submitted, returned or released by a second person, frozen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import TextKind
from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.cases.search import forget_text, index_text
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.consent import gate, transfers
from roterfaden.consent.addressing import speaking_to_body
from roterfaden.consent.choices import Channel
from roterfaden.consent.models import Consent, Recipient
from roterfaden.correspondence.body import (
    MOST_SENTENCE,
    Part,
    as_json,
    from_json,
    holds_health,
    items_of,
    open_points,
    sections_of,
)
from roterfaden.correspondence.choices import AuthorRole, CommentKind, Nature, ReportState
from roterfaden.correspondence.filling import templates_for
from roterfaden.correspondence.models import Report, ReportComment, ReportVersion
from roterfaden.correspondence.placeholders import day, letterhead_of
from roterfaden.correspondence.proposing import proposed
from roterfaden.correspondence.shipped import LetterTemplate, shipped_letters
from roterfaden.deadlines.case_deadlines import ByRule, set_deadline
from roterfaden.documents.files import discard_file, keep_made_file
from roterfaden.documents.typesetting.content import Document
from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.languages.shipped import shipped

actions.register("correspondence.begun", "Bericht begonnen")
actions.register("correspondence.changed", "Bericht bearbeitet")
actions.register("correspondence.commented", "Anmerkung zu einem Bericht")
actions.register("correspondence.submitted", "Bericht zur Freigabe gegeben")
actions.register("correspondence.returned", "Bericht zurückgegeben")
actions.register("correspondence.released", "Bericht freigegeben")
actions.register("correspondence.discarded", "Bericht verworfen")
actions.register("correspondence.client_told", "Person über die Stellungnahme informiert")

STATEMENT_RULE = "stellungnahme"


class ReportRefused(ValueError):
    """This cannot be done with the report; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """For whom, what for, on which basis; of a statement also the question and the day on which it came."""

    recipient: Recipient
    purpose: str
    consent: Consent | None = None
    legal_basis: str = ""
    question: str = ""
    asked_on: date | None = None


def written_templates(case: Case) -> list[LetterTemplate]:
    """The reports and statements that fit the case."""
    return [one for one in templates_for(case) if one.is_written]


def template_of(report: Report) -> LetterTemplate:
    return shipped_letters()[report.template]


def parts_of(report: Report) -> list[Part]:
    return from_json(report.body or [], template_of(report))


def begin_report(*, case: Case, template_id: str, order: Order, by: User, at: datetime) -> Report:
    """Begin a report with what the file says and the gate lets through to this recipient today.

    Refuses: a closed case, a template that does not fit, no purpose, a statement without question, without its day or
    without a consent of its own. Effects: the first version, of a statement the deadline by rule, audit entry.
    """
    template = next((one for one in written_templates(case) if one.id == template_id), None)
    if template is None:
        raise ReportRefused(_("Diese Vorlage passt nicht zu den Ketten des Falls."))
    statement = template.nature == Nature.STATEMENT
    _check_order(order, statement=statement, today=local_day(at))
    health = may_open_health(by, case, on=local_day(at))
    with speaking_to_body(order.recipient, case.service):
        parts = proposed(case, template, on=local_day(at), health=health)
    passing = _filtered(case, order, parts, on=local_day(at))
    with transaction.atomic():
        require_open(case)
        report = Report.objects.create(
            case=case,
            template=template.id,
            template_version=template.version,
            role=AuthorRole.EXPERT if statement else AuthorRole.ADVISER,
            recipient=order.recipient,
            purpose=order.purpose,
            consent=order.consent,
            legal_basis="" if order.consent else order.legal_basis,
            question=order.question,
            asked_on=order.asked_on if statement else None,
            body=as_json(passing),
            holds_health=holds_health(passing),
            begun_at=at,
            begun_by=by,
        )
        if statement and order.asked_on:
            how = ByRule(STATEMENT_RULE, order.asked_on, case.service.region)
            report.deadline = set_deadline(case=case, how=how, subject=template.title, by=by, at=at)
            report.save(update_fields=["deadline"])
        _keep_version(report, by=by, at=at)
        trail.record(
            "correspondence.begun",
            by=by,
            at=at,
            subject=report,
            scope=case,
            details={"template": template.id},
        )
    return report


def kept_back(report: Report, *, on: date) -> gate.Decision:
    """What the gate says of the report as it stands, on the day `on`. Changes nothing."""
    case = report.case
    return transfers.preview(
        person=case.person, service=case.service, plan=plan_for(report, Channel.REPORT), on=on
    )


def plan_for(report: Report, channel: Channel) -> transfers.Plan:
    """What shall leave, as the gate wants to see it."""
    return plan_for_items(report, items_of(parts_of(report)), channel)


def plan_for_items(
    report: Report, items: Sequence[gate.Item], channel: Channel = Channel.REPORT
) -> transfers.Plan:
    """`items` on their way to the recipient of the report, for its purpose and on its basis."""
    return transfers.Plan(
        recipient=report.recipient,
        channel=channel,
        purpose=report.purpose,
        items=items,
        consent=report.consent,
        legal_basis=report.legal_basis,
    )


def change_report(*, report: Report, parts: Sequence[Part], revision: int, by: User, at: datetime) -> None:
    """Write `parts` over the body, if the report still has `revision`; the version before stays.

    Refuses what is not in work, a sentence that is too long, health from somebody who may not open the health record.
    """
    with transaction.atomic():
        require_open(report.case)
        _require(report, ReportState.DRAFT, _("Der Bericht ist nicht mehr in Arbeit."))
        if any(len(one.text) > MOST_SENTENCE for part in parts for one in part.sentences):
            raise ReportRefused(_("Ein Satz ist länger als %(n)s Zeichen.") % {"n": MOST_SENTENCE})
        health = holds_health(parts)
        if health and not may_open_health(by, report.case, on=local_day(at)):
            raise ReportRefused(_("Für Angaben zur Gesundheit fehlt Ihnen das Recht."))
        report.body, report.holds_health = as_json(parts), health
        save_revision(report, expected=revision, fields=["body", "holds_health"])
        _keep_version(report, by=by, at=at)
        trail.record("correspondence.changed", by=by, at=at, subject=report, scope=report.case)


def add_comment(*, report: Report, text: str, section: str = "", by: User, at: datetime) -> ReportComment:
    """Write a remark beside the report. Refuses an empty one and one on a report that has left or is gone."""
    if not text.strip():
        raise ReportRefused(_("Bitte schreiben Sie eine Anmerkung."))
    if report.state in (ReportState.SENT, ReportState.DISCARDED):
        raise ReportRefused(_("Dieser Bericht ist abgeschlossen."))
    with transaction.atomic():
        made = ReportComment.objects.create(report=report, section=section, text=text.strip(), at=at, by=by)
        trail.record("correspondence.commented", by=by, at=at, subject=report, scope=report.case)
    return made


def tell_client(*, report: Report, on: date, by: User, at: datetime) -> None:
    """Record that the client was told that the service now answers as an expert (KASSYS 4.3 M16, T7)."""
    if on > local_day(at):
        raise ReportRefused(_("Der Tag liegt in der Zukunft."))
    with transaction.atomic():
        Report.objects.filter(pk=report.pk).update(client_told_on=on)
        trail.record("correspondence.client_told", by=by, at=at, subject=report, scope=report.case)


def missing_in(report: Report, *, on: date) -> list[str]:
    """Everything that keeps the report from being submitted, in sentences."""
    found = open_points(parts_of(report))
    decision = kept_back(report, on=on)
    found += decision.refusals
    found += [f"„{item.title}“: {reason}" for item, reason in decision.kept_back]
    if template_of(report).tell_client and report.client_told_on is None:
        found.append(_("Die Person weiß noch nicht, dass sich unsere Aufgabe im Verfahren ändert."))
    return found


def submit(*, report: Report, revision: int, by: User, at: datetime) -> None:
    """Give a report to a second person. Refuses with everything that is missing or may not pass the gate today."""
    with transaction.atomic():
        require_open(report.case)
        _require(report, ReportState.DRAFT, _("Der Bericht ist nicht mehr in Arbeit."))
        missing = missing_in(report, on=local_day(at))
        if missing:
            raise ReportRefused(" ".join(missing))
        report.state, report.submitted_at, report.submitted_by = ReportState.REVIEW, at, by
        save_revision(report, expected=revision, fields=["state", "submitted_at", "submitted_by"])
        trail.record("correspondence.submitted", by=by, at=at, subject=report, scope=report.case)


def return_report(*, report: Report, remark: str, revision: int, by: User, at: datetime) -> None:
    """Give a submitted or released report back to be worked on, with a remark. Refuses without one, and what has left.

    The file of a released one goes; its hash stays in the trail, and the next release makes a new one.
    """
    if not remark.strip():
        raise ReportRefused(_("Bitte sagen Sie in einem Satz, was zu ändern ist."))
    with transaction.atomic():
        require_open(report.case)
        if report.state not in (ReportState.REVIEW, ReportState.RELEASED):
            raise ReportRefused(_("Der Bericht liegt nicht zur Freigabe."))
        stored, report.state = report.file, ReportState.DRAFT
        report.submitted_at, report.submitted_by = None, None
        report.released_at, report.released_by = None, None
        report.file, report.sha256 = None, ""
        fields = ["state", "submitted_at", "submitted_by", "released_at", "released_by", "file", "sha256"]
        save_revision(report, expected=revision, fields=fields)
        ReportComment.objects.create(
            report=report, kind=CommentKind.RETURN, text=remark.strip(), at=at, by=by
        )
        if stored is not None:
            forget_text(case=report.case, source=report.uuid)
            discard_file(stored)
        trail.record("correspondence.returned", by=by, at=at, subject=report, scope=report.case)


def release(*, report: Report, revision: int, by: User, at: datetime) -> None:
    """Release a report: four eyes, then frozen as PDF with its hash; it never changes again.

    Refuses: the person who submitted it, a report that is not submitted, what the gate no longer lets through, health
    that `by` may not open. Effects: sealed PDF in the file, found by its words, audit entry with the hash.
    """
    case = report.case
    with transaction.atomic():
        require_open(case)
        _require(report, ReportState.REVIEW, _("Der Bericht liegt nicht zur Freigabe."))
        if report.submitted_by_id == by.pk:
            raise ReportRefused(_("Freigeben muss eine zweite Person: Sie haben den Bericht eingereicht."))
        if report.holds_health and not may_open_health(by, case, on=local_day(at)):
            raise ReportRefused(_("Für Angaben zur Gesundheit fehlt Ihnen das Recht."))
        missing = missing_in(report, on=local_day(at))
        if missing:
            raise ReportRefused(" ".join(missing))
        template = template_of(report)
        content = set_pdf(document_of(report, by=by, at=at))
        name = f"{template.title.replace(':', '').replace(' ', '_')}_{local_day(at):%Y-%m-%d}.pdf"
        stored = keep_made_file(name=name, content=content, data_key=case.data_key, scope=case, by=by, at=at)
        report.state, report.released_at, report.released_by = ReportState.RELEASED, at, by
        report.file, report.sha256 = stored, stored.sha256
        fields = ["state", "released_at", "released_by", "file", "sha256"]
        save_revision(report, expected=revision, fields=fields)
        if not report.holds_health:
            words = "\n".join(
                [template.title, *(one.text for part in parts_of(report) for one in part.sentences)]
            )
            index_text(case=case, source=report.uuid, text=words, kind=TextKind.DOCUMENT)
        trail.record(
            "correspondence.released",
            by=by,
            at=at,
            subject=report,
            scope=case,
            details={"sha256": stored.sha256, "version": report.versions.count()},
        )


def discard_report(*, report: Report, revision: int, by: User, at: datetime) -> None:
    """Throw a draft away: its texts are emptied, that there was one stays. Refuses what is submitted or released."""
    with transaction.atomic():
        _require(report, ReportState.DRAFT, _("Nur ein Bericht in Arbeit kann verworfen werden."))
        report.state, report.body, report.holds_health = ReportState.DISCARDED, [], False
        report.easy_words = ""
        save_revision(report, expected=revision, fields=["state", "body", "holds_health", "easy_words"])
        report.versions.all().delete()
        forget_text(case=report.case, source=report.uuid)
        trail.record("correspondence.discarded", by=by, at=at, subject=report, scope=report.case)


def document_of(report: Report, *, by: User | None, at: datetime) -> Document:
    """The report as it is printed; the role of the service, the question and the recipient stand on its first page.

    In the language of the recipient, but for the sentences that people wrote.
    """
    with speaking_to_body(report.recipient, report.case.service):
        return _printed(report, by=by, at=at)


def _printed(report: Report, *, by: User | None, at: datetime) -> Document:
    case, template, head = report.case, template_of(report), letterhead_of(report.case.service)
    lines = [
        _("An: %(whom)s") % {"whom": report.recipient},
        _("Zweck: %(why)s") % {"why": report.purpose},
        _("Der Dienst schreibt als: %(role)s.") % {"role": report.get_role_display()},
    ]
    if report.role == AuthorRole.EXPERT:
        lines.append(
            _("In dieser Sache beraten wir keine Seite. Angeführt ist nur, was die Antwort braucht.")
        )
        lines.append(_("Frage: %(question)s") % {"question": report.question})
    if by is not None:
        lines.append(
            _("Verfasst: %(author)s. Freigegeben: %(who)s, %(at)s Uhr.")
            % {
                "author": report.submitted_by or report.begun_by,
                "who": by,
                "at": date_format(localtime(at), "d.m.Y, H:i"),
            }
        )
    else:
        lines.append(_("Entwurf: noch nicht freigegeben."))
    return Document(
        title=shipped(template.title),
        subtitle=f"{case.person}, {case.file_number}",
        notice="\n".join(lines),
        foot=f"{head.office} · {case.file_number} · {day(local_day(at))}",
        sections=sections_of(parts_of(report)),
        contents=False,
    )


def _check_order(order: Order, *, statement: bool, today: date) -> None:
    if not order.purpose.strip():
        raise ReportRefused(_("Wozu wird der Bericht gebraucht?"))
    if order.consent is None and not order.legal_basis:
        raise ReportRefused(_("Auf welcher Grundlage geht der Bericht hinaus?"))
    if not statement:
        return
    if not order.question.strip():
        raise ReportRefused(_("Eine Stellungnahme beantwortet eine Frage. Wie lautet sie?"))
    if order.asked_on is None or order.asked_on > today:
        raise ReportRefused(_("Wann kam die Frage? Von diesem Tag an laufen 14 Tage."))
    if order.consent is None:
        raise ReportRefused(_("Eine Stellungnahme braucht eine eigene Einwilligung der Person."))


def _filtered(case: Case, order: Order, parts: Iterable[Part], *, on: date) -> list[Part]:
    """Of each part what may pass to this recipient on the day `on`; everything, if the gate refuses as a whole."""
    plan = transfers.Plan(
        recipient=order.recipient,
        channel=Channel.REPORT,
        purpose=order.purpose,
        items=items_of(parts := list(parts)),
        consent=order.consent,
        legal_basis=order.legal_basis,
    )
    decision = transfers.preview(person=case.person, service=case.service, plan=plan, on=on)
    passing = {(item.title, item.data_class) for item in decision.passing}
    return [
        Part(
            id=part.id,
            title=part.title,
            needed=part.needed,
            sentences=tuple(one for one in part.sentences if (part.title, one.data_class) in passing),
        )
        for part in parts
    ]


def _require(report: Report, state: ReportState, sentence: str) -> None:
    if report.state != state:
        raise ReportRefused(sentence)


def _keep_version(report: Report, *, by: User, at: datetime) -> None:
    number = report.versions.count() + 1
    ReportVersion.objects.create(report=report, number=number, body=report.body, saved_at=at, saved_by=by)
