"""The report of an audit: written, signed by the parties with their differences, set as PDF."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.auditing.choices import Actor
from roterfaden.auditing.models import Audit, Finding, Signature
from roterfaden.auditing.preparing import audit_before
from roterfaden.auditing.procedure import procedure
from roterfaden.auditing.refusals import AuditRefused
from roterfaden.auditing.rules import party_of, person_for
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.documents.typesetting.content import Block, Document, Entry, Facts, Section, Table, Text
from roterfaden.process.choices import RunState

actions.register("auditing.report_written", "Auditbericht bearbeitet")
actions.register("auditing.signed", "Auditbericht unterschrieben")


def may_write_report(user: User, audit: Audit) -> bool:
    """The coordinator and the auditor, while it runs and until the first signature."""
    if audit.run.state != RunState.RUNNING or audit.signed_first_at is not None:
        return False
    return user.pk in {audit.programme.coordinator_id, audit.auditor_id}


def write_report(*, audit: Audit, text: str, revision: int, by: User, at: datetime) -> None:
    """Keep the text of the report. Refuses as `may_write_report`; with Conflict another revision."""
    if not may_write_report(by, audit):
        raise AuditRefused("Den Bericht schreiben Koordination und Auditor, bis jemand unterschrieben hat.")
    with transaction.atomic():
        audit.report = text.strip()
        save_revision(audit, expected=revision, fields=["report"])
        _record("auditing.report_written", audit, by=by, at=at)


def digest_of(audit: Audit) -> str:
    """What a signature covers: the report and every finding with its correction, as they stand."""
    rows = Finding.objects.filter(audit=audit).select_related("audit").order_by("number")
    parts = [
        [row.number, row.kind, row.text, row.statement, row.correction, str(row.due_on), row.effect]
        for row in rows
    ]
    text = json.dumps([str(audit.uuid), audit.evaluation, audit.report, parts], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def sign(*, audit: Audit, difference: str, digest: str, by: User, at: datetime) -> Signature:
    """Sign as the party that `by` is; `difference` is what this party does not agree with, and stays in the report.

    Signing twice gives the first signature. Refuses who is no party, an empty report, and with `digest` (of what the
    person saw) a report that was changed meanwhile.
    """
    party = party_of(by, audit)
    if not party:
        raise AuditRefused("Unterschreiben können die beteiligten Parteien.")
    with transaction.atomic():
        row = Audit.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=audit.pk)
        known = Signature.objects.filter(audit=row, party=party).first()
        if known is not None:
            return known
        if not row.report.strip():
            raise AuditRefused("Der Bericht ist noch nicht geschrieben.")
        if digest != digest_of(row):
            raise AuditRefused("Der Bericht wurde inzwischen geändert. Bitte lesen Sie ihn noch einmal.")
        made = Signature.objects.create(
            audit=audit, party=party, user=by, signed_at=at, digest=digest, difference=difference.strip()
        )
        if row.signed_first_at is None:
            Audit.objects.filter(pk=row.pk).update(signed_first_at=at)
            audit.signed_first_at = at
        _record("auditing.signed", audit, by=by, at=at)
    return made


def unsigned(audit: Audit) -> list[str]:
    """The parties whose signature is missing, in words."""
    signed = set(Signature.objects.filter(audit=audit).values_list("party", flat=True))
    return [
        f"{Actor(party).label} ({person_for(audit, party)})"
        for party in procedure().signing
        if party not in signed
    ]


def report_document(audit: Audit, *, at: datetime) -> Document:
    """Goal, course, results, people, signatures with differences (KASSYS 5.3.1), with the deviations and their end."""
    done = not unsigned(audit)
    return Document(
        title=_("Auditbericht"),
        subtitle=f"{audit.organisation} · {audit.get_side_display()} · {_day(audit.held_on)}",
        notice=_("Unterschrieben von allen Parteien.")
        if done
        else _("Entwurf: noch nicht von allen unterschrieben."),
        foot=f"{audit.organisation} · {_('Stand')} {_day(local_day(at))}",
        sections=[
            Section(id="rahmen", title=_("Ziel und Rahmen"), blocks=_frame(audit)),
            Section(id="ergebnis", title=_("Ergebnis"), blocks=_result(audit)),
            Section(id="fragen", title=_("Fragen und Antworten"), blocks=_answers(audit)),
            Section(id="feststellungen", title=_("Feststellungen"), blocks=_findings(audit)),
            Section(id="katalog", title=_("Ziel- und Maßnahmenkatalog"), blocks=_catalogue(audit)),
            Section(id="unterschriften", title=_("Unterschriften"), blocks=_signatures(audit)),
        ],
    )


def announcement_document(audit: Audit, *, at: datetime) -> Document:
    """The letter that names the questions, in writing and binding."""
    questions = [f"{row.number}. {row.text}" for row in audit.questions.select_related("audit")]
    return Document(
        title=_("Ankündigung eines Audits"),
        subtitle=f"{audit.organisation} · {_day(audit.held_on)}",
        notice=_("Diese Fragen sind verbindlich. Andere werden im Audit nicht gestellt."),
        foot=f"{audit.organisation} · {_day(audit.announced_on or local_day(at))}",
        sections=[
            Section(id="rahmen", title=_("Ziel und Rahmen"), blocks=_frame(audit)),
            Section(id="fragen", title=_("Fragen"), blocks=[Text(text=line) for line in questions]),
        ],
        contents=False,
    )


def deviation_document(finding: Finding) -> Document:
    """The report form of one deviation, with what was agreed and checked."""
    audit = finding.audit
    return Document(
        title=_("Abweichungsbericht %(number)s") % {"number": finding.number},
        subtitle=f"{audit.organisation} · {_('Audit')} {_day(audit.held_on)}",
        notice=str(finding.get_kind_display()),
        foot=str(audit.organisation),
        sections=[Section(id="abweichung", title=_("Abweichung"), blocks=[_finding_facts(finding)])],
        contents=False,
    )


def _frame(audit: Audit) -> list[Block]:
    people = [
        (str(Actor(party).label), str(person_for(audit, party) or "–")) for party in procedure().signing
    ]
    before = audit_before(audit)
    rows = [
        (_("Art"), audit.get_kind_display()),
        (_("Tag, Dauer, Ort"), f"{_day(audit.held_on)}, {audit.hours} Std., {audit.place or '–'}"),
        (_("Ziel"), audit.goal or "–"),
        (_("Unterlagen"), audit.instruments or "–"),
        (_("Fragen angekündigt"), _day(audit.announced_on)),
        (_("Audit davor"), _day(before.held_on) if before else "–"),
        *people,
    ]
    sample = getattr(audit, "sample", None)
    if sample is not None:
        words = _("%(n)s von %(all)s Fällen, Startzahl %(seed)s, eröffnet %(from)s bis %(until)s") % {
            "n": sample.cases.count(),
            "all": sample.population,
            "seed": sample.seed,
            "from": _day(sample.opened_from),
            "until": _day(sample.opened_until),
        }
        rows.append((_("Stichprobe"), words))
    return [Facts(rows=rows)]


def _result(audit: Audit) -> list[Block]:
    return [Text(text=audit.report or _("Noch nicht geschrieben.")), Text(text=audit.evaluation or "–")]


def _answers(audit: Audit) -> list[Block]:
    rows = audit.questions.select_related("audit")
    return [Entry(title=f"{row.number}. {row.text}", meta="", text=row.answer or "–") for row in rows] or [
        _none()
    ]


def _findings(audit: Audit) -> list[Block]:
    rows = Finding.objects.filter(audit=audit).select_related("audit", "responsible", "sampled")
    return [_finding_facts(row) for row in rows] or [_none()]


def _finding_facts(row: Finding) -> Facts:
    pairs = [
        (f"{row.number}. {row.get_kind_display()}", row.text),
        (_("Ort"), place_words(row)),
        (_("Stellungnahme"), row.statement),
        (_("Ursache"), row.cause),
        (_("Maßnahme"), row.correction),
        (_("Verantwortlich"), str(row.responsible or "")),
        (_("Bis wann"), _day(row.due_on) if row.due_on else ""),
        (_("Umgesetzt"), f"{_day(row.done_on)}: {row.done_note}" if row.done_on else ""),
        (
            _("Nachprüfung"),
            f"{_day(row.checked_on)}: {row.get_effect_display()}. {row.check_note}" if row.effect else "",
        ),
    ]
    return Facts(rows=[(word, value) for word, value in pairs if value])


def place_words(row: Finding) -> str:
    """Where a finding stands, without a name: `Fall 3, Schritt 4`."""
    parts: Iterable[str] = (
        _("Fall %(number)s") % {"number": row.sampled.number} if row.sampled else "",
        str(row.get_place_display()) if not row.sampled else "",
        row.reference,
    )
    return ", ".join(part for part in parts if part)


def _catalogue(audit: Audit) -> list[Block]:
    rows = audit.measures.select_related("audit", "responsible")
    cells = [
        (row.what, str(row.responsible), _day(row.due_on), str(row.get_effect_display()) or "–")
        for row in rows
    ]
    if not cells:
        return [_none()]
    columns = (_("Was ist zu tun?"), _("Wer setzt es um?"), _("Bis wann?"), _("Geprüft?"))
    return [Table(title=_("Ziel- und Maßnahmenkatalog"), columns=columns, rows=cells)]


def _signatures(audit: Audit) -> list[Block]:
    found: list[Block] = [
        Entry(
            title=f"{row.user}, {Actor(row.party).label}",
            meta=_day(local_day(row.signed_at)),
            text=_("Differenz: %(text)s") % {"text": row.difference}
            if row.difference
            else _("ohne Differenz"),
        )
        for row in audit.signatures.select_related("audit", "user")
    ]
    missing = unsigned(audit)
    if missing:
        found.append(Text(text=_("Es fehlt: %(who)s") % {"who": ", ".join(missing)}, quiet=True))
    return found


def _none() -> Text:
    return Text(text=_("Nichts."), quiet=True)


def _day(day: date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else "–"


def _record(action: str, audit: Audit, *, by: User, at: datetime) -> None:
    trail.record(action, by=by, at=at, subject=audit, scope=audit, organisation=audit.organisation)
