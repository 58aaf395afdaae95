"""The links of a round go by themselves on the day that somebody chose for them (decision 0123)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import CaseState
from roterfaden.cases.queries import cases_visible_to
from roterfaden.common.days import local_day
from roterfaden.consent import transfers
from roterfaden.consent.queries import waits_for_hand
from roterfaden.cooperation.choices import CooperationState
from roterfaden.cooperation.models import SharingRound
from roterfaden.deadlines.follow_ups import make_follow_up
from roterfaden.jobs import clock
from roterfaden.portal.news import Sent, send_all
from roterfaden.portal.own_news import Reached, reach_person

actions.register("portal.round_sent", "Links einer Information von selbst gesendet")


@clock.hourly("portal.send_rounds")
def send_due(*, at: datetime) -> Mapping[str, Any]:
    """Send the links of every round whose day has come; each round once."""
    running = {
        "cooperation__state": CooperationState.ACCEPTED,
        "cooperation__case__state": CaseState.OPEN,
        "cooperation__case__restricted_at__isnull": True,
    }
    rows = SharingRound.objects.filter(send_on__lte=local_day(at), sent_at__isnull=True, **running)
    case = "cooperation__case__"
    related = (f"{case}data_key", f"{case}person", f"{case}service", f"{case}responsible", "made_by")
    mailed = [_send(row, at=at) for row in rows.select_related(*related).order_by("pk")]
    return {"rounds": len(mailed), "mailed": sum(mailed)}


def _send(round: SharingRound, *, at: datetime) -> int:  # noqa: A002
    """Returns how many links went. What cannot go by mail becomes a follow-up."""
    today, case = local_day(at), round.cooperation.case
    by = _who_sees(round, on=today)
    if by is None:
        return 0
    with transaction.atomic():
        waiting = SharingRound.objects.filter(pk=round.pk, sent_at__isnull=True, send_on__lte=today)
        if not waiting.update(sent_at=at):
            return 0
        _stop_what_lapsed(round, at=at, today=today)
        sent = send_all(round=round, by=by, at=at)
        reached = reach_person(round=round, by=by, at=at, on=today)
        if rest := _left_over(sent, reached):
            make_follow_up(case=case, due_on=today, text=rest, assigned_to=by, by=by, at=at)
        details = {"mailed": sent.mailed, "by_hand": len(sent.without_pin)}
        trail.record("portal.round_sent", by=None, at=at, subject=round, scope=case, details=details)
    return sent.mailed


def _stop_what_lapsed(round: SharingRound, *, at: datetime, today: date) -> None:  # noqa: A002
    for share in round.shares.filter(waits_for_hand("transfer__")).select_related("transfer"):
        assert share.transfer is not None  # it waits
        if transfers.no_longer(share.transfer, today=today):
            transfers.let_out(transfer=share.transfer, scope=round.cooperation.case, by=None, at=at)


def _left_over(sent: Sent, reached: Reached) -> str:
    """What somebody has to do by hand; "" if nothing."""
    parts = []
    if sent.without_pin:
        names = ", ".join(sent.without_pin)
        parts.append(_("Noch ohne PIN oder Adresse: %(names)s.") % {"names": names})
    if reached == Reached.MAIL:
        parts.append(_("Die Person hat keinen Zugang: Eine Mail bittet sie, sich zu melden."))
    elif reached == Reached.BY_HAND:
        parts.append(_("Die Person hat keinen Zugang: Bitte sagen Sie es ihr selbst."))
    return " ".join([_("Alle informieren:"), *parts]) if parts else ""


def _who_sees(round: SharingRound, *, on: date) -> User | None:  # noqa: A002
    """Whoever chose the day, else whoever has the case; None while neither of them sees it."""
    case = round.cooperation.case
    users = (round.made_by, case.responsible)
    return next((user for user in users if cases_visible_to(user, on=on).filter(pk=case.pk).exists()), None)
