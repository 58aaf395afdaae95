"""KPIs, data checks, improvements and goals of clients as people use them; strangers, worst input, queries."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from roterfaden.cases.models import Case
from roterfaden.steering import keeping
from roterfaden.steering.kpis import shipped_kpis
from roterfaden.steering.models import CaseGoal, Finding, Improvement, KpiValue, OwnKpi, TypedFigure
from roterfaden.steering.sweeping import sweep
from tests.fixtures import AT, TODAY, World, open_case
from tests.steering.makers import clerk_of_the_office, closed_case, typed
from tests.surveys.test_comparing import goal, told
from tests.web.browsing import HOSTILE, assert_hidden_from, client_of, count_queries, stop_clock, text_of

HERE = "/qualitaet/"
KPI = {
    "title": "Besuche",
    "meaning": "Wie oft.",
    "unit": "Besuche",
    "formula": "company_contacts / months",
    "direction": "up",
    "target": "4,5",
    "limit": "2",
    "valid_from": "2026-11-01",
    "revision": "0",
}


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def test_what_surveys_say_stands_beside_the_kpis_of_the_year(world: World) -> None:
    told(world, goal(9, 6), opens_on=TODAY - timedelta(days=20))
    told(world, goal(2, 2))
    page = text_of(client_of(world.lena).get(HERE))
    assert "Was Befragte sagen" in page
    assert page.count(f"Runde {TODAY - timedelta(days=20)}") == 1
    assert "60 %" in page
    assert f"Runde {TODAY}" not in page, "too few sheets tell nothing"
    assert "Was Befragte sagen" not in text_of(client_of(world.lena).get(f"{HERE}?jahr={TODAY.year - 1}"))
    assert "Was Befragte sagen" not in text_of(client_of(world.klara).get(HERE, follow=True))


def test_kpis_lead_to_the_cases_of_those_entitled_and_no_further(world: World) -> None:
    for number in range(3):
        closed_case(world, number, opened=TODAY, closed=TODAY)
    typed(world, "workers", "2")
    page = text_of(client_of(world.lena).get(HERE))
    assert all(kpi.title in page for kpi in shipped_kpis())
    assert "wenige Fälle" in page
    keeping.keep_values(world.service, at=AT)
    assert KpiValue.objects.count() == 3 * len(shipped_kpis())
    detail = f"{HERE}kennzahlen/placed_share/"
    behind = f"{detail}faelle/1/"
    assert "Monat für Monat" in text_of(client_of(world.lena).get(detail))
    assert "Nr2" in text_of(client_of(world.anna).get(behind))
    # who looks after quality knows how many, not who
    told = text_of(client_of(world.quirin).get(behind))
    assert ("Nr2" in told, "3 weitere Fälle sind" in told) == (False, True)
    for stranger in (world.fritz, world.klara):
        assert "Nr2" not in text_of(client_of(stranger).get(f"{behind}?dienst={world.service.code}"))
    assert client_of(world.fritz).get(f"{HERE}?dienst={world.service.code}").status_code == 404
    assert client_of(world.klara).get(HERE, follow=True).redirect_chain
    for nonsense in ("kennzahlen/gibtesnicht/", "kennzahlen/placed_share/faelle/9/", "bericht/1999.pdf"):
        assert client_of(world.lena).get(HERE + nonsense).status_code == 404
    pdf = client_of(world.quirin).get(f"{HERE}bericht/{TODAY.year}.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert (
        client_of(world.fritz).get(f"{HERE}bericht/{TODAY.year}.pdf?dienst={world.service.code}").status_code
        == 404
    )


def test_the_office_sees_nothing_about_fewer_than_five(world: World) -> None:
    olga = clerk_of_the_office(world)
    client = client_of(olga)
    said = {"service": world.service.code, "begins_on": "2026-12-01"}
    client.post(f"{HERE}vereinbarungen/beginnen/", said)
    detail = f"{HERE}kennzahlen/reaction/"
    for number in range(4):
        closed_case(world, number, opened=TODAY.replace(month=1), closed=None)
    few = client.get(detail)
    assert few.context["row"].shown == "< 5"
    assert [part.shown for part in few.context["parts"]] == ["< 5", "< 5"]
    assert client.get(f"{detail}faelle/0/").status_code == 404
    closed_case(world, 5, opened=TODAY.replace(month=1), closed=None)
    assert client.get(detail).context["row"].shown == "0"


def test_own_kpis_and_monthly_figures_with_the_worst_input(world: World) -> None:
    quirin = client_of(world.quirin)
    for client in (client_of(world.anna), client_of(world.fritz)):
        assert client.get(f"{HERE}kennzahlen/neu/").status_code in {403, 404}
        assert client.post(f"{HERE}groessen/", {}).status_code in {403, 404}
    wrong: dict[str, Any] = {
        "formula": "__import__('os')",
        "target": "viel",
        "limit": "9",
        "valid_from": "gestern",
    }
    for name, value in wrong.items():
        answer = quirin.post(f"{HERE}kennzahlen/neu/", KPI | {name: value})
        assert (answer.status_code, name in answer.context["form"].errors) == (422, True), name
        assert answer.context["form"][name].value() == value
    for value in HOSTILE.values():
        assert quirin.post(f"{HERE}kennzahlen/neu/", KPI | {"title": value}).status_code == 422
    assert quirin.post(f"{HERE}kennzahlen/neu/", KPI).status_code == 302
    row = OwnKpi.objects.get()
    assert "Besuche" in text_of(client_of(world.anna).get(HERE))
    next_version = f"{HERE}kennzahlen/{row.key}/fassung/"
    assert quirin.post(next_version, KPI | {"revision": "1", "valid_from": "2026-12-01"}).status_code == 302
    assert quirin.post(next_version, KPI | {"revision": "1", "valid_from": "2027-01-01"}).status_code == 422
    figure = {"name": "workers", "month": "2026-11-05", "value": "4,5"}
    for name, value in {"name": "geheim", "month": "2026-13-01", "value": "-1"}.items():
        assert quirin.post(f"{HERE}groessen/", figure | {name: value}).status_code == 422
    assert quirin.post(f"{HERE}groessen/", figure).status_code == 302
    assert str(TypedFigure.objects.get().value) == "4.5000"


def test_findings_lead_to_the_record_and_stay_with_those_entitled(world: World, case: Case) -> None:
    closed_case(world, 1, opened=TODAY.replace(year=2025), closed=None)
    sweep(world.service, at=AT)
    case_code = Finding.objects.filter(check_key="silent").get().case
    assert case_code is not None
    page = text_of(client_of(world.anna).get(f"{HERE}daten/?pruefung=silent"))
    assert f"/faelle/{case_code.code}/journal/" in page
    told = text_of(client_of(world.quirin).get(f"{HERE}daten/"))
    assert (case_code.file_number in told, "Nr1" in told) == (True, False)
    assert case_code.file_number not in text_of(client_of(world.fritz).get(f"{HERE}daten/"))
    assert (
        client_of(world.anna).post(f"{HERE}daten/pruefen/", {"service": world.service.code}).status_code
        == 403
    )
    Finding.objects.all().delete()
    assert (
        client_of(world.quirin).post(f"{HERE}daten/pruefen/", {"service": world.service.code}).status_code
        == 302
    )


def test_an_improvement_in_four_steps(world: World) -> None:
    said = {
        "what": "Früher anrufen.",
        "source_kind": "idea",
        "organisation": world.service.code,
        "token": str(UUID(int=3)),
    }
    anna, quirin = client_of(world.anna), client_of(world.quirin)
    for value in HOSTILE.values():
        assert anna.post(f"{HERE}verbesserungen/neu/", said | {"what": value}).status_code == 422
    anna.post(f"{HERE}verbesserungen/neu/", said)
    here = f"{HERE}verbesserungen/{Improvement.objects.get().uuid}/"
    assert client_of(world.fritz).get(here).status_code == 404
    agree = {"responsible": str(world.bela.uuid), "due_on": "2026-12-24", "revision": "1"}
    assert anna.post(f"{here}vereinbaren/", agree).status_code == 404
    assert quirin.post(f"{here}vereinbaren/", agree | {"due_on": "2020-01-01"}).status_code == 422
    assert quirin.post(f"{here}vereinbaren/", agree).status_code == 302
    assert quirin.post(f"{here}vereinbaren/", agree).status_code == 409
    assert client_of(world.bela).post(f"{here}umgesetzt/", {"revision": "2"}).status_code == 302
    assert (
        quirin.post(f"{here}pruefen/", {"effect": "partly", "remark": "", "revision": "3"}).status_code == 422
    )
    assert quirin.post(f"{here}pruefen/", {"effect": "works", "revision": "3"}).status_code == 302
    assert "wirkt" in text_of(anna.get(f"{HERE}verbesserungen/"))


def test_goals_of_a_person_on_the_page_of_the_case(world: World, case: Case) -> None:
    anna, here = client_of(world.anna), f"/faelle/{case.code}/ziele/"
    said = {"text": "Ich will bleiben.", "topic": "keep", "level_2": "Ich bin noch da.", "revision": "0"}
    assert here in text_of(anna.get(f"/faelle/{case.code}/"))
    for name, value in {"text": "", "topic": "reich", "level_2": "", "due_on": "2020-01-01"}.items():
        assert anna.post(f"{here}neu/", said | {name: value}).status_code == 422, name
    for value in HOSTILE.values():
        assert anna.post(f"{here}neu/", said | {"level_0": value}).status_code == 422
    assert anna.post(f"{here}neu/", said).status_code == 302
    goal = CaseGoal.objects.get()
    view = {"party": "employer", "level": "-1", "seen_on": TODAY.isoformat()}
    assert anna.post(f"{here}{goal.uuid}/sicht/", view | {"level": "7"}).status_code == 422
    for party, level in (("employer", "-1"), ("client", "1")):
        assert (
            anna.post(f"{here}{goal.uuid}/sicht/", view | {"party": party, "level": level}).status_code == 302
        )
    assert "verschieden" in text_of(anna.get(here))
    moved = said | {"text": "Ich will wechseln.", "reason": "Der Betrieb schließt.", "revision": "1"}
    assert anna.post(f"{here}{goal.uuid}/aendern/", moved).status_code == 302
    both = anna.post(f"{here}{goal.uuid}/aendern/", moved | {"text": "Etwas Drittes."})
    assert (both.status_code, "Ich will wechseln." in text_of(both)) == (409, True)
    assert "Ich will bleiben." in text_of(anna.get(here))
    few = count_queries(anna, here)
    for _ in range(4):
        anna.post(f"{here}neu/", said)
    assert count_queries(anna, here) == few
    end = {"outcome": "dropped", "ending": "", "revision": "2"}
    assert anna.post(f"{here}{goal.uuid}/ende/", end).status_code == 422
    assert anna.post(f"{here}{goal.uuid}/ende/", end | {"ending": "Neues Ziel."}).status_code == 302
    assert_hidden_from(world.fritz, here, case.code)


def test_the_queries_of_the_lists_do_not_grow(world: World) -> None:
    lena = client_of(world.lena)

    def all_lists() -> list[int]:
        sweep(world.service, at=AT)
        return [count_queries(lena, HERE + page) for page in ("daten/", "verbesserungen/", "vereinbarungen/")]

    closed_case(world, 0, opened=TODAY.replace(year=2025), closed=None)
    few = all_lists()
    for number in range(1, 6):
        closed_case(world, number, opened=TODAY.replace(year=2025), closed=None)
    open_case(world)
    assert all_lists() == few
