"""The access report: everything that is held about a person, from where, for what, who got it, who read it, how long.

Complete against the database by construction (`reach`); what is kept back is counted, each with its reason.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.archive.retention import NoRule, keeping_of, reckon
from roterfaden.audit import actions
from roterfaden.audit.models import Entry
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.document_kinds import kind_of
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.consent.choices import RecipientKind, TransferState
from roterfaden.consent.models import Recipient, Transfer
from roterfaden.documents.models import StoredFile
from roterfaden.languages.shipped import counted_here, shipped
from roterfaden.languages.shipped import said as sentence
from roterfaden.people.form import Form
from roterfaden.people.models import Fact, Person
from roterfaden.people.overlays import form_for
from roterfaden.privacy.activities import activities
from roterfaden.privacy.choices import Part, RequestKind
from roterfaden.privacy.holdings import TableOf, holdings
from roterfaden.privacy.models import RightsRequest
from roterfaden.privacy.reach import Found, health_rows, rows_of
from roterfaden.privacy.regimes import Regime, regime_of
from roterfaden.privacy.telling import Teller, Told

FORMAT = "roterfaden-access-report-1"
KEPT_BACK = "[…]"
# a shorter text is kept back with its row; in other texts it would be found where nobody meant it
LEAST_SIGNS = 6


@dataclass
class Section:
    """The rows of one table."""

    table: TableOf
    rows: list[Told] = field(default_factory=list)


@dataclass
class AccessReport:
    """What the person is told. `back` counts what is kept back: (table, column or empty, reason) -> how many."""

    person: Person
    cases: Sequence[Case]
    regime: Regime
    part: Part
    made_at: datetime
    sections: list[Section] = field(default_factory=list)
    back: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    # texts of rows that are kept back, so that no other part of the answer repeats them
    unsaid: set[str] = field(default_factory=set)
    # how many rows go by the physician, or are not of this part
    elsewhere: int = 0
    sources: list[str] = field(default_factory=list)
    purposes: list[dict[str, str]] = field(default_factory=list)
    recipients: list[dict[str, Any]] = field(default_factory=list)
    trail: list[dict[str, Any]] = field(default_factory=list)
    periods: list[dict[str, str]] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """The report as JSON."""
        reasons = holdings().reasons
        return {
            "format": FORMAT,
            "part": str(self.part),
            "made_at": self.made_at.isoformat(),
            "law": {"regime": self.regime.label, "title": self.regime.title},
            "person": str(self.person.uuid),
            "cases": [case.file_number for case in self.cases],
            "rights": [
                {"right": str(RequestKind(kind).label), "law": term.law}
                for kind, term in self.regime.rights.items()
            ],
            "purposes": self.purposes,
            "sources": self.sources,
            "recipients": self.recipients,
            "periods": self.periods,
            "automated_decisions": _("keine"),
            "records": [
                {
                    "table": one.table.label,
                    "title": shipped(one.table.title),
                    "rows": [
                        {
                            "uuid": row.uuid,
                            "columns": self.without_unsaid(row.columns),
                            "kept_back": sorted(row.back),
                        }
                        for row in one.rows
                    ],
                }
                for one in self.sections
            ],
            "kept_back": [
                {
                    "table": shipped(table),
                    "column": column,
                    "number": number,
                    "reason": shipped(reasons[reason].title) if reason in reasons else reason,
                    "law": reasons[reason].law if reason in reasons else self.regime.others,
                }
                for (table, column, reason), number in sorted(self.back.items())
            ],
            "through_physician": self.elsewhere if self.part == Part.FILE else 0,
            "trail": self.trail,
        }

    def without_unsaid(self, said: Any) -> Any:
        """The same without the texts of rows that are kept back, wherever they were copied to."""
        if isinstance(said, str):
            for text in self.unsaid:
                if len(text) >= LEAST_SIGNS:
                    said = said.replace(text, KEPT_BACK)
            return said
        if isinstance(said, Mapping):
            return {key: self.without_unsaid(one) for key, one in said.items()}
        return [self.without_unsaid(one) for one in said] if isinstance(said, list) else said


def report_on(*, request: RightsRequest, part: Part, at: datetime) -> AccessReport:
    """Put together what `request` asks for. Reads only; the caller has asked for the rights and logs the reading."""
    person = Person.objects.select_related("organisation").get(pk=request.person_id)
    found = rows_of(person)
    cases = Case.objects.filter(pk__in=found.get(Case, ())).select_related("service", "person", "data_key")
    regime = regime_of(request.service.region)
    report = AccessReport(person, list(cases.order_by("opened_on", "pk")), regime, part, at)
    _tell_rows(report, found, request)
    report.sources = _sources(found)
    report.purposes = _purposes(found, regime)
    report.recipients = _recipients(found)
    report.periods = [_period(case, at=at) for case in report.cases]
    report.trail = _trail(found)
    return report


def _tell_rows(report: AccessReport, found: Found, request: RightsRequest) -> None:
    known, teller = holdings(), Teller(holdings())
    held = {(row.label, str(row.record)): row for row in request.held_back.all()}
    sick = _Sick(found, request)
    by_label = {model._meta.label: model for model in found}  # noqa: SLF001
    for label, table in known.tables.items():
        model = by_label.pop(label, None)
        if model is None:
            continue
        if table.whole:
            report.back[table.title, "", table.whole] += len(found[model])
            continue
        section = Section(table)
        for row, told in teller.rows(model, found[model]):
            if (one := held.get((label, told.uuid))) is not None:
                report.back[table.title, "", str(one.get_ground_display())] += 1
                report.unsaid.update(told.texts())
            elif not _belongs(report.part, is_health=table.health or sick.is_sick(row)):
                report.elsewhere += 1
            else:
                section.rows.append(_for_part(told, table, report.part))
                report.back.update((table.title, name, reason) for name, reason in told.back.items())
        if section.rows:
            report.sections.append(section)
    if by_label:
        raise LookupError(f"No table of the catalogue tells of {', '.join(sorted(by_label))}.")


class _Sick:
    """Which rows touch health: those of its record, those that say so, and what came from people bound to secrecy."""

    def __init__(self, found: Found, request: RightsRequest) -> None:
        self.rows = health_rows(found)
        self.form: Form = form_for(request.service, on=request.received_on)
        professional = Recipient.objects.filter(service=request.service, kind=RecipientKind.PROFESSIONAL)
        self.bound = set(professional.values_list("pk", flat=True))

    def is_sick(self, row: Model) -> bool:
        if (type(row), row.pk) in self.rows or getattr(row, "stems_from_id", None) in self.bound:
            return True
        if isinstance(row, Fact) and self.form.is_bound(row.source):
            return True
        if isinstance(row, StoredFile) and kind_of(row).part == FieldClass.HEALTH:
            return True
        return getattr(row, "health", None) is True or getattr(row, "holds_health", None) is True


def _belongs(part: Part, *, is_health: bool) -> bool:
    return part == Part.WHOLE or is_health is (part == Part.HEALTH)


def _for_part(told: Told, table: TableOf, part: Part) -> Told:
    """Without the columns about health where that goes another way."""
    if part != Part.FILE or not table.health_columns:
        return told
    left = {name: said for name, said in told.columns.items() if name not in table.health_columns}
    return Told(told.label, told.uuid, left, told.back)


def _sources(found: Found) -> list[str]:
    """From where the facts are, each once."""
    facts = Fact.objects.filter(pk__in=found.get(Fact, ())).select_related("data_key")
    said = {" · ".join(part for part in (fact.source, fact.source_name) if part) for fact in facts}
    stems = Recipient.objects.filter(
        pk__in=_told_in(found, "cases.JournalEntry", "stems_from_id")
        | _told_in(found, "cases.FileOrigin", "recipient_id")
    )
    return sorted(said | {str(one) for one in stems})


def _told_in(found: Found, label: str, column: str) -> set[int]:
    for model, keys in found.items():
        if model._meta.label == label:  # noqa: SLF001
            rows = model._base_manager.filter(pk__in=keys).exclude(**{column: None})  # noqa: SLF001
            return set(rows.order_by().values_list(column, flat=True))
    return set()


def _purposes(found: Found, regime: Regime) -> list[dict[str, str]]:
    touched = {model._meta.app_label for model, keys in found.items() if keys}  # noqa: SLF001
    return [
        {
            "title": shipped(one.title),
            "purpose": shipped(one.purpose),
            "basis": shipped(one.basis[regime.id]),
        }
        for one in activities()
        if touched & set(one.apps)
    ]


def _recipients(found: Found) -> list[dict[str, Any]]:
    rows = Transfer.objects.filter(pk__in=found.get(Transfer, ()), state=TransferState.OUT)
    return [
        {
            "recipient": str(row.recipient),
            "kind": str(row.recipient.get_kind_display()),
            "at": row.out_at.isoformat() if row.out_at else "",
            "way": str(row.get_channel_display()),
            "purpose": row.purpose,
            "classes": list(row.classes),
            "basis": row.legal_basis or "consent",
        }
        for row in rows.select_related("recipient", "person__data_key").order_by("out_at", "pk")
    ]


def _period(case: Case, *, at: datetime) -> dict[str, str]:
    """Until when the case is kept, and how that is counted."""
    said = {"case": case.file_number, "until": "", "counted": ""}
    try:
        if case.closed_on is None:
            kinds = case.mandates.values_list("kind", flat=True)
            rule = reckon(case.service.region, set(kinds), closed_on=local_day(at)).rule
            counted = _(
                "%(rule)s: %(years)s Jahre nach dem Ende des Jahres, in dem der Fall endet (%(source)s)."
            )
            said["counted"] = counted % {
                "rule": shipped(rule.title),
                "years": rule.years,
                "source": shipped(rule.source),
            }
        else:
            kept = keeping_of(case)
            said["until"] = (case.keep_until or kept.keep_until).isoformat()
            said["counted"] = counted_here(kept.computed)
    except NoRule as unknown:
        said["counted"] = sentence(str(unknown))
    return said


def _trail(found: Found) -> list[dict[str, Any]]:
    """Everything that anybody did or read in the cases and at the person, oldest first, with names of today."""
    scopes = [
        uuid
        for model, keys in found.items()
        if model in (Case, Person)
        for uuid in model._base_manager.filter(pk__in=keys).values_list("uuid", flat=True)  # noqa: SLF001
    ]
    reading = set(actions.readings())
    entries = list(Entry.objects.filter(scope_uuid__in=scopes).order_by("seq"))
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={one.actor_id for one in entries})}
    return [
        {
            "seq": one.seq,
            "at": one.at.isoformat(),
            "who": names.get(one.actor_id or 0, one.actor_label),
            "what": actions.sentence_of(one.action),
            "reading": one.action in reading,
        }
        for one in entries
    ]


def readers_by_day(trail: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, int]]:
    """Who read on which day, and how often."""
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for entry in trail:
        if entry["reading"]:
            counted[entry["at"][:10], entry["who"]] += 1
    return [(day, who, number) for (day, who), number in sorted(counted.items())]
