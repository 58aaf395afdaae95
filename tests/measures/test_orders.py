"""Orders from the request to the end: both sides, texts under the right key, mandate, deadline, ledger."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from roterfaden.cases.models import Case, Mandate
from roterfaden.common.models import DataKey
from roterfaden.common.revisions import Conflict
from roterfaden.consent.choices import RecipientKind
from roterfaden.consent.models import Recipient, Transfer
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.jobs.models import Mail
from roterfaden.measures import contingents, orders
from roterfaden.measures.choices import Act, OrderState, Side
from roterfaden.measures.models import Contingent, Order, OrderTurn
from roterfaden.measures.notices import NoticeRefused, notice_letter
from roterfaden.measures.queries import contingents_for, orders_visible_to, side_of, uses_of
from tests.fixtures import AT, TODAY, World, open_case
from tests.measures.makers import accepted, move, order_facts, requested


def test_an_order_goes_its_whole_way(world: World, case: Case) -> None:
    order = requested(world)
    assert (
        orders.request_order(
            service=world.service,
            commissioner=world.agency,
            facts=order_facts(),
            digital=True,
            token=order.token,  # type: ignore[arg-type]
            by=world.klara,
            at=AT,
        )
        == order
    )
    own = order.data_key
    mandate = orders.accept_order(
        order=order, case=case, region="", text="Gern.", revision=1, by=world.anna, at=AT
    )
    order = Order.objects.get(pk=order.pk)
    assert (order.state, order.data_key_id, order.about) == (
        OrderState.ACCEPTED,
        case.data_key_id,
        "Leyla Aksoy, 04.06.1991",
    )
    assert DataKey.objects.get(pk=own.pk).wrapped is None
    assert (mandate.valid_until, mandate.goal) == (order.valid_until, order.goal)
    own_deadline = order.deadline
    assert own_deadline is not None
    assert own_deadline.deadline.due_on == order.valid_until
    assert own_deadline.deadline.warn_on == order.valid_until - timedelta(days=56)

    move(order, Act.START, world)
    move(order, Act.WORK, world, on=TODAY)
    longer = order.valid_until + timedelta(days=90)
    move(order, Act.ASK_MORE, world, until=longer, text="Noch nicht sicher genug.")
    with pytest.raises(orders.OrderRefused):  # the body has an account: the service does not extend for it
        move(order, Act.EXTEND, world, until=longer)
    move(order, Act.EXTEND, world, side=Side.COMMISSIONER, until=longer)
    order = Order.objects.get(pk=order.pk)
    assert (order.state, Mandate.objects.get(pk=mandate.pk).valid_until) == (OrderState.EXTENDED, longer)
    rows = CaseDeadline.objects.filter(deadline__rule="auftragsende").order_by("pk")
    assert [(row.outcome, row.deadline.due_on) for row in rows] == [
        ("dropped", own_deadline.deadline.due_on),
        ("open", longer),
    ]
    move(order, Act.RETURN, world, text="Die Person zieht um.")
    order = Order.objects.get(pk=order.pk)
    assert (order.state, order.ended_on) == (OrderState.RETURNED, TODAY)
    assert orders.possible_acts(order, Side.SERVICE) == []
    # what told the body of the person's course stands in the person's ledger
    told = OrderTurn.objects.filter(order=order, transfer__isnull=False).values_list("act", flat=True)
    assert list(told) == ["accept", "start", "work", "ask_more", "return"]
    assert set(Transfer.objects.values_list("state", "legal_basis")) == {("out", "sgb10-69-1-1")}


def test_what_is_refused(world: World, case: Case) -> None:
    with pytest.raises(orders.OrderRefused) as late:
        requested(world, valid_until=TODAY - timedelta(days=1))
    assert late.value.field == "valid_until"
    order = requested(world)
    with pytest.raises(orders.OrderRefused):
        move(order, Act.REFUSE, world)
    with pytest.raises(orders.OrderRefused):
        move(order, Act.START, world)
    with pytest.raises(orders.OrderRefused):
        move(order, Act.ACCEPT, world, side=Side.COMMISSIONER)
    stale = Order.objects.get(pk=order.pk)
    move(order, Act.NOTE, world, side=Side.COMMISSIONER, text="Bitte bald.")
    with pytest.raises(Conflict):
        orders.accept_order(order=stale, case=case, region="", text="", revision=1, by=world.anna, at=AT)
    assert Mandate.objects.filter(case=case).count() == 1
    order = accepted(world, case, goal="Ein anderes Ziel.")
    with pytest.raises(orders.OrderRefused) as short:
        move(order, Act.EXTEND, world, side=Side.COMMISSIONER, until=order.valid_until)
    assert short.value.field == "until"


def test_the_gate_stops_a_notice_to_a_company(world: World, case: Case) -> None:
    order = accepted(world, case)
    Recipient.objects.filter(organisation=world.agency).update(kind=RecipientKind.EMPLOYER)
    with pytest.raises(NoticeRefused):
        move(order, Act.START, world)
    assert Order.objects.get(pk=order.pk).state == OrderState.ACCEPTED


def test_who_sees_an_order(world: World, case: Case) -> None:
    order = accepted(world, case)
    seen = {user.username: order in orders_visible_to(user, on=TODAY) for user in (
        world.anna, world.lena, world.klara, world.fritz, world.quirin
    )}  # fmt: skip
    assert seen == {"anna": True, "lena": True, "klara": True, "fritz": False, "quirin": False}
    assert side_of(world.klara, order, on=TODAY) == Side.COMMISSIONER
    Case.objects.filter(pk=case.pk).update(restricted_at=AT)
    assert order not in orders_visible_to(world.anna, on=TODAY)


def test_texts_of_old_refusals_go(world: World) -> None:
    order = requested(world)
    move(order, Act.REFUSE, world, text="Kein Platz frei.")
    assert orders.empty_old_requests(at=AT + timedelta(days=80)) == {"orders": 0}
    assert orders.empty_old_requests(at=AT + timedelta(days=92)) == {"orders": 1}
    order = Order.objects.select_related("data_key").get(pk=order.pk)
    assert order.data_key.wrapped is None
    assert order.about == ""
    assert orders.empty_old_requests(at=AT + timedelta(days=93)) == {"orders": 0}


def test_contingents_know_what_is_taken_in_each_region(
    world: World, case: Case, django_assert_num_queries: Any
) -> None:
    def agreed(region: str) -> Contingent:
        facts = contingents.ContingentFacts(
            commissioner=world.agency,
            region=region,
            kind=order_facts().kind,
            unit="places",
            amount=1,
            valid_from=TODAY - timedelta(days=30),
            valid_until=TODAY + timedelta(days=300),
        )
        row = contingents.set_contingent(service=world.service, facts=facts, by=world.lena, at=AT)
        assert contingents.set_contingent(service=world.service, facts=facts, by=world.lena, at=AT) == row
        return row

    rows = [agreed("Hafen"), agreed("Umland")]
    order = requested(world)
    assert [(use.used, use.full) for use in contingents_for(order, today=TODAY)] == [(Decimal(0), False)] * 2
    with pytest.raises(orders.OrderRefused) as nowhere:
        orders.accept_order(order=order, case=case, region="Mond", text="", revision=1, by=world.anna, at=AT)
    assert nowhere.value.field == "region"
    orders.accept_order(order=order, case=case, region="Hafen", text="", revision=1, by=world.anna, at=AT)
    uses = contingents_for(requested(world), today=TODAY)
    assert [(use.used, use.full) for use in uses] == [(Decimal(1), True), (Decimal(0), False)]
    accepted(world, open_case(world, first_name="Timo"))
    with django_assert_num_queries(2):
        assert [one.used for one in uses_of(rows, today=TODAY)] == [2, 0]


def test_the_other_side_is_told_by_mail_without_a_word_of_it(world: World, case: Case) -> None:
    world.lena.email, world.klara.email = "lena@dienst.example", "klara@agentur.example"
    world.anna.email = "anna@dienst.example"
    for user in (world.lena, world.klara, world.anna):
        user.save()
    order = accepted(world, case)
    move(order, Act.NOTE, world, side=Side.COMMISSIONER, text="Wie geht es voran?")
    mails = Mail.objects.filter(key__startswith="order:").order_by("pk")
    assert [mail.recipient for mail in mails] == [
        "lena@dienst.example",
        "klara@agentur.example",
        "anna@dienst.example",
    ]
    said = "".join(mail.subject + mail.body for mail in mails)
    assert "Aksoy" not in said
    assert "voran" not in said
    accepted(world, open_case(world, first_name="Timo"), digital=False)
    assert mails.all().count() == 3


def test_the_letter_says_what_is_known_to_the_body_and_no_more(world: World, case: Case) -> None:
    order = accepted(world, case)
    turn = move(order, Act.START, world, text="Alles gut angelaufen.")
    turn.order = Order.objects.select_related("service", "commissioner", "case").get(pk=order.pk)
    document = notice_letter(turn, at=AT)
    said = document.sections[0].as_text()
    assert "Die Maßnahme hat am 24.11.2026 begonnen." in said
    assert "Alles gut angelaufen." in said
    assert case.file_number in said
    assert case.concern not in said
