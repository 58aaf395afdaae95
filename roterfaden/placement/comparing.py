"""The comparison of a person with a workplace as a block for reports, statements and a sheet for another body.

What goes out passes the gate, block by block; notes to values and reasons behind conditions never leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.consent import gate, transfers
from roterfaden.consent.choices import Channel, DataClass, TransferState
from roterfaden.consent.models import Consent, Recipient, Transfer
from roterfaden.documents.typesetting.content import Document, Facts, Section, Table, Text
from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.employers.models import Workplace
from roterfaden.languages.shipped import shipped, written_here
from roterfaden.matching.comparison import Standing
from roterfaden.placement.dues import PlacementRefused
from roterfaden.profiles.instruments import instruments_of
from roterfaden.profiles.keeping import weights_of
from roterfaden.profiles.searching import Offer, Reason, explain

STANDINGS = {
    Standing.SHORTFALL: gettext_lazy("zu wenig"),
    Standing.MATCH: gettext_lazy("passt"),
    Standing.SURPLUS: gettext_lazy("mehr als nötig"),
    Standing.UNKNOWN: gettext_lazy("nicht bekannt"),
}
KINDS = {
    "training": gettext_lazy("Üben"),
    "adaptation": gettext_lazy("Platz anpassen"),
    "personal": gettext_lazy("Mensch"),
    "aid": gettext_lazy("Hilfsmittel"),
}


@dataclass(frozen=True)
class Address:
    """To whom, what for, on which basis: a consent, or the id of a legal power."""

    recipient: Recipient
    purpose: str
    consent: Consent | None = None
    legal_basis: str = ""


def comparison_block(*, case: Case, workplace: Workplace) -> list[Section]:
    """The comparison as sections of a document: in short, each instrument as a table, what closes the gaps.

    The caller holds the right at the health record of the case. Nothing is written; no note of a profile is in it.
    """
    instruments = instruments_of(case.service)
    offer = explain(
        person=case.person, workplace=workplace, instruments=instruments, weights=weights_of(case.service)[0]
    )
    sections = [Section(id="short", title=_("In Kürze"), blocks=[Text(text="\n".join(_in_short(offer)))])]
    for instrument in instruments.values():
        rows = [
            (
                shipped(r.title),
                _value(r.line.ability),
                _value(r.line.requirement),
                str(STANDINGS[r.line.standing]),
            )
            for r in offer.lines
            if r.line.item.startswith(f"{instrument.id}.") and r.line.requirement is not None
        ]
        if rows:
            columns = (_("Merkmal"), _("Kann"), _("Nötig"), _("Vergleich"))
            table = Table(title=shipped(instrument.title), columns=columns, rows=rows)
            sections.append(Section(id=instrument.id, title=shipped(instrument.title), blocks=[table]))
    if offer.gaps:
        support = [
            (shipped(r.title), "; ".join(f"{KINDS[s.kind]}: {written_here(s.text)}" for s in r.supports))
            for r in offer.gaps
            if r.supports
        ]
        sections.append(
            Section(id="support", title=_("Was die Lücken schließt"), blocks=[Facts(rows=support)])
        )
    return sections


def comparison_sentences(*, case: Case, workplace: Workplace) -> list[str]:
    """The comparison in sentences for a running text: in short, then each gap with what closes it.

    The caller holds the right at the health record of the case. Nothing is written; no note of a profile is in it.
    """
    offer = explain(
        person=case.person,
        workplace=workplace,
        instruments=instruments_of(case.service),
        weights=weights_of(case.service)[0],
    )
    place = _("Arbeitsplatz %(place)s, %(company)s:") % {
        "place": workplace.title,
        "company": workplace.employer.name,
    }
    return [f"{place} {' '.join(_in_short(offer))}", *(_gap_in_words(reason) for reason in offer.gaps)]


def _gap_in_words(reason: Reason) -> str:
    said = _("%(item)s: kann %(has)s, nötig %(asked)s.") % {
        "item": reason.title,
        "has": _value(reason.line.ability),
        "asked": _value(reason.line.requirement),
    }
    closing = "; ".join(f"{KINDS[s.kind]}: {s.text}" for s in reason.supports)
    return f"{said} {closing}".strip()


def preview(*, case: Case, workplace: Workplace, to: Address, at: datetime) -> gate.Decision:
    """What of the comparison would pass to this recipient, and what would be kept back and why."""
    plan = _plan(to, comparison_block(case=case, workplace=workplace), workplace)
    return transfers.preview(person=case.person, service=case.service, plan=plan, on=local_day(at))


def pass_comparison(
    *, case: Case, workplace: Workplace, to: Address, by: User, at: datetime
) -> tuple[Transfer, bytes]:
    """Let the comparison go through the gate, and set what passes as PDF.

    Refuses with TransferRefused what the gate refuses, with PlacementRefused what lost its basis in this moment.
    Effects: a row of the ledger with exactly what is on the sheet.
    """
    sections = comparison_block(case=case, workplace=workplace)
    plan = _plan(to, sections, workplace)
    decision = transfers.preview(person=case.person, service=case.service, plan=plan, on=local_day(at))
    if decision.refusals:
        raise transfers.TransferRefused(decision)
    waiting = transfers.queue(person=case.person, service=case.service, plan=plan, scope=case, by=by, at=at)
    gone = transfers.let_out(transfer=waiting, scope=case, by=by, at=at)
    if gone.state != TransferState.OUT:
        raise PlacementRefused(gone.stopped_because)
    passing = {item.title for item in decision.passing}
    kept = [section for section in sections if _titled(section) in passing]
    return gone, set_pdf(_document(case, workplace, to, kept, by=by, at=at))


def _in_short(offer: Offer) -> list[str]:
    asked = [r for r in offer.lines if r.line.requirement is not None]
    if not asked:
        return [_("Für diesen Platz gibt es noch kein Anforderungsprofil.")]
    fits = sum(1 for r in asked if r.line.standing in (Standing.MATCH, Standing.SURPLUS))
    told = [_("%(n)s von %(all)s Anforderungen sind erfüllt.") % {"n": fits, "all": len(asked)}]
    if offer.gaps:
        told.append(_("Zu wenig bei: %(names)s.") % {"names": ", ".join(r.title for r in offer.gaps)})
    if offer.missing:
        told.append(
            _("Noch nicht bekannt: %(names)s.") % {"names": ", ".join(r.title for r in offer.missing)}
        )
    return told


def _value(value: int | None) -> str:
    return "?" if value is None else str(value)


def _titled(section: Section) -> str:
    return _("Vergleich: %(part)s") % {"part": section.title}


def _plan(to: Address, sections: Sequence[Section], workplace: Workplace) -> transfers.Plan:
    source = _("Vergleich mit dem Arbeitsplatz %(place)s") % {"place": workplace.title}
    items = [
        gate.Item(data_class=DataClass.ABILITIES, title=_titled(one), text=one.as_text(), source=source)
        for one in sections
    ]
    return transfers.Plan(
        recipient=to.recipient, channel=Channel.PRINT, purpose=to.purpose, items=items, consent=to.consent,
        legal_basis="" if to.consent else to.legal_basis,
    )  # fmt: skip


def _document(
    case: Case, workplace: Workplace, to: Address, sections: Sequence[Section], *, by: User, at: datetime
) -> Document:
    day = date_format(timezone.localtime(at), "d.m.Y")
    made = _("Erstellt am %(day)s von %(who)s, %(service)s.") % {
        "day": day,
        "who": by,
        "service": case.service,
    }
    use = _("Für %(whom)s. Nur für diesen Zweck: %(why)s.") % {
        "whom": to.recipient,
        "why": to.purpose.rstrip("."),
    }
    return Document(
        title=_("Fähigkeiten und Anforderungen im Vergleich"),
        subtitle=f"{case.person}: {workplace.title}, {workplace.employer.name}",
        notice=f"{use}\n{made}",
        foot=f"{case.file_number} · {day}",
        sections=sections,
        contents=False,
    )
