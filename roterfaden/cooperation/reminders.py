"""Nightly: ask again who has not answered, remind of fixed dates, ask for missing signatures. Mails name nobody."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from roterfaden.cases.choices import CaseState
from roterfaden.cooperation.asking_again import remind_of_signatures
from roterfaden.cooperation.choices import CooperationState, MeetingState, ReminderWay
from roterfaden.cooperation.dates import remind_of_dates, remind_of_meeting
from roterfaden.cooperation.models import Cooperation, Meeting, Party
from roterfaden.cooperation.queries import parties_of, procedure_of
from roterfaden.jobs import clock

SOON = timedelta(days=3)


@clock.nightly("cooperation.reminders")
def remind(*, at: datetime) -> Mapping[str, Any]:
    """Queue what is to be reminded of; safe to repeat: one mail for each occasion and party.

    `by_hand`: who has no address or was asked often enough, each now a follow-up of a colleague.
    """
    running = Cooperation.objects.filter(state=CooperationState.ACCEPTED, case__state=CaseState.OPEN)
    related = ("case__data_key", "case__person", "case__service", "case__responsible", "authority")
    asked, by_hand = 0, 0
    for cooperation in running.select_related(*related).order_by("pk"):
        consent = cooperation.authority
        if consent is None or consent.withdrawn_at is not None:
            continue
        parties = parties_of(cooperation)
        for meeting in cooperation.meetings.filter(state__in=(MeetingState.FINDING, MeetingState.FIXED)):
            meeting.cooperation = cooperation
            asked += _of_meeting(meeting, parties, at=at)
        made = remind_of_signatures(cooperation, at=at)
        mailed = sum(row.way == ReminderWay.MAIL for row in made)
        asked, by_hand = asked + mailed, by_hand + len(made) - mailed
    return {"asked": asked, "by_hand": by_hand}


def _of_meeting(meeting: Meeting, parties: list[Party], *, at: datetime) -> int:
    if meeting.state == MeetingState.FIXED:
        if meeting.starts_at is None or not at <= meeting.starts_at <= at + SOON:
            return 0
        for party in parties:
            remind_of_meeting(meeting=meeting, party=party, at=at)
        return len(parties)
    wait = timedelta(days=procedure_of(meeting.cooperation).remind_after_days)
    if at < meeting.asked_at + wait:
        return 0
    answered = set(meeting.date_answers.values_list("party_id", flat=True))
    silent = [party for party in parties if party.pk not in answered]
    for party in silent:
        remind_of_dates(meeting=meeting, party=party, at=at)
    return len(silent)
