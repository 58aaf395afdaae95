"""Nightly: ask again who has not answered, remind of fixed dates, ask for missing signatures. Mails name nobody."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.cases.choices import CaseState
from roterfaden.cooperation.addressing import speaking_to_party
from roterfaden.cooperation.choices import CooperationState, MeetingState
from roterfaden.cooperation.dates import remind_of_dates, remind_of_meeting
from roterfaden.cooperation.models import Cooperation, Meeting, Party, PlanVersion
from roterfaden.cooperation.queries import newest_version, parties_of, procedure_of, standing_of
from roterfaden.deadlines.invitations import plain_letter
from roterfaden.jobs import clock
from roterfaden.jobs.outbox import queue_mail

SOON = timedelta(days=3)
SUBJECT = gettext_lazy("Erinnerung: Ihre Unterschrift fehlt noch")


@clock.nightly("cooperation.reminders")
def remind(*, at: datetime) -> Mapping[str, Any]:
    """Queue what is to be reminded of; safe to repeat: one mail for each occasion and party."""
    running = Cooperation.objects.filter(state=CooperationState.ACCEPTED, case__state=CaseState.OPEN)
    related = ("case__data_key", "case__person", "case__service", "case__responsible", "authority")
    asked = 0
    for cooperation in running.select_related(*related).order_by("pk"):
        consent = cooperation.authority
        if consent is None or consent.withdrawn_at is not None:
            continue
        parties = parties_of(cooperation)
        for meeting in cooperation.meetings.filter(state__in=(MeetingState.FINDING, MeetingState.FIXED)):
            meeting.cooperation = cooperation
            asked += _of_meeting(meeting, parties, at=at)
        asked += _of_signatures(cooperation, at=at)
    return {"asked": asked}


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


def _of_signatures(cooperation: Cooperation, *, at: datetime) -> int:
    version = newest_version(cooperation)
    wait = timedelta(days=procedure_of(cooperation).remind_after_days)
    if version is None or at < version.issued_at + wait:
        return 0
    missing = [party for party in standing_of(version).missing if party.email and party.left_on is None]
    for party in missing:
        _ask_to_sign(version, party, at=at)
    return len(missing)


def _ask_to_sign(version: PlanVersion, party: Party, *, at: datetime) -> None:
    case = version.cooperation.case
    with speaking_to_party(party):
        subject = str(SUBJECT)
        text = _(
            "Ihr Wort zum gemeinsamen Plan fehlt noch. Bitte melden Sie sich bei uns: "
            "Sie können unterschreiben, einen Vorbehalt nennen oder ablehnen."
        )
        body = plain_letter(party.name, case, text)
    queue_mail(
        key=f"plan:{version.uuid}:{party.uuid}:sign",
        to=party.email,
        subject=subject,
        body=body,
        organisation=case.service,
        not_before=at,
        by=None,
        at=at,
    )
