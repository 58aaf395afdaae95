"""Statistics: the released reports of the key's organisation. Counts, never a person."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from roterfaden.api import answers
from roterfaden.api.choices import Scope
from roterfaden.api.operations import Call, Operation
from roterfaden.api.problems import not_found
from roterfaden.statistics.choices import ReportState
from roterfaden.statistics.exchange import as_json
from roterfaden.statistics.report_models import Report
from roterfaden.statistics.rules import may_report_for


def _released(call: Call) -> QuerySet[Report]:
    """What two people released; for who reports for the organisation, as on the pages."""
    if not may_report_for(call.user, call.organisation, on=call.today):
        return Report.objects.none()
    rows = Report.objects.filter(organisation=call.organisation, state=ReportState.RELEASED)
    return rows.select_related("organisation", "data_key")


def list_reports(call: Call) -> answers.ReportList:
    return answers.ReportList(
        items=[
            answers.ReportHead(
                id=row.uuid,
                kind=row.kind,
                kind_version=row.kind_version,
                first=row.first,
                last=row.last,
                number=row.number,
                released_at=row.released_at or row.reckoned_at,
            )
            for row in _released(call).defer("content", "texts")
        ]
    )


def one_report(call: Call, report: UUID) -> answers.StatisticsReport:
    row = _released(call).filter(uuid=report).first()
    if row is None:
        raise not_found()
    return answers.StatisticsReport(id=row.uuid, report=as_json(row))


OPERATIONS = (
    Operation(
        id="list_reports",
        method="GET",
        path="statistics/reports",
        scope=Scope.STATISTICS_READ,
        summary=gettext_lazy("Freigegebene Statistikberichte auflisten"),
        answer=answers.ReportList,
        do=list_reports,
    ),
    Operation(
        id="get_report",
        method="GET",
        path="statistics/reports/<uuid:report>",
        scope=Scope.STATISTICS_READ,
        summary=gettext_lazy("Einen freigegebenen Statistikbericht lesen"),
        answer=answers.StatisticsReport,
        do=one_report,
    ),
)
