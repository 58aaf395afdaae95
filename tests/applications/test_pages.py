"""The pages of applications: who is responsible, each turn up to the objection, two editors, what is typed stays."""

import pytest
from django.db import connection
from django.urls import reverse

from roterfaden.applications.choices import State
from roterfaden.applications.models import Application
from roterfaden.cases.models import Case
from tests.applications.makers import KIND, prepared, turned
from tests.fixtures import TODAY, World
from tests.web.browsing import assert_hidden_from, client_of, count_queries, stop_clock, text_of

pytestmark = pytest.mark.django_db
PROMISE = "Er verspricht keine Leistung"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def page(name: str, case: Case, *more: object) -> str:
    return reverse(f"applications:{name}", args=[case.code, *more])


def test_from_the_offer_to_the_application(world: World, case: Case) -> None:
    anna, lena = client_of(world.anna), client_of(world.lena)
    offer = reverse("admission:offer", args=[case.code, "DE26-UNTERSTUETZTE-BESCHAEFTIGUNG"])
    start = f"{page('new', case)}?angebot=DE26-UNTERSTUETZTE-BESCHAEFTIGUNG"
    assert start in text_of(anna.get(offer))
    first = text_of(anna.get(start))
    assert "Zuständigkeit noch offen" in first
    assert "Unterstützte Beschäftigung" in first
    assert PROMISE in first
    facts = f"{page('facts', case)}?art={KIND}"
    said = {"cause": "other", "participation_form": "open_market", "pension_insurance_years": "viele"}
    form = {"source": "Gespräch", "said_on": TODAY.isoformat()} | {f"seen_{name}": "0" for name in said}
    bad = anna.post(facts, form | said)
    assert bad.status_code == 422
    assert "viele" in text_of(bad)
    assert anna.post(facts, form | said | {"pension_insurance_years": "20"}).status_code == 302
    shown = text_of(anna.get(start))
    assert "Zuständig nach den Angaben" in shown
    assert "20 Jahre. Gespräch" in shown
    assert "Zuständig wäre sie bei: Ursache der Einschränkung: Arbeitsunfall" in shown
    lead = text_of(lena.get(start))
    assert "Arbeitsunfall, Wegeunfall oder Berufskrankheit" in lead
    assert "etwas anderes" not in lead, "what is known of health is closed to the lead"

    typed = {"agency": "pension", "body": "Rentenversicherung Nord", "aim": "", "revision": "0"}
    empty = anna.post(start, typed)
    assert empty.status_code == 422
    assert "Rentenversicherung Nord" in text_of(empty)
    long = anna.post(start, typed | {"aim": "x" * 1_000_000})
    assert "Der Text ist mit 1.000.000 Zeichen zu lang" in text_of(long)
    assert anna.post(start, typed | {"aim": "Einarbeitung im Lager."}).status_code == 302
    row = Application.objects.get()
    assert row.offer == "DE26-UNTERSTUETZTE-BESCHAEFTIGUNG"
    with connection.cursor() as cursor:
        cursor.execute("SELECT aim, body, reasons FROM applications_application")
        assert not any(b"Lager" in bytes(cell) or b"Nord" in bytes(cell) for cell in cursor.fetchone())
    assert "G0100" in text_of(anna.get(page("detail", case, row.uuid)))
    hidden = "Gründe aus der Gesundheitsakte sind für Sie nicht offen"
    assert hidden in text_of(lena.get(page("detail", case, row.uuid)))


def test_from_the_letter_box_to_the_objection(world: World, case: Case) -> None:
    anna, lena, row = client_of(world.anna), client_of(world.lena), prepared(world, case)
    detail, turn = page("detail", case, row.uuid), page("turn", case, row.uuid)
    papers = {f"paper{place}": "there" for place in range(5)} | {"own": "Zeugnis", "revision": "1"}
    assert anna.post(page("papers", case, row.uuid), papers).status_code == 302
    assert "Zeugnis" in text_of(anna.get(detail))
    sent = {"day": "2026-10-01", "note": "Einschreiben", "revision": "2"}
    assert anna.post(f"{turn}?schritt=sent", sent).status_code == 302
    clash = lena.post(f"{turn}?schritt=sent", sent | {"day": "2026-10-02"})
    assert clash.status_code == 409
    assert "02.10.2026" in text_of(clash)
    assert "01.10.2026" in text_of(clash)
    came = {"day": "2026-10-05", "note": "", "revision": "3"}
    assert lena.post(f"{turn}?schritt=received", came).status_code == 302
    told = text_of(anna.get(detail))
    assert "Schweigt die Stelle bis 07.12.2026" in told, (
        "two months from the 5th; the 5th of December is a Saturday"
    )
    decided = {"day": "2026-11-19", "outcome": "refused", "delivery": "posted", "note": "", "revision": "4"}
    later = anna.post(f"{turn}?schritt=decided", decided | {"day": "2026-12-24"})
    assert later.status_code == 422
    assert "Zukunft" in text_of(later)
    assert anna.post(f"{turn}?schritt=decided", decided).status_code == 302
    told = text_of(anna.get(detail))
    assert "gilt als bekannt gegeben am 23.11.2026" in told
    assert "Widerspruch gegen einen Bescheid" in told
    dates = text_of(anna.get(reverse("dates:index", args=[case.code])))
    assert "Leistungen zur Teilhabe am Arbeitsleben: Stelle am Kanal" in dates
    assert "23.12.2026" in dates


def test_the_list_grows_without_more_queries_and_is_closed_to_others(world: World, case: Case) -> None:
    row = prepared(world, case)
    turned(world, row, State.SENT, TODAY)
    turned(world, row, State.RECEIVED, TODAY)
    anna = client_of(world.anna)
    anna.get(page("index", case))
    one = count_queries(anna, page("index", case))
    for number, kind in enumerate(("de-equation", "de-budget", KIND)):
        more = prepared(world, case, kind, aim=f"Antrag {number}")
        turned(world, more, State.SENT, TODAY)
        turned(world, more, State.RECEIVED, TODAY)
    assert count_queries(anna, page("index", case)) == one
    assert PROMISE in text_of(anna.get(page("index", case)))
    assert "Was soll beantragt werden?" in text_of(anna.get(page("new", case)))
    assert anna.get(f"{page('new', case)}?art=ch-support").status_code == 404
    assert anna.get(f"{page('turn', case, row.uuid)}?schritt=nichts").status_code == 404
    for address in (page("index", case), page("detail", case, row.uuid)):
        assert_hidden_from(world.fritz, address, case.code)
