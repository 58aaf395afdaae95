"""Ask again for a signature that is missing: by mail some times, then a colleague is told to ask by hand."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.audit.chain import Details
from roterfaden.cases.queries import cases_visible_to
from roterfaden.common.days import local_day
from roterfaden.cooperation.addressing import speaking_to_party
from roterfaden.cooperation.choices import ReminderWay
from roterfaden.cooperation.models import Cooperation, Party, PlanVersion
from roterfaden.cooperation.queries import newest_version, procedure_of, standing_of, title_of
from roterfaden.cooperation.reminder_records import Reminder
from roterfaden.deadlines.follow_ups import make_follow_up
from roterfaden.deadlines.invitations import plain_letter
from roterfaden.deadlines.models import FollowUp
from roterfaden.jobs.outbox import queue_mail

actions.register("cooperation.reminded", "An eine fehlende Unterschrift erinnert")

SUBJECT = gettext_lazy("Erinnerung: Ihre Unterschrift fehlt noch")


def reminders_of(version: PlanVersion) -> dict[int, list[Reminder]]:
    """For each party, by its key, when it was asked again, the oldest first."""
    found: dict[int, list[Reminder]] = {}
    for row in version.reminders.all():
        found.setdefault(row.party_id, []).append(row)
    return found


def remind_of_signatures(cooperation: Cooperation, *, at: datetime) -> list[Reminder]:
    """Ask again whose word to the newest plan is missing and due, by the numbers of the procedure; safe to repeat.

    A party without an address, and one that was asked often enough, becomes a follow-up of whoever has the case.
    """
    version = newest_version(cooperation)
    if version is None:
        return []
    known, today = reminders_of(version), local_day(at)
    made = []
    for party in standing_of(version).missing:
        past = known.get(party.pk, [])
        if party.left_on is None and _is_due(version, past, on=today):
            made.append(_remind(version, party, nth=len(past) + 1, at=at))
    return [row for row in made if row is not None]


def _is_due(version: PlanVersion, past: list[Reminder], *, on: date) -> bool:
    procedure = procedure_of(version.cooperation)
    if not past:
        return on >= local_day(version.issued_at) + timedelta(days=procedure.remind_after_days)
    last = past[-1]
    wait = timedelta(days=procedure.remind_every_days)
    return last.way == ReminderWay.MAIL and on >= local_day(last.at) + wait


def _remind(version: PlanVersion, party: Party, *, nth: int, at: datetime) -> Reminder | None:
    case = version.cooperation.case
    by_mail = bool(party.email) and nth <= procedure_of(version.cooperation).remind_most
    with transaction.atomic():
        row = Reminder(version=version, party=party, nth=nth, way=ReminderWay.MAIL, at=at)
        if by_mail:
            _mail(version, party, nth=nth, at=at)
        else:
            row.way = ReminderWay.HAND
            row.follow_up = _follow_up(version, party, nth=nth, at=at)
            if row.follow_up is None:
                return None
        row.save()
        details: Details = {"way": str(row.way), "nth": nth, "number": version.number}
        trail.record("cooperation.reminded", by=None, at=at, subject=row, scope=case, details=details)
    return row


def _mail(version: PlanVersion, party: Party, *, nth: int, at: datetime) -> None:
    case = version.cooperation.case
    with speaking_to_party(party):
        subject = str(SUBJECT)
        text = _(
            "Ihr Wort zum gemeinsamen Plan fehlt noch. Bitte melden Sie sich bei uns: "
            "Sie können unterschreiben, einen Vorbehalt nennen oder ablehnen."
        )
        body = plain_letter(party.name, case, text)
    queue_mail(
        key=f"plan:{version.uuid}:{party.uuid}:sign:{nth}",
        to=party.email,
        subject=subject,
        body=body,
        organisation=case.service,
        not_before=at,
        by=None,
        at=at,
    )


def _follow_up(version: PlanVersion, party: Party, *, nth: int, at: datetime) -> FollowUp | None:
    """For whoever has the case, else whoever issued the plan; None while neither of them sees it."""
    case, today = version.cooperation.case, local_day(at)
    assigned = _who_sees(version, (case.responsible, version.issued_by), on=today)
    if assigned is None:
        return None
    said = {
        "who": title_of(party),
        "plan": procedure_of(version.cooperation).terms["plan"],
        "number": version.number,
        "times": nth - 1,
    }
    if party.email:
        text = _("%(plan)s, Fassung %(number)s: %(who)s ist %(times)s-mal erinnert. Bitte selbst fragen.")
    else:
        text = _("%(plan)s, Fassung %(number)s: %(who)s hat keine Mailadresse. Bitte selbst fragen.")
    return make_follow_up(
        case=case, due_on=today, text=text % said, assigned_to=assigned, by=version.issued_by, at=at
    )


def _who_sees(version: PlanVersion, users: Iterable[User], *, on: date) -> User | None:
    case = version.cooperation.case_id
    return next((user for user in users if cases_visible_to(user, on=on).filter(pk=case).exists()), None)
