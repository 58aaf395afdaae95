"""What somebody typed into a form of a report while somebody else changed it."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from roterfaden.correspondence.body import Part, Sentence, from_json
from roterfaden.correspondence.models import Report
from roterfaden.correspondence.reports import template_of


def with_lost(report: Report, parts: Sequence[Part], ids: Collection[str]) -> list[Part]:
    """`parts`, and at their ends the sentences among `ids` that an earlier version had and this one has not any more.

    For a form that was opened before somebody else took them out: what is typed into them is not lost.
    """
    lost = set(ids) - {one.id for part in parts for one in part.sentences}
    found: dict[str, list[Sentence]] = {}
    if lost:
        for version in report.versions.all():
            version.report = report
            for part in from_json(version.body, template_of(report)):
                again = [one for one in part.sentences if one.id in lost]
                found.setdefault(part.id, []).extend(again)
                lost -= {one.id for one in again}
    return [replace(part, sentences=(*part.sentences, *found.get(part.id, ()))) for part in parts]
