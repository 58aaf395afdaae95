"""Orders, measures, support and statements of the demo: one German story of each kind, one Swiss build-up."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid5

from django.utils import timezone

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.choices import CaseState, MandateKind
from roterfaden.cases.models import Case
from roterfaden.measures import (
    agreeing,
    carrying_out,
    contingents,
    groups,
    orders,
    presence,
    pricing,
    recording,
)
from roterfaden.measures import statements as billing
from roterfaden.measures.carrying_records import Measure
from roterfaden.measures.choices import Act, Came, GoalState, Performed, Side
from roterfaden.measures.drafting import drafted
from roterfaden.measures.models import Order
from roterfaden.measures.queries import regions_for
from roterfaden.operations.demo.people import Stage

HEAD = "ifd-neuhafen"


@dataclass
class Teller:
    """Tells what happened so many days before today, by one person."""

    by: User
    today: date

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    def did(self, ago: int) -> dict[str, Any]:
        return {"by": self.by, "at": timezone.make_aware(datetime.combine(self.day(ago), time(10)))}


def tell_of_orders(stage: Stage, *, today: date) -> None:
    """Both worlds: what was ordered, carried out, billed."""
    _german(stage, today=today)
    _swiss(stage, today=today)


def _german(stage: Stage, *, today: date) -> None:
    service, agency = stage.offices[HEAD], stage.offices["agentur"]
    lead = Teller(stage.users["lorenz"], today)
    cases = list(_cases(service, stage.users["holm"]))
    if len(cases) < 4:  # noqa: PLR2004
        return
    _agree_prices(service, agency, lead)
    holm = Teller(stage.users["holm"], today)
    clerk, office = Teller(stage.users["agentur"], today), Teller(stage.users["amt"], today)
    _asked(service, agency, clerk)
    training = _ordered(cases[0], agency, "on-the-job", holm, clerk=clerk, ago=70 + today.weekday())
    _train(training, holm)
    group = _ordered(cases[1], stage.offices["inklusionsamt"], "training-group", holm, clerk=office, ago=60)
    _meet(group, holm)
    stepwise = _ordered(cases[2], stage.offices["rente"], "stepwise", holm, ago=40)
    _return_stepwise(stepwise, holm)
    dismissal = _ordered(cases[3], stage.offices["inklusionsamt"], "dismissal", holm, clerk=office, ago=20)
    _dismiss(dismissal, holm)
    _support(cases[0], cases[1], holm)
    _bill(service, agency, lead)


def _swiss(stage: Stage, *, today: date) -> None:
    office = stage.offices["iv"]
    case = next(iter(_cases(office, stage.users["zemp"])), None)
    if case is None:
        return
    zemp = Teller(stage.users["zemp"], today)
    facts = carrying_out.MeasureFacts(
        title="Aufbau der Präsenz im Atelier",
        order=None,
        starts_on=zemp.day(63 + today.weekday()),
        planned_until=zemp.day(-250),
        tariff="",
        group=None,
    )
    measure = carrying_out.plan_measure(
        case=case, kind="aufbautraining", facts=facts, follows=None, **zemp.did(72)
    )
    carrying_out.begin_measure(
        measure=measure, on=measure.starts_on, revision=measure.revision, **zemp.did(63 + today.weekday())
    )
    for week in presence.weeks_of(measure, today=today)[:10]:
        days = max(week.planned_days - (week.number % 4 == 0), 1)
        for number in range(days):
            ago = (today - week.first).days - number
            if ago >= 0:
                hours = (week.planned_hours / max(week.planned_days, 1)).quantize(Decimal("0.25"))
                _there(measure, zemp, ago=ago, hours=hours)
    _goal(measure, zemp, "Fünf Tage in der Woche kommen", "Vier Wochen lang an fünf Tagen da", ago=69)


def _cases(service: Organisation, by: User) -> Any:
    open_cases = Case.objects.filter(service=service, responsible=by, state=CaseState.OPEN)
    rows = open_cases.filter(restricted_at__isnull=True, person__merged_into__isnull=True)
    return rows.select_related("person", "service", "data_key").order_by("pk")


def _agree_prices(service: Organisation, agency: Organisation, lead: Teller) -> None:
    for code, amount in (
        ("IFD-MONAT", "412.00"),
        ("IFD-STUNDE", "68.50"),
        ("IFD-STELLUNGNAHME", "240.00"),
        ("IFD-VERMITTLUNG", "1500.00"),
    ):
        facts = pricing.PriceFacts(
            commissioner=None, code=code, amount=Decimal(amount), valid_from=lead.day(400)
        )
        pricing.set_price(service=service, facts=facts, **lead.did(400))
    for organisation, iban in ((service, "DE02120300000000202051"), (agency, "")):
        pricing.save_address(
            organisation=organisation,
            facts={
                "name": organisation.name[:70],
                "street": "Hafenstraße",
                "house_number": "12",
                "postcode": "18055",
                "town": "Neuhafen",
                "country": "DE",
                "email": "rechnung@beispiel.invalid",
                "contact": "Frau Lorenz",
                "phone": "+49 381 000000",
                "iban": iban,
                "tax_number": "079/133/70000" if iban else "",
                "leitweg": "" if iban else "04011000-12345-34",
                "exempt": "Steuerfrei nach § 4 Nr. 18 UStG" if iban else "",
                "payment_days": 30,
            },
            revision=0,
            service=service,
            **lead.did(390),
        )
    facts_of = contingents.ContingentFacts(
        commissioner=agency,
        region="Neuhafen und Umland",
        kind=MandateKind.MEASURE,
        unit="places",
        amount=6,
        valid_from=lead.day(300),
        valid_until=lead.day(-65),
    )
    contingents.set_contingent(service=service, facts=facts_of, **lead.did(300))


def _asked(service: Organisation, agency: Organisation, clerk: Teller) -> None:
    """An order that waits for an answer."""
    orders.request_order(
        service=service,
        commissioner=agency,
        facts=_facts(clerk, "Jonas Petersen, geboren 12.03.1988", "work-trial", ago=-7),
        digital=True,
        token=uuid5(service.uuid, "asked"),
        **clerk.did(2),
    )


def _facts(holm: Teller, about: str, measure: str, *, ago: int) -> orders.OrderFacts:
    return orders.OrderFacts(
        kind=MandateKind.MEASURE,
        measure=measure,
        valid_from=holm.day(ago),
        valid_until=holm.day(ago - 180),
        hours_per_month=Decimal(12),
        about=about,
        reference="412-7/26",
        goal="Den Alltag am Arbeitsplatz sicher und ohne ständige Hilfe schaffen.",
    )


def _ordered(
    case: Case, body: Organisation, kind: str, holm: Teller, *, ago: int, clerk: Teller | None = None
) -> Measure:
    """An order that was taken in, and its measure running since then."""
    about = f"{case.person}, {case.file_number}"
    order = orders.request_order(
        service=case.service,
        commissioner=body,
        facts=_facts(holm, about, kind, ago=ago),
        digital=clerk is not None,
        token=uuid5(case.uuid, kind),
        **(clerk or holm).did(ago + 5),
    )
    orders.accept_order(
        order=order,
        case=case,
        region=next(iter(regions_for(order)), ""),
        text="Wir beginnen zum vereinbarten Tag.",
        revision=order.revision,
        **holm.did(ago + 2),
    )
    order = Order.objects.select_related(
        "service", "commissioner__kind", "case__person", "case__service"
    ).get(pk=order.pk)
    orders.move_order(
        order=order,
        act=Act.START,
        side=Side.SERVICE,
        on=holm.day(ago),
        until=None,
        text="",
        revision=order.revision,
        **holm.did(ago),
    )
    facts = carrying_out.MeasureFacts(
        title="",
        order=order,
        starts_on=holm.day(ago),
        planned_until=holm.day(ago - 120),
        tariff="IFD-MONAT" if kind == "on-the-job" else "",
        group=None,
    )
    measure = carrying_out.plan_measure(case=case, kind=kind, facts=facts, follows=None, **holm.did(ago))
    carrying_out.begin_measure(
        measure=measure, on=measure.starts_on, revision=measure.revision, **holm.did(ago)
    )
    return measure


def _train(measure: Measure, holm: Teller) -> None:
    """On the job: coarse and fine goals, presence, hours of the trainer, an evaluation."""
    coarse = _goal(measure, holm, "Die Poststelle selbständig führen", "Eine Woche ohne Rückfrage", ago=74)
    fine = _goal(
        measure, holm, "Eingang sortieren", "Bis 9 Uhr, höchstens ein Fehler am Tag", ago=74, parent=coarse
    )
    _goal(
        measure, holm, "Pakete annehmen und buchen", "Zehn Pakete nacheinander richtig", ago=74, parent=coarse
    )
    for party in ("client", "service", "employer"):
        agreeing.agree(
            measure=measure, plan=None, party=party, name="", agreed_on=holm.day(70), **holm.did(70)
        )
    agreeing.judge_goal(
        goal=fine,
        state=GoalState.REACHED,
        finding="Seit drei Wochen pünktlich und richtig.",
        revision=fine.revision,
        **holm.did(20),
    )
    for week in presence.weeks_of(measure, today=holm.today)[:11]:
        for number in range(min(week.planned_days, 5)):
            ago = (holm.today - week.first).days - number
            if ago >= 0:
                came = Came.SICK if (week.number, number) == (4, 2) else Came.CAME
                hours = week.planned_hours / week.planned_days if came == Came.CAME else Decimal(0)
                _there(measure, holm, ago=ago, hours=hours.quantize(Decimal("0.25")), came=came)
    for ago, spent in ((66, "3"), (52, "2.5"), (38, "2"), (12, "1.5")):
        _served(measure, holm, ago=ago, hours=spent)
    facts = {
        "stage": "interim",
        "day": holm.day(21).isoformat(),
        "course": "Die Abläufe am Morgen sitzen. Bei Paketen hilft noch die Liste am Tisch.",
        "next": "Ab nächster Woche ohne Liste versuchen.",
    }
    recording.add_record(measure=measure, kind="evaluation", facts=facts, **holm.did(21))


def _meet(measure: Measure, holm: Teller) -> None:
    """A group that has met twice."""
    group = groups.make_group(
        service=measure.case.service,
        kind="training-group",
        facts=groups.GroupFacts(
            title="Sicher sprechen im Betrieb", led_by=holm.by, begins_on=holm.day(55), places=8
        ),
        **holm.did(58),
    )
    Measure.objects.filter(pk=measure.pk).update(group=group)
    measure.group = group
    for ago, topic in ((48, "Kritik annehmen"), (34, "Nachfragen, wenn etwas unklar ist")):
        groups.hold_session(
            group=group,
            day=holm.day(ago),
            hours=Decimal(2),
            topic=topic,
            came={measure: Came.CAME},
            **holm.did(ago),
        )


def _return_stepwise(measure: Measure, holm: Teller) -> None:
    """A step plan that was adapted once; two have agreed to the new version."""
    first = [_step(holm, 38, 25, "2", "Ablage"), _step(holm, 24, 11, "4", "Ablage und Telefon")]
    second = [*first, _step(holm, 10, -10, "5", "Alle Aufgaben, ohne Spätdienst")]
    plan = agreeing.make_step_plan(measure=measure, steps=first, reason="", after=0, **holm.did(39))
    for party in ("client", "employer", "doctor", "insurer"):
        agreeing.agree(
            measure=measure, plan=plan, party=party, name="", agreed_on=holm.day(39), **holm.did(39)
        )
    plan = agreeing.make_step_plan(
        measure=measure,
        steps=second,
        reason="Vier Stunden gehen gut, acht sind noch zu viel.",
        after=1,
        **holm.did(12),
    )
    for party in ("client", "doctor"):
        agreeing.agree(
            measure=measure, plan=plan, party=party, name="", agreed_on=holm.day(11), **holm.did(11)
        )


def _step(holm: Teller, first: int, last: int, hours: str, content: str) -> dict[str, Any]:
    return {"first": holm.day(first), "last": holm.day(last), "hours": hours, "days": 5, "content": content}


def _dismiss(measure: Measure, holm: Teller) -> None:
    """A procedure in which the application came and the office asks for a statement."""
    for ago, what in ((19, "role_told"), (16, "applied"), (9, "asked")):
        recording.add_record(
            measure=measure,
            kind="event",
            facts={"what": what, "day": holm.day(ago).isoformat()},
            **holm.did(ago),
        )


def _support(first: Case, second: Case, holm: Teller) -> None:
    aid = {
        "what": "seeing",
        "product": "Lesegerät mit Kamera",
        "need": "Lieferscheine lesen",
        "trial_from": holm.day(30).isoformat(),
    }
    made = recording.begin_support(
        case=first, kind="aid", facts=aid, token=uuid5(first.uuid, "aid"), **holm.did(31)
    )
    recording.change_support(support=made, facts=aid, state="trial", revision=1, **holm.did(30))
    booking = {
        "day": holm.day(-6).isoformat(),
        "time": "10:00",
        "minutes": "90",
        "language": "dgs",
        "occasion": "Einweisung in die neue Maschine",
        "provider": "Dolmetschdienst Nord",
        "payer": "Inklusionsamt",
    }
    asked = recording.begin_support(
        case=second, kind="interpreter", facts=booking, token=uuid5(second.uuid, "dgs"), **holm.did(4)
    )
    recording.change_support(support=asked, facts=booking, state="booked", revision=1, **holm.did(3))


def _bill(service: Organisation, agency: Organisation, lead: Teller) -> None:
    """The month before the last one is released, the last one waits."""
    first = (lead.today.replace(day=1) - timedelta(days=1)).replace(day=1)
    month = (first - timedelta(days=1)).replace(day=1)
    asked: dict[str, Any] = {"service": service, "commissioner": agency, "month": month, "currency": "EUR"}
    found = drafted(**asked, on=lead.today)
    if found.lines:
        billing.release(**asked, expected=found.total.amount, **lead.did(0))


def _goal(measure: Measure, who: Teller, text: str, sign: str, *, ago: int, parent: Any = None) -> Any:
    facts = agreeing.GoalFacts(text=text, sign=sign, due_on=who.day(-40))
    return agreeing.set_goal(measure=measure, parent=parent, facts=facts, **who.did(ago))


def _there(measure: Measure, who: Teller, *, ago: int, hours: Decimal, came: Came = Came.CAME) -> None:
    presence.record_hours(
        measure=measure,
        what=Performed.PRESENCE,
        day=who.day(ago),
        hours=hours,
        came=came,
        tariff="",
        note="",
        **who.did(ago),
    )


def _served(measure: Measure, who: Teller, *, ago: int, hours: str) -> None:
    presence.record_hours(
        measure=measure,
        what=Performed.SERVICE,
        day=who.day(ago),
        hours=Decimal(hours),
        came=Came.CAME,
        tariff="IFD-STUNDE",
        note="",
        **who.did(ago),
    )
