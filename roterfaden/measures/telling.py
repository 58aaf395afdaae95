"""Tell the other side of an order by mail that something happened: neutrally, with a link, without a word of it."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy

from roterfaden.accounts.languages import speaking_to
from roterfaden.accounts.models import Membership, User
from roterfaden.accounts.queries import valid_on
from roterfaden.common.days import local_day
from roterfaden.deadlines.reminders import address, mail_address
from roterfaden.jobs.outbox import queue_mail
from roterfaden.measures.choices import Side
from roterfaden.measures.models import Order, OrderTurn
from roterfaden.people.queries import LEADING_ROLES

SUBJECT = gettext_lazy("Roter Faden: Nachricht zu einem Auftrag")
SENTENCE = gettext_lazy("Zu einem Auftrag gibt es etwas Neues.")
FOOT = gettext_lazy(
    "Wer und worum es geht, steht mit Absicht nicht in dieser Mail. Sie finden es unter Aufträge."
)


def tell_other_side(order: Order, turn: OrderTurn, *, at: datetime) -> None:
    """Queue one mail to each person of the other side who has to look. None where the body works by letter, none to
    oneself, none to people without an address: they see it in their list of orders.
    """
    if turn.side == Side.COMMISSIONER:
        people = _of_service(order, at=at)
    else:
        people = [order.requested_by] if order.digital else []
    for user in people:
        to = mail_address(user)
        if not to or user.pk == turn.by_id or not user.is_active:
            continue
        with speaking_to(user, on=local_day(at)):
            subject = str(SUBJECT)
            body = f"{SENTENCE}\n\n{FOOT}\n{address(f'/auftraege/{order.uuid}/')}".rstrip()
        queue_mail(
            key=f"order:{turn.uuid}:{user.pk}",
            to=to,
            subject=subject,
            body=body,
            not_before=at,
            by=turn.by,
            at=at,
            organisation=order.service,
        )


def _of_service(order: Order, *, at: datetime) -> Iterable[User]:
    """Who works on the case; before there is one, those who lead the service."""
    if order.case is not None:
        return [order.case.responsible]
    rows = Membership.objects.filter(
        valid_on(local_day(at)), organisation=order.service, role__in=LEADING_ROLES
    )
    return list(User.objects.filter(pk__in=rows.values("user")).order_by("pk"))
