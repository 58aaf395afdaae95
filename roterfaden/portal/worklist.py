"""What counts today, with what guests wrote and nobody has dealt with."""

from datetime import date

from django.db.models import QuerySet

from roterfaden.accounts.models import User
from roterfaden.cases.choices import CaseState, Need
from roterfaden.cases.models import Case
from roterfaden.cases.queries import in_chain
from roterfaden.cases.worklist import Item, urgency
from roterfaden.common.days import local_day
from roterfaden.deadlines import worklist as of_dates
from roterfaden.portal.models import Message


def waiting(
    cases: QuerySet[Case],
    *,
    today: date,
    chain: str = "",
    reach: QuerySet[Case] | None = None,
    assigned_to: User | None = None,
) -> list[Item]:
    """As `deadlines.worklist.waiting`, and the messages of the open ones among `cases`."""
    open_cases = cases.filter(state=CaseState.OPEN)
    if chain:
        open_cases = in_chain(open_cases, chain)
    own = _items(Message.objects.filter(case__in=open_cases.values("pk")))
    found = of_dates.waiting(cases, today=today, chain=chain, reach=reach, assigned_to=assigned_to)
    return sorted([*found, *own], key=urgency)


def _items(messages: QuerySet[Message]) -> list[Item]:
    """Each is due on the day on which it came."""
    rows = messages.filter(sent_by__isnull=True, taken_at__isnull=True)
    return [
        Item(
            need=Need.MESSAGE,
            case_id=case_id,
            due=local_day(sent_at),
            since=local_day(sent_at),
            own_id=pk,
        )
        for pk, case_id, sent_at in rows.values_list("pk", "case_id", "sent_at")
    ]
