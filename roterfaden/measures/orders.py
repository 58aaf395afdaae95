"""Orders between a commissioning body and a service: ask, accept, refuse, notices, extend, return, end."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import MandateKind
from roterfaden.cases.mandates import MandateFacts, change_mandate, record_mandate
from roterfaden.cases.models import Case, Mandate
from roterfaden.common.crypto import keyring
from roterfaden.common.crypto.erasure import empty_sealed
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.deadlines.case_deadlines import ByRule, finish_deadline, set_deadline
from roterfaden.deadlines.choices import Outcome
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.jobs import clock
from roterfaden.measures.choices import RUNNING_STATES, Act, OrderState, Side
from roterfaden.measures.models import Order, OrderTurn
from roterfaden.measures.notices import let_notice_out
from roterfaden.measures.queries import regions_for
from roterfaden.measures.telling import tell_other_side

actions.register("measures.ordered", "Auftrag angefragt")
actions.register("measures.order_moved", "Auftrag: nächster Schritt")
actions.register("measures.order_emptied", "Texte einer alten Anfrage gelöscht")

END_RULE = "auftragsende"
KEPT_DAYS = 90


class OrderRefused(ValueError):
    """This cannot be done with the order; the message says why. `field` names the input that is wrong."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Move:
    """Who may do it, from which states, where it leads (None: nowhere), and what has to be said."""

    sides: Collection[Side]
    before: Collection[OrderState]
    after: OrderState | None = None
    needs_text: bool = False
    needs_until: bool = False
    tells: bool = False


