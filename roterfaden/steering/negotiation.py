"""Who may write the goals of an agreement now; signing them; both balances; what goes into the next year."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.accounts.queries import organisations_of
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.people.queries import LEADING_ROLES
from roterfaden.steering import goals
from roterfaden.steering.agreement_records import Agreement, Goal, Signature
from roterfaden.steering.agreements import is_open
from roterfaden.steering.choices import Outcome, Place, Side
from roterfaden.steering.goals import GoalFacts
from roterfaden.steering.queries import sides_of
from roterfaden.steering.refusals import AgreementRefused

actions.register("steering.agreement_signed", "Zielvereinbarung unterschrieben")
actions.register("steering.balance_drawn", "Bilanz eines Ziels gezogen")

# who may bind the office; the provider is bound by who leads it
BINDING_OFFICE = (Role.CLERK, *LEADING_ROLES)


def may_write_goals(user: User, agreement: Agreement, *, on: date) -> bool:
    """Either side, while goals are talked about or set and nobody has signed."""
    return bool(sides_of(user, agreement, on=on)) and is_open(agreement, Place.TALK, Place.GOALS)


def write_goal(
    *,
    agreement: Agreement,
    facts: GoalFacts,
    by: User,
    at: datetime,
    goal: Goal | None = None,
    revision: int = 0,
) -> Goal:
    """As `goals.write_goal`, for who may write now."""
    if not may_write_goals(by, agreement, on=local_day(at)):
        raise AgreementRefused("Ziele werden nur in der Aussprache und beim Festlegen geschrieben.")
    return goals.write_goal(agreement=agreement, facts=facts, goal=goal, revision=revision, by=by, at=at)


def remove_goal(*, goal: Goal, by: User, at: datetime) -> None:
    """As `goals.remove_goal`, for who may write now."""
    if not may_write_goals(by, goal.agreement, on=local_day(at)):
        raise AgreementRefused("Ziele werden nur in der Aussprache und beim Festlegen gestrichen.")
    goals.remove_goal(goal=goal, by=by, at=at)


def carry_over(*, agreement: Agreement, by: User, at: datetime) -> int:
    """Take the goals of the year before that were not reached into this one, as drafts; returns how many.

    Idempotent. Refuses who may not write goals now.
    """
    if not may_write_goals(by, agreement, on=local_day(at)):
        raise AgreementRefused("Ziele werden nur in der Aussprache und beim Festlegen geschrieben.")
    if agreement.previous is None:
        return 0
    left = agreement.previous.goals.filter(outcome__in=[Outcome.PARTLY, Outcome.NOT], carried_to__isnull=True)
    carried = 0
    with transaction.atomic():
        for old in left:
            facts = {name: getattr(old, name) for name in goals.NAMES} | {
                "due_on": agreement.ends_on,
                "state": old.final or old.state,
            }
            goals.write_goal(agreement=agreement, facts=GoalFacts(**facts), carried_from=old, by=by, at=at)
            carried += 1
    return carried


def may_sign(user: User, agreement: Agreement, *, on: date) -> Side | None:
    """The side for which `user` can sign now: clerk or lead of the office, who leads the service or its provider."""
    if not is_open(agreement, Place.SIGN):
        return None
    signed = set(agreement.signatures.values_list("side", flat=True))
    leading = set(organisations_of(user, on=on, roles=LEADING_ROLES).values_list("pk", flat=True))
    if {agreement.service_id, agreement.service.parent_id} & leading and Side.PROVIDER not in signed:
        return Side.PROVIDER
    binding = organisations_of(user, on=on, roles=BINDING_OFFICE)
    if binding.filter(pk=agreement.office_id).exists() and Side.OFFICE not in signed:
        return Side.OFFICE
    return None


def sign(*, agreement: Agreement, seen: str, by: User, at: datetime) -> Signature:
    """Sign for the own side exactly the text with the fingerprint `seen`.

    Refuses who cannot bind a side, a second signature of a side, a text that has changed since. Effects: audit entry.
    """
    with transaction.atomic():
        Agreement.objects.select_for_update().get(pk=agreement.pk)
        side = may_sign(by, agreement, on=local_day(at))
        if side is None:
            raise AgreementRefused("Hier unterschreiben Leitung des Dienstes und Amt, jede Seite einmal.")
        if seen != goals.fingerprint(agreement):
            raise AgreementRefused("Der Text hat sich geändert. Bitte lesen Sie ihn noch einmal.")
        row = Signature.objects.create(agreement=agreement, side=side, by=by, at=at, fingerprint=seen)
        trail.record(
            "steering.agreement_signed",
            by=by,
            at=at,
            subject=row,
            scope=agreement,
            organisation=agreement.service,
            details={"side": str(side)},
        )
    return row


@dataclass(frozen=True)
class Balance:
    """What is said of a goal in a balance; `outcome` only in the final one."""

    text: str
    value: Decimal | None = None
    outcome: str = ""


def draw_balance(
    *, goal: Goal, place: Place, balance: Balance, revision: int, by: User, at: datetime
) -> None:
    """Say how a goal stands, in the interim or the final balance.

    Refuses who speaks for no side, a balance that is not open, no words, a final one without a result, with Conflict
    another revision. Effects: audit entry.
    """
    agreement = goal.agreement
    if not sides_of(by, agreement, on=local_day(at)) or not is_open(agreement, place):
        raise AgreementRefused("Diese Bilanz ist jetzt nicht offen.")
    if not balance.text.strip():
        raise AgreementRefused("Bitte sagen Sie in einem Satz, wie es steht.")
    with transaction.atomic():
        if place == Place.INTERIM:
            goal.interim, goal.interim_value = balance.text.strip(), balance.value
            save_revision(goal, expected=revision, fields=["interim", "interim_value"])
        else:
            if balance.outcome not in Outcome.values:
                raise AgreementRefused("Bitte sagen Sie, ob das Ziel erreicht ist.")
            goal.final, goal.final_value, goal.outcome = balance.text.strip(), balance.value, balance.outcome
            save_revision(goal, expected=revision, fields=["final", "final_value", "outcome"])
        trail.record(
            "steering.balance_drawn",
            by=by,
            at=at,
            subject=goal,
            scope=agreement,
            organisation=agreement.service,
            details={"place": str(place), "outcome": goal.outcome},
        )
