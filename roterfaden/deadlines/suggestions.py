"""Deadlines that follow from an order and that nobody has set yet: offered, never set by themselves."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from roterfaden.cases.models import Case, Mandate
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.process.deadline_rules import DeadlineRule, rule_book

BY_MANDATE = "mandate"


@dataclass(frozen=True)
class Suggestion:
    """A rule that an order of the case calls for, with the day of its event."""

    rule: DeadlineRule
    mandate: Mandate

    @property
    def started_on(self) -> date:
        return self.mandate.valid_from


def suggestions_for(case: Case, *, today: date) -> list[Suggestion]:
    """What the present orders of `case` call for and what was never set for them; with two queries."""
    rules = [
        rule
        for rule in rule_book().rules_for(region=case.service.region, on=today)
        if rule.suggested_by == BY_MANDATE
    ]
    still = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    orders = case.mandates.filter(still, valid_from__lte=today, commissioner__isnull=False)
    known = set(
        CaseDeadline.objects.filter(case=case, deadline__rule__in=[rule.id for rule in rules]).values_list(
            "deadline__rule", "deadline__started_on"
        )
    )
    found = [Suggestion(rule, order) for order in orders.select_related("commissioner") for rule in rules]
    return [one for one in found if (one.rule.id, one.started_on) not in known]
