"""Tell the proposer by mail that something became of a proposal: neutrally, with a link, without its texts."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.languages import speaking_to
from roterfaden.accounts.models import User
from roterfaden.common.days import local_day
from roterfaden.deadlines.reminders import address, mail_address
from roterfaden.jobs.outbox import queue_mail
from roterfaden.languages.shipped import said
from roterfaden.quality.models import Proposal

SUBJECT = gettext_lazy("Roter Faden: Nachricht zu Ihrem Vorschlag")
FOOT = gettext_lazy(
    "Wortlaut und Antwort stehen mit Absicht nicht in dieser Mail. Sie finden sie unter Handbuch, Vorschläge."
)


def tell_proposer(*, proposal: Proposal, what: str, sentence: str, by: User, at: datetime) -> None:
    """Queue one mail about `what` (once for each move of the proposal). None for what one did oneself, and none for
    people without an address: they see it on the page of their proposals.
    """
    to = mail_address(proposal.by)
    if not to or by.pk == proposal.by_id or not proposal.by.is_active:
        return
    link = address(f"/vorschlaege/{proposal.uuid}/")
    day = proposal.at.strftime("%d.%m.%Y")
    with speaking_to(proposal.by, on=local_day(at)):
        subject = str(SUBJECT)
        first = _("Ihr Vorschlag vom %(day)s: %(what)s") % {"day": day, "what": said(sentence)}
        body = f"{first}\n\n{FOOT}\n{link}".rstrip()
    queue_mail(
        key=f"proposal:{proposal.uuid}:{what}:{proposal.run.moves}",
        to=to,
        subject=subject,
        body=body,
        not_before=at,
        by=by,
        at=at,
        organisation=proposal.organisation,
    )
