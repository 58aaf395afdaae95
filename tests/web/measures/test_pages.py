"""Orders, measures and statements in the browser's place: both sides, refusals at the field, conflicts."""

from datetime import timedelta
from typing import Any

import pytest

from roterfaden.cases.models import Case
from roterfaden.measures.billing_records import Price, Statement, Success
from roterfaden.measures.carrying_records import Goal, Group, Hours, Measure, StepPlan, Support
from roterfaden.measures.models import Contingent, Order
from tests.fixtures import TODAY, World, open_case
from tests.measures.makers import accepted, addressed, measure_of, requested, running
from tests.placement.makers import employment, workplace
from tests.web.browsing import client_of, count_queries, stop_clock, text_of

ATTACK = "<script>alert(1)</script>"
NEXT_YEAR = TODAY + timedelta(days=365)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def ordered(world: World, **more: Any) -> dict[str, Any]:
    return {
        "token": "22222222-2222-2222-2222-222222222222",
        "service": world.service.code,
        "commissioner": world.agency.code,
        "about": "Leyla Aksoy, 04.06.1991",
        "kind": "measure",
        "measure": "on-the-job",
        "valid_from": TODAY.isoformat(),
        "valid_until": NEXT_YEAR.isoformat(),
        "goal": ATTACK,
    } | more


