"""Tell the proposer by mail that something became of a proposal: neutrally, with a link, without its texts."""

from datetime import datetime

from roterfaden.accounts.models import User
from roterfaden.deadlines.reminders import address, mail_address
from roterfaden.jobs.outbox import queue_mail
from roterfaden.quality.models import Proposal

SUBJECT = "Roter Faden: Nachricht zu Ihrem Vorschlag"
FOOT = (
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
    body = f"Ihr Vorschlag vom {day}: {sentence}\n\n{FOOT}\n{link}".rstrip()
    queue_mail(
        key=f"proposal:{proposal.uuid}:{what}:{proposal.run.moves}",
        to=to,
        subject=SUBJECT,
        body=body,
        not_before=at,
        by=by,
        at=at,
        organisation=proposal.organisation,
    )
