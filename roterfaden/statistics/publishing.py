"""Publish a released report: once, in one way, held against everything that was published of it before."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.statistics.choices import Place, ReportState, Way
from roterfaden.statistics.periods import Period
from roterfaden.statistics.publication import Beside, for_publication
from roterfaden.statistics.releasing import ReportRefused, period_of
from roterfaden.statistics.report_models import Publication, Report
from roterfaden.statistics.rules import may_report_for

PUBLISHED = actions.register("statistics.report_published", "Bericht veröffentlicht")
DAY = timedelta(days=1)


def publish(*, report: Report, way: Way, by: User, at: datetime) -> Publication:
    """Keep what of a released report everybody may read from now on. Safe to repeat.

    Refuses: a report that is not released, somebody who does not report for its body, a second way for the same report
    or beside a neighbour, a period that overlaps with one that was published. Effects: a row, an audit entry.
    """
    if not may_report_for(by, report.organisation, on=local_day(at)):
        raise ReportRefused("Für diese Stelle berichten Sie nicht.")
    if report.state != ReportState.RELEASED:
        raise ReportRefused("Veröffentlicht wird nach der Freigabe.")
    with transaction.atomic():
        # who publishes at the same moment waits here, so that each is held against the other
        Organisation.objects.select_for_update().get(pk=report.organisation_id)
        known = Publication.objects.filter(report=report).first()
        if known is not None:
            if known.way != way:
                raise ReportRefused("Dieser Bericht ist schon auf die andere Weise veröffentlicht.")
            return known
        beside = beside_of(report.organisation, report.kind, period_of(report), way=way)
        told = for_publication(report.content, rounding=way == Way.ROUNDED, beside=beside)
        made = Publication.objects.create(
            report=report, way=way, content=told, published_at=at, published_by=by
        )
        trail.record(
            PUBLISHED,
            by=by,
            at=at,
            subject=made,
            organisation=report.organisation,
            details={"kind": report.kind, "first": report.first.isoformat(), "way": str(way)},
        )
    return made


def beside_of(organisation: Organisation, kind: str, period: Period, *, way: Way) -> Sequence[Beside]:
    """What was published of the same kind for this period and those that touch it, the oldest first.

    Refuses an overlapping period, and a neighbour that was published in another way.
    """
    rows = Publication.objects.filter(
        report__organisation=organisation,
        report__kind=kind,
        report__first__lte=period.last + DAY,
        report__last__gte=period.first - DAY,
    )
    rows = rows.select_related("report__data_key").order_by("pk")
    found, ours = [], False
    for one in rows:
        place = _place(period_of(one.report), period)
        if one.way != way:
            raise ReportRefused(
                "Für diesen Zeitraum oder das Jahr daneben wurde schon auf die andere Weise veröffentlicht. "
                "Beides zusammen würde kleine Zahlen verraten."
            )
        ours = ours or place == Place.SAME
        found.append(Beside(one.report.content, one.content, place, later=ours and place != Place.SAME))
    return found


def _place(other: Period, period: Period) -> Place:
    if other == period:
        return Place.SAME
    if other.last + DAY == period.first:
        return Place.BEFORE
    if period.last + DAY == other.first:
        return Place.AFTER
    raise ReportRefused(
        "Über einen Teil dieses Zeitraums ist schon ein Bericht veröffentlicht. Beide zusammen würden kleine Zahlen "
        "verraten."
    )