BOTH = (Side.SERVICE, Side.COMMISSIONER)
MOVES = {
    Act.ACCEPT: Move(sides=(Side.SERVICE,), before=(OrderState.REQUESTED,), after=OrderState.ACCEPTED, tells=True),
    Act.REFUSE: Move(
        sides=(Side.SERVICE,), before=(OrderState.REQUESTED,), after=OrderState.REFUSED, needs_text=True, tells=True
    ),
    Act.WITHDRAW: Move(
        sides=(Side.COMMISSIONER,), before=(OrderState.REQUESTED,), after=OrderState.WITHDRAWN, needs_text=True
    ),
    Act.START: Move(sides=(Side.SERVICE,), before=(OrderState.ACCEPTED,), after=OrderState.RUNNING, tells=True),
    Act.WORK: Move(sides=(Side.SERVICE,), before=RUNNING_STATES, tells=True),
    Act.ASK_MORE: Move(
        sides=(Side.SERVICE,), before=RUNNING_STATES, needs_text=True, needs_until=True, tells=True
    ),
    # by the service where the answer came by letter
    Act.EXTEND: Move(sides=BOTH, before=RUNNING_STATES, after=OrderState.EXTENDED, needs_until=True),
    Act.DENY_MORE: Move(sides=BOTH, before=RUNNING_STATES, needs_text=True),
    Act.RETURN: Move(
        sides=(Side.SERVICE,), before=RUNNING_STATES, after=OrderState.RETURNED, needs_text=True, tells=True
    ),
    Act.END: Move(sides=(Side.SERVICE,), before=RUNNING_STATES, after=OrderState.ENDED, tells=True),
    Act.NOTE: Move(sides=BOTH, before=(OrderState.REQUESTED, *RUNNING_STATES), needs_text=True, tells=True),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """What a body orders: for whom, kind, duration, scope, goal."""

    kind: MandateKind
    measure: str
    valid_from: date
    valid_until: date
    hours_per_month: Decimal | None
    about: str
    reference: str
    goal: str


def request_order(
    *,
    service: Organisation,
    commissioner: Organisation,
    facts: OrderFacts,
    digital: bool,
    token: UUID,
    by: User,
    at: datetime,
) -> Order:
    """Order support from `service`; by a clerk (`digital`), or written down by the service as it came by letter.

    Refuses an end before the beginning, no name, no goal, a body that orders from itself. Safe to repeat with the same
    `token`. Effects: texts sealed under a key of the order's own, first turn, a mail to those
    who lead the service, audit entry.
    """
    if facts.valid_until < facts.valid_from:
        raise OrderRefused("Der Auftrag endet vor seinem Beginn.", "valid_until")
    if service == commissioner:
        raise OrderRefused("Ein Dienst kann sich nicht selbst beauftragen.", "commissioner")
    if facts.kind == MandateKind.LOW_THRESHOLD:
        raise OrderRefused("Niederschwellige Beratung braucht keinen Auftrag.", "kind")
    with transaction.atomic():
        known = Order.objects.filter(token=token).first()
        if known is not None:
            return known
        order = Order.objects.create(
            service=service,
            commissioner=commissioner,
            data_key=keyring.new_key(),
            kind=facts.kind,
            measure=facts.measure,
            valid_from=facts.valid_from,
            valid_until=facts.valid_until,
            hours_per_month=facts.hours_per_month,
            about=facts.about,
            reference=facts.reference,
            goal=facts.goal,
            requested_at=at,
            requested_by=by,
            digital=digital,
            token=token,
        )
        side = Side.COMMISSIONER if digital else Side.SERVICE
        turn = OrderTurn.objects.create(
            order=order, act=Act.REQUEST, side=side, on=local_day(at), at=at, by=by
        )
        tell_other_side(order, turn, at=at)
        trail.record("measures.ordered", by=by, at=at, subject=order, organisation=service)
    return order


def accept_order(
    *, order: Order, case: Case, region: str, text: str, revision: int, by: User, at: datetime
) -> Mandate:
    """Take the order into `case`, if it still has `revision`; `region` names the contingent, "" for none.

    Refuses: an order that is not asked for any more, a case of another service, a closed case, an unknown region.
    Effects: the order stands in the case as a mandate with its deadline, its texts lie under the key of the case, the
    commissioning body is told, audit entry.
    """
    if case.service_id != order.service_id:
        raise OrderRefused("Dieser Fall gehört zu einem anderen Dienst.", "case")
    if region and region not in regions_for(order):
        raise OrderRefused("Für diese Region ist kein Kontingent vereinbart.", "region")
    with transaction.atomic():
        _require(order, Act.ACCEPT, Side.SERVICE)
        mandate = record_mandate(
            case=case,
            facts=MandateFacts(
                kind=MandateKind(order.kind),
                commissioner=order.commissioner,
                valid_from=order.valid_from,
                valid_until=order.valid_until,
                hours_per_month=order.hours_per_month,
                goal=order.goal,
            ),
            by=by,
            at=at,
        )
        if Order.objects.filter(mandate=mandate).exists():
            raise OrderRefused("Derselbe Auftrag steht schon in diesem Fall.", "case")
        order.region = region
        _take_into(order, case, mandate, revision=revision, at=at)
        order.deadline = _end_deadline(order, case, until=order.valid_until, by=by, at=at)
        order.save(update_fields=["deadline"])
        _note(order, Act.ACCEPT, Side.SERVICE, on=local_day(at), until=None, text=text, by=by, at=at)
    return mandate


def move_order(
    *,
    order: Order,
    act: Act,
    side: Side,
    on: date,
    until: date | None,
    text: str,
    revision: int,
    by: User,
    at: datetime,
) -> OrderTurn:
    """Do `act` with the order, if it still has `revision`: a notice, an extension, a return, an end.

    Refuses: what this side may not do, or not from this state, a missing reason or day, a day before the order was
    given, an extension that does not go beyond the present end, a notice that the gate does not let pass. Effects:
    state, mandate, deadline of the end, a notice to the commissioning body in the ledger, a mail to the other side,
    audit entry.
    """
    move = MOVES[act]
    if move.needs_text and not text.strip():
        raise OrderRefused("Bitte schreiben Sie dazu einen Satz.", "text")
    if move.needs_until and (until is None or until <= order.valid_until):
        until_now = date_format(order.valid_until, "d.m.Y")
        raise OrderRefused(f"Der neue letzte Tag liegt nach dem {until_now}.", "until")
    if on < min(order.valid_from, local_day(order.requested_at)):
        raise OrderRefused("Dieser Tag liegt vor dem Auftrag.", "on")
    with transaction.atomic():
        _require(order, act, side)
        fields = ["state"]
        order.state = move.after or order.state
        if act == Act.EXTEND and until is not None:
            _extend(order, until, by=by, at=at)
            fields += ["valid_until", "deadline"]
        if act in (Act.RETURN, Act.END, Act.REFUSE, Act.WITHDRAW):
            order.ended_on = on
            fields.append("ended_on")
            _drop_deadline(order, "Auftrag ist zu Ende.", by=by, at=at)
        save_revision(order, expected=revision, fields=fields)
        return _note(
            order, act, side, on=on, until=until if move.needs_until else None, text=text, by=by, at=at
        )


def possible_acts(order: Order, side: Side) -> list[Act]:
    """What this side can do with the order now; the other side's answers only where it has no account here."""
    return [
        act
        for act, move in MOVES.items()
        if side in move.sides
        and order.state in move.before
        and not (act in (Act.EXTEND, Act.DENY_MORE) and side == Side.SERVICE and order.digital)
    ]


@clock.nightly("measures.empty_old_requests")
def empty_old_requests(*, at: datetime) -> dict[str, int]:
    """Empty the texts of orders that were refused or withdrawn more than 90 days ago and never came into a case."""
    states = (OrderState.REFUSED, OrderState.WITHDRAWN)
    before = date.fromordinal(local_day(at).toordinal() - KEPT_DAYS)
    rows = Order.objects.filter(
        state__in=states, case__isnull=True, ended_on__lt=before, emptied_at__isnull=True
    )
    old = list(rows.select_related("data_key", "service"))
    for order in old:
        with transaction.atomic():
            empty_sealed(order.data_key)
            keyring.destroy(order.data_key, at=at)
            Order.objects.filter(pk=order.pk).update(emptied_at=at)
            trail.record("measures.order_emptied", by=None, at=at, subject=order, organisation=order.service)
    return {"orders": len(old)}


def _require(order: Order, act: Act, side: Side) -> None:
    if act not in possible_acts(order, side):
        raise OrderRefused(f"Das geht bei diesem Auftrag nicht: Er ist {order.get_state_display().lower()}.")


def _take_into(order: Order, case: Case, mandate: Mandate, *, revision: int, at: datetime) -> None:
    """Seal the texts of the order anew under the key of the case, and destroy the order's own."""
    turns = list(order.turns.all())
    for turn in turns:
        turn.order = order
    texts = [turn.text for turn in turns]
    order.about, order.reference, order.goal = order.about, order.reference, order.goal
    own = order.data_key
    order.data_key, order.case, order.mandate, order.state = case.data_key, case, mandate, OrderState.ACCEPTED
    fields = ["data_key", "case", "mandate", "state", "region", "about", "reference", "goal"]
    save_revision(order, expected=revision, fields=fields)
    for turn, text in zip(turns, texts, strict=True):
        turn.text = text
        turn.save(update_fields=["text"])
    keyring.destroy(own, at=at)


def _extend(order: Order, until: date, *, by: User, at: datetime) -> None:
    mandate, case = order.mandate, order.case
    assert mandate is not None and case is not None  # noqa: PT018
    mandate.case = case
    change_mandate(
        mandate=mandate,
        facts=MandateFacts(
            kind=MandateKind(mandate.kind),
            commissioner=mandate.commissioner,
            valid_from=mandate.valid_from,
            valid_until=until,
            hours_per_month=mandate.hours_per_month,
            goal=mandate.goal,
        ),
        revision=mandate.revision,
        by=by,
        at=at,
    )
    _drop_deadline(order, f"Auftrag verlängert bis {date_format(until, 'd.m.Y')}.", by=by, at=at)
    order.valid_until = until
    order.deadline = _end_deadline(order, case, until=until, by=by, at=at)


def _end_deadline(order: Order, case: Case, *, until: date, by: User, at: datetime) -> CaseDeadline:
    """The deadline by which somebody thinks of the next order: warns as its rule says."""
    how = ByRule(END_RULE, started_on=until, region=case.service.region)
    return set_deadline(case=case, how=how, subject=str(order.commissioner), by=by, at=at)


def _drop_deadline(order: Order, reason: str, *, by: User, at: datetime) -> None:
    own = order.deadline
    if own is None or own.outcome != Outcome.OPEN:
        return
    finish_deadline(
        own=own, outcome=Outcome.DROPPED, result=reason, revision=own.deadline.revision, by=by, at=at
    )


def _note(
    order: Order, act: Act, side: Side, *, on: date, until: date | None, text: str, by: User, at: datetime
) -> OrderTurn:
    turn = OrderTurn.objects.create(
        order=order, act=act, side=side, on=on, until=until, text=text.strip(), at=at, by=by
    )
    if MOVES[act].tells and side == Side.SERVICE and order.case is not None:
        turn.transfer = let_notice_out(order=order, turn=turn, by=by, at=at)
        turn.save(update_fields=["transfer"])
    tell_other_side(order, turn, at=at)
    trail.record(
        "measures.order_moved",
        by=by,
        at=at,
        subject=order,
        scope=order.case,
        organisation=order.service,
        details={"act": str(act), "side": str(side)},
    )
    return turn
