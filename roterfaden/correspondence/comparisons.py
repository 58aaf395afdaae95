"""The comparison of a person with a workplace, taken into a report that is being written."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.consent import gate, transfers
from roterfaden.consent.choices import DataClass
from roterfaden.correspondence.body import Evidence, Part, Sentence, items_of
from roterfaden.correspondence.choices import ReportState
from roterfaden.correspondence.models import Report
from roterfaden.correspondence.placeholders import day
from roterfaden.correspondence.queries import reports_of
from roterfaden.correspondence.reports import (
    ReportRefused,
    change_report,
    parts_of,
    plan_for_items,
    template_of,
)
from roterfaden.employers.models import Workplace
from roterfaden.placement.comparing import comparison_sentences

KIND = "comparison"
SOURCE = "abilities"


def drafts_for_comparison(case: Case) -> list[Report]:
    """The reports of the case in work whose template has a section for abilities, the newest first."""
    drafts = reports_of(case).filter(state=ReportState.DRAFT)
    return [report for report in drafts if section_for_comparison(report) is not None]


def section_for_comparison(report: Report) -> str | None:
    """The section of a report that tells of abilities, if its template has one."""
    return next((one.id for one in template_of(report).sections if SOURCE in one.propose), None)


def take_comparison(*, report: Report, workplace: Workplace, by: User, at: datetime) -> bool:
    """Write the comparison with `workplace` into the report, each sentence with the comparison as its evidence.

    What an earlier press wrote of the same workplace is replaced; every other sentence stays. Refuses (ReportRefused)
    whoever may not open the health record, a report without a section for abilities or not in work, and what the gate
    keeps from this recipient. Effects: a new version of the report with its audit entry; nothing, and False, if the
    report says so already.
    """
    case, on = report.case, local_day(at)
    if not may_open_health(by, case, on=on):
        raise ReportRefused(_("Für Angaben zur Gesundheit fehlt Ihnen das Recht."))
    with transaction.atomic():
        current = Report.objects.get(pk=report.pk)
        current.case = case
        if current.state != ReportState.DRAFT:
            raise ReportRefused(_("Der Bericht ist nicht mehr in Arbeit."))
        section = section_for_comparison(current)
        if section is None:
            raise ReportRefused(_("Dieser Bericht hat keinen Abschnitt für Fähigkeiten."))
        before = parts_of(current)
        after = [
            _with_comparison(part, workplace, case, on) if part.id == section else part for part in before
        ]
        _require_passing(current, next(part for part in after if part.id == section), on=on)
        if _told(before) == _told(after):
            return False
        change_report(report=current, parts=after, revision=current.revision, by=by, at=at)
    return True


def _with_comparison(part: Part, workplace: Workplace, case: Case, on: date) -> Part:
    label = _("Vergleich mit %(place)s, %(company)s, vom %(day)s") % {
        "place": workplace.title,
        "company": workplace.employer.name,
        "day": day(on),
    }
    rests = Evidence(KIND, str(workplace.code), label)
    others = [one for one in part.sentences if all(e.key != rests.key for e in one.evidence)]
    taken = [
        Sentence(text=text, data_class=DataClass.ABILITIES, evidence=(rests,))
        for text in comparison_sentences(case=case, workplace=workplace)
    ]
    return replace(part, sentences=(*others, *taken))


def _require_passing(report: Report, part: Part, *, on: date) -> None:
    wanted = replace(part, sentences=tuple(s for s in part.sentences if s.data_class == DataClass.ABILITIES))
    decision: gate.Decision = transfers.preview(
        person=report.case.person,
        service=report.case.service,
        plan=plan_for_items(report, items_of([wanted])),
        on=on,
    )
    refused = [*decision.refusals, *(reason for _item, reason in decision.kept_back)]
    if refused:
        raise ReportRefused(" ".join(refused))


def _told(parts: list[Part]) -> list[tuple[str, str]]:
    return [(part.id, one.text) for part in parts for one in part.sentences]
