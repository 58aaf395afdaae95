"""What to look at before a report goes out: what is not recorded, and what other parts of the program find.

`register` takes a function of a service and a period that returns findings; checks of data quality add theirs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.statistics.dimensions import DIMENSIONS
from roterfaden.statistics.periods import Period
from roterfaden.statistics.releasing import kind_of, period_of
from roterfaden.statistics.report_models import Report
from roterfaden.statistics.splitting import UNKNOWN

# what is asked of every case; without it a table has a row "nicht bekannt"
NO_ANSWER: Mapping[str, str] = {"gender": "unknown"}
PRESENT = (
    "stock_start",
    "inflow",
    "person_stock_start",
    "person_inflow",
    "order_stock_start",
    "order_inflow",
)


@dataclass(frozen=True)
class Finding:
    """One thing to look at, in a sentence; `asked` are parameters of the analysis that lead to the cases."""

    sentence: str
    asked: Mapping[str, str] = field(default_factory=dict)


Finder = Callable[[Organisation, Period], Sequence[Finding]]
_finders: list[Finder] = []


def register(finder: Finder) -> Finder:
    """Let `finder` have its say before every report of a service."""
    _finders.append(finder)
    return finder


def findings_of(report: Report) -> list[Finding]:
    """What to look at in a draft: rows "nicht bekannt" of its tables, then what the registered finders say."""
    found = []
    for order, table in zip(kind_of(report).tables, report.content["tables"], strict=False):
        unknown = NO_ANSWER.get(order.by, UNKNOWN)
        columns = [n for n, column in enumerate(table["columns"]) if column["id"] in PRESENT]
        count = sum(row["values"][n] for row in table["rows"] if row["key"] == unknown for n in columns)
        if count:
            words = _("%(title)s: bei %(n)s nicht bekannt.") % {
                "title": DIMENSIONS[order.by].title,
                "n": count,
            }
            asked = {} if report.is_gathered else _question(report, order.figures[1], order.by, unknown)
            found.append(Finding(words, asked))
    if not report.is_gathered:
        for finder in _finders:
            found += finder(report.organisation, period_of(report))
    return list({finding.sentence: finding for finding in found}.values())


def _question(report: Report, figure: str, by: str, value: str) -> dict[str, str]:
    return {
        "zahl": figure,
        "nur": by,
        "ist": value,
        "von": report.first.isoformat(),
        "bis": report.last.isoformat(),
        "stelle": report.organisation.code,
    }