def test_a_clerk_orders_and_the_service_answers(world: World, case: Case) -> None:
    klara, anna = client_of(world.klara), client_of(world.anna)
    wrong = klara.post("/auftraege/neu/", ordered(world, valid_until="2020-01-01"))
    assert wrong.status_code == 422
    assert "Der Auftrag endet vor seinem Beginn." in text_of(wrong)
    for _twice in range(2):
        assert klara.post("/auftraege/neu/", ordered(world)).status_code == 302
    order = Order.objects.get()
    here = f"/auftraege/{order.uuid}/"
    assert order.digital
    assert ATTACK not in klara.get(here).content.decode()
    assert "Zurückziehen" in text_of(klara.get(here))
    assert "Annehmen" not in text_of(klara.get(here))
    assert client_of(world.fritz).get(here).status_code == 404
    assert klara.post(f"{here}annehmen/", {"revision": 1, "case": case.file_number}).status_code == 404

    unknown = anna.post(f"{here}annehmen/", {"revision": 1, "case": "NH-9999", "text": "Gern."})
    assert unknown.status_code == 422
    assert "gibt es bei Ihnen nicht" in text_of(unknown)
    assert "Gern." in text_of(unknown)
    assert anna.post(f"{here}annehmen/", {"revision": 1, "case": case.file_number}).status_code == 302
    assert "Auftrag angenommen" in text_of(klara.get(here))
    # the clerk still reads nothing of the case
    assert klara.get(f"/faelle/{case.code}/massnahmen/").status_code == 404
    stale = anna.post(f"{here}start/", {"revision": 1, "on": TODAY.isoformat(), "text": "Los."})
    assert stale.status_code == 409
    assert "Los." in text_of(stale)
    assert anna.post(f"{here}start/", {"revision": 2, "on": TODAY.isoformat()}).status_code == 302
    pdf = anna.get(f"{here}brief/2.pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert klara.get(f"{here}brief/2.pdf").status_code == 200
    assert anna.get(f"{here}brief/99.pdf").status_code == 404
    assert anna.get(f"{here}unfug/").status_code == 404


def test_lists_ask_as_often_for_many_as_for_one(world: World, case: Case) -> None:
    anna = client_of(world.anna)
    requested(world)
    accepted(world, case)
    measure_of(case, world)
    pages = ("/auftraege/", f"/faelle/{case.code}/massnahmen/")
    few = [count_queries(anna, page) for page in pages]
    for days in range(1, 4):
        requested(world)
        measure_of(case, world, starts_on=TODAY - timedelta(days=60 + days))
    assert [count_queries(anna, page) for page in pages] == few


def test_a_lead_keeps_contingents(world: World) -> None:
    lena, anna = client_of(world.lena), client_of(world.anna)
    said = {
        "service": world.service.code,
        "commissioner": world.agency.code,
        "region": "Neuhafen",
        "kind": "measure",
        "unit": "places",
        "amount": "5",
        "valid_from": TODAY.isoformat(),
        "valid_until": NEXT_YEAR.isoformat(),
    }
    assert anna.get("/auftraege/kontingente/neu/").status_code == 403
    assert lena.post("/auftraege/kontingente/neu/", said | {"amount": "0"}).status_code == 422
    assert lena.post("/auftraege/kontingente/neu/", said).status_code == 302
    row = Contingent.objects.get()
    url = f"/auftraege/kontingente/{row.uuid}/"
    assert lena.post(url, said | {"amount": "6", "revision": 1}).status_code == 302
    stale = lena.post(url, said | {"amount": "7", "revision": 1})
    assert stale.status_code == 409
    assert "0 von 6" in text_of(client_of(world.klara).get("/auftraege/kontingente/"))


def test_a_measure_is_planned_carried_out_and_ended(world: World, case: Case) -> None:
    anna = client_of(world.anna)
    base = f"/faelle/{case.code}/massnahmen/"
    days = {"starts_on": (TODAY - timedelta(days=40)).isoformat(), "planned_until": TODAY.isoformat()}
    assert anna.post(f"{base}neu/", days | {"kind": "aufbautraining"}).status_code == 422  # Swiss, not here
    assert anna.post(f"{base}neu/", days | {"kind": "on-the-job", "title": "Empfang"}).status_code == 302
    here = f"{base}{Measure.objects.get().uuid}/"
    assert anna.post(f"{here}beginnen/", {"revision": 1, "on": days["starts_on"]}).status_code == 302
    page = text_of(anna.get(here))
    assert "Präsenz: geplant und wirklich" in page
    assert "20 Std. an 5 Tagen" in page
    goal = {"text": "Anrufe annehmen", "sign": "Zehn am Tag"}
    assert "Woran merken alle" not in text_of(anna.post(f"{here}ziel/", goal, follow=True))
    coarse = Goal.objects.get()
    assert anna.post(f"{here}ziel/?unter={coarse.uuid}", goal | {"text": "Namen notieren"}).status_code == 302
    assert Goal.objects.latest("pk").parent == coarse
    day = {"what": "presence", "day": TODAY.isoformat(), "came": "came", "hours": "4,5", "note": ATTACK}
    assert anna.post(f"{here}stunden/", day).status_code == 302
    twice = anna.post(f"{here}stunden/", day | {"hours": "5"})
    assert twice.status_code == 422
    assert "schon festgehalten" in text_of(twice)
    row = Hours.objects.get()
    assert anna.post(f"{here}stunden/{row.uuid}/streichen/").status_code == 302
    told = {"stage": "interim", "day": TODAY.isoformat(), "course": "Es geht voran."}
    assert anna.post(f"{here}aufzeichnung/evaluation/", told).status_code == 302
    assert anna.get(f"{here}aufzeichnung/event/").status_code == 404
    assert anna.get(f"{here}bescheinigung.pdf").status_code == 404
    revision = Measure.objects.get().revision
    end = {"revision": revision, "on": TODAY.isoformat(), "result": "reached", "text": "Selbständig."}
    assert anna.post(f"{here}beenden/", end).status_code == 302
    assert anna.get(f"{here}bescheinigung.pdf").content.startswith(b"%PDF-")
    assert "Ziel erreicht" in text_of(anna.get(base))
    assert client_of(world.fritz).get(here).status_code == 404


def test_a_step_plan_is_typed_row_by_row(world: World, case: Case) -> None:
    anna = client_of(world.anna)
    measure = measure_of(case, world, kind="stepwise")
    here = f"/faelle/{case.code}/massnahmen/{measure.uuid}/"
    row = {"after": "0", "first_1": "2026-12-01", "last_1": "2026-12-14", "hours_1": "2", "days_1": "5"}
    half = anna.post(f"{here}stufenplan/", row)
    assert half.status_code == 422
    assert "Diese Stufe ist nicht vollständig." in text_of(half)
    assert anna.post(f"{here}stufenplan/", row | {"content_1": "Post sortieren"}).status_code == 302
    assert StepPlan.objects.get().steps[0]["content"] == "Post sortieren"
    page = text_of(anna.get(here))
    assert "die Ärztin oder der Arzt" in page
    assert anna.post(f"{here}zustimmung/stufenplan/", {"party": "doctor", "agreed_on": TODAY.isoformat()})
    assert anna.get(f"{here}zustimmung/unfug/").status_code == 404


def test_support_is_booked_and_led_on(world: World, case: Case) -> None:
    anna = client_of(world.anna)
    url = f"/faelle/{case.code}/unterstuetzung/interpreter/neu/"
    said = {
        "token": "33333333-3333-3333-3333-333333333333",
        "day": "2026-12-01",
        "time": "10:00",
        "minutes": "90",
        "language": "dgs",
        "occasion": "Einweisung",
        "provider": "Frau Fingerle",
        "payer": "Integrationsamt",
    }
    assert anna.post(url, said | {"minutes": "0"}).status_code == 422
    for _twice in range(2):
        assert anna.post(url, said).status_code == 302
    row = Support.objects.get()
    here = f"/faelle/{case.code}/unterstuetzung/{row.uuid}/"
    assert anna.post(here, said | {"revision": 1, "state": "booked"}).status_code == 302
    done = anna.post(here, said | {"revision": 2, "state": "done"})
    assert done.status_code == 422
    assert "Tatsächliche Dauer" in text_of(done)
    assert anna.post(here, said | {"revision": 1, "state": "cancelled"}).status_code == 409
    assert "bestellt" in text_of(anna.get(f"/faelle/{case.code}/massnahmen/"))
    assert anna.get(f"/faelle/{case.code}/unterstuetzung/unfug/neu/").status_code == 404


def test_a_group_meets(world: World, case: Case) -> None:
    anna = client_of(world.anna)
    said = {
        "service": world.service.code, "kind": "training-group", "title": "Montagsgruppe", "led_by": "anna",
        "begins_on": TODAY.isoformat(), "places": "6",
    }  # fmt: skip
    made = anna.post("/gruppen/neu/", said, follow=True)
    here = made.redirect_chain[-1][0]
    group = running(measure_of(case, world, kind="training-group"), world)
    Measure.objects.filter(pk=group.pk).update(group=Group.objects.get())
    session = {"day": TODAY.isoformat(), "hours": "2", "topic": "Kritik", f"m_{group.pk}": "came"}
    assert anna.post(here, session).status_code == 302
    again = anna.post(here, session)
    assert again.status_code == 422
    assert "schon getroffen" in text_of(again)
    assert "Leyla Aksoy: war da" in text_of(anna.get(here))
    assert client_of(world.fritz).get(here).status_code == 404


def test_the_lead_bills_a_month(world: World, case: Case) -> None:
    lena, klara = client_of(world.lena), client_of(world.klara)
    order = accepted(world, case, valid_from=TODAY - timedelta(days=20))
    measure = running(
        measure_of(case, world, order=order, starts_on=TODAY - timedelta(days=20), tariff="IFD-MONAT"), world
    )
    url = f"/abrechnung/entwurf/{world.service.code}/{world.agency.code}/2026/11/"
    assert client_of(world.anna).get(url).status_code == 404
    assert "Es fehlen Preise" in text_of(lena.get(url))
    new = {"service": world.service.code, "code": "IFD-MONAT", "amount": "300,00", "valid_from": "2026-01-01"}
    assert lena.post("/abrechnung/preise/neu/", new | {"amount": "0"}).status_code == 422
    assert lena.post("/abrechnung/preise/neu/", new).status_code == 302
    assert Price.objects.get().amount == 300
    assert "fehlt noch" in text_of(lena.get("/abrechnung/preise/"))
    addressed(world, world.service)
    address = {
        "revision": 0, "name": "Agentur", "street": "Weg", "postcode": "1", "town": "Ort", "country": "DE",
        "payment_days": "30", "iban": "DE02 1203 0000 0000 2020 52",
    }  # fmt: skip
    typo = lena.post(f"/abrechnung/anschrift/{world.agency.code}/", address)
    assert typo.status_code == 422
    assert "Diese IBAN hat einen Tippfehler." in text_of(typo)
    right = address | {"iban": "DE02 1203 0000 0000 2020 51"}
    assert lena.post(f"/abrechnung/anschrift/{world.agency.code}/", right).status_code == 302
    assert lena.post(url, {"expected": "1.00"}).status_code == 422
    page = lena.get(url)
    assert lena.post(url, {"expected": str(page.context["found"].total.amount)}).status_code == 302
    statement = Statement.objects.get()
    here = f"/abrechnung/{statement.uuid}/"
    assert str(measure.case.person) in text_of(klara.get(here))
    assert client_of(world.anna).get(here).status_code == 404
    assert klara.get(f"{here}csv/").content.decode("utf-8-sig").startswith('"Rechnung"')
    refused = lena.get(f"{here}rechnung/")
    assert refused.status_code == 422
    assert "Leitweg-ID" in text_of(refused)
    assert lena.get(f"{here}unfug/").status_code == 404
    assert klara.post(f"{here}storno/", {"reason": "price"}).status_code == 404
    assert lena.post(f"{here}storno/", {"reason": "price"}).status_code == 302
    assert "storniert durch" in text_of(lena.get("/abrechnung/"))


def test_a_success_part_that_the_file_shows_is_brought_to_mind(world: World, case: Case) -> None:
    lena = client_of(world.lena)
    order = accepted(world, case, valid_from=TODAY)
    measure = running(measure_of(case, world, order=order, starts_on=TODAY), world)
    here = f"/faelle/{case.code}/massnahmen/{measure.uuid}/"
    heading = "Erfolgsanteile, die noch niemand festgehalten hat"
    assert heading not in text_of(lena.get("/abrechnung/"))
    assert "Ein Erfolgsanteil ist fällig" not in text_of(lena.get(here))
    employment(world, case, workplace(world), starts_on=TODAY)
    assert heading in text_of(lena.get("/abrechnung/"))
    assert heading not in text_of(client_of(world.anna).get("/abrechnung/"))
    assert "Ein Erfolgsanteil ist fällig" in text_of(lena.get(here))
    asked = lena.get(f"{here}abrechnen/?teil=IFD-VERMITTLUNG")
    form = asked.context["form"]
    assert form.initial["code"] == "IFD-VERMITTLUNG"
    assert form.initial["conditions"] == ["insured", "hours", "begun"]
    assert "code" not in lena.get(f"{here}abrechnen/?teil=UNFUG").context["form"].initial
    said = form.initial | {"met_on": TODAY.isoformat(), "proof": "Arbeitsvertrag liegt vor"}
    assert lena.post(f"{here}abrechnen/", said).status_code == 302
    assert heading not in text_of(lena.get("/abrechnung/"))
    assert "Ein Erfolgsanteil ist fällig" not in text_of(lena.get(here))


def test_a_tariff_that_left_the_catalogue_is_told_by_its_code(world: World, case: Case) -> None:
    measure = measure_of(case, world, order=accepted(world, case), tariff="IFD-MONAT")
    here = f"/faelle/{case.code}/massnahmen/{measure.uuid}/"
    proof = {"code": "IFD-VERMITTLUNG", "met_on": TODAY.isoformat(), "proof": "Vertrag",
             "conditions": ["insured", "hours", "begun"]}  # fmt: skip
    lena = client_of(world.lena)
    assert lena.post(f"{here}abrechnen/", proof).status_code == 302
    gone = "Diesen Tarif gibt es im Katalog nicht mehr."
    assert gone not in text_of(lena.get(here))
    Measure.objects.update(tariff="ALT-1999")
    Success.objects.update(code="ALT-2000")
    shown = text_of(lena.get(here))
    assert shown.count(gone) == 2
    assert "ALT-1999" in shown
    assert "ALT-2000" in shown
    draft = text_of(lena.get(f"/abrechnung/entwurf/{world.service.code}/{world.agency.code}/2026/11/"))
    assert "Tarife, die es nicht mehr gibt" in draft
    assert "ALT-2000" in draft
    assert "Nichts abzurechnen" not in draft


def test_a_tariff_that_left_the_catalogue_stays_until_another_is_chosen(world: World, case: Case) -> None:
    measure = measure_of(case, world, tariff="IFD-MONAT")
    Measure.objects.update(tariff="ALT-1999")
    here = f"/faelle/{case.code}/massnahmen/{measure.uuid}/aendern/"
    anna = client_of(world.anna)
    assert "ALT-1999 (nicht mehr im Katalog)" in text_of(anna.get(here))
    said = {
        "title": "Empfang",
        "starts_on": measure.starts_on.isoformat(),
        "planned_until": measure.planned_until.isoformat(),
        "tariff": "ALT-1999",
    }
    assert anna.post(here, said | {"revision": 1, "tariff": "ALT-2000"}).status_code == 422
    assert anna.post(here, said | {"revision": 1}).status_code == 302
    assert Measure.objects.get().tariff == "ALT-1999"
    assert anna.post(here, said | {"revision": 2, "tariff": "IFD-MONAT"}).status_code == 302
    assert Measure.objects.get().tariff == "IFD-MONAT"
    assert anna.post(here, said | {"revision": 3}).status_code == 422


def test_what_is_billed_is_hidden_from_those_without_the_part(world: World, case: Case) -> None:
    other = open_case(world, responsible=world.bela)
    order = accepted(world, other)
    measure = measure_of(other, world, order=order, tariff="IFD-MONAT")
    here = f"/faelle/{other.code}/massnahmen/{measure.uuid}/"
    assert "IFD-MONAT" in text_of(client_of(world.bela).get(here))
    assert client_of(world.anna).post(f"{here}abrechnen/", {}).status_code == 403
