"""By night: who is responsible hears once that an agreement runs out or that a resolution is due. Neutral subject."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from roterfaden.accounts.languages import speaking_to
from roterfaden.accounts.models import Organisation, User
from roterfaden.common.days import local_day
from roterfaden.jobs import clock
from roterfaden.jobs.outbox import queue_mail
from roterfaden.network.choices import Term
from roterfaden.network.models import Pact, Resolution
from roterfaden.network.queries import people_of, term_of

AHEAD = timedelta(days=7)
SUBJECT = gettext_lazy("Roter Faden: eine Erinnerung aus dem Netzwerk")


@clock.nightly("network.remind")
def remind(*, at: datetime) -> dict[str, Any]:
    """Queue the mails that are due; again on the same or a later day none is queued twice for the same day of end.

    Nobody is mailed without an address, or who does not work there any more. Effects: mails in the outbox.
    """
    today = local_day(at)
    return {"agreements": _agreements(today, at), "resolutions": _resolutions(today, at)}


def _agreements(today: date, at: datetime) -> int:
    rows = Pact.objects.filter(ended_on__isnull=True, ends_on__isnull=False, partner__ended_on__isnull=True)
    soon = [
        one
        for one in rows.select_related("partner__organisation", "responsible").order_by("pk")
        if term_of(one, on=today) == Term.SOON
    ]
    what = gettext_noop(
        "Eine Kooperationsvereinbarung läuft bald aus. Bitte prüfen Sie, ob sie weiter gelten soll."
    )
    return sum(
        _mail(f"network:pact:{one.uuid}:{one.ends_on}", one.responsible, one.partner.organisation, what, at)
        for one in soon
    )


def _resolutions(today: date, at: datetime) -> int:
    rows = Resolution.objects.filter(
        done_on__isnull=True, due_on__lte=today + AHEAD, responsible__isnull=False
    )
    what = gettext_noop("Ein Beschluss, für den Sie zuständig sind, ist fällig.")
    found = rows.select_related("sitting__committee__organisation", "responsible").order_by("pk")
    return sum(
        _mail(
            f"network:resolution:{one.uuid}:{one.due_on}",
            one.responsible,
            one.sitting.committee.organisation,
            what,
            at,
        )
        for one in found
    )


def _mail(key: str, to: User | None, organisation: Organisation, what: str, at: datetime) -> bool:
    if to is None or not to.email or not people_of(organisation, on=local_day(at)).filter(pk=to.pk).exists():
        return False
    with speaking_to(to, on=local_day(at)):
        subject = str(SUBJECT)
        parts = (_("Guten Tag,"), _(what), _("Mehr steht unter Netzwerk in Roter Faden."))
        body = "\n\n".join(parts) + "\n"
    queue_mail(
        key=key,
        to=to.email,
        subject=subject,
        body=body,
        not_before=at,
        by=None,
        at=at,
        organisation=organisation,
    )
    return True
