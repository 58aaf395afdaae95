"""A list goes in and out again in Chromium: three of its rows are wrong, and everybody can use all pages of the way."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from roterfaden.employers.models import Employer
from tests.browser.checks import axe_check, no_horizontal_scroll, targets_large_enough
from tests.fixtures import World
from tests.imports.makers import workbook
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = [
    ("Firma", "Branche", "Ort", "Größe", "Ansprechpartner", "Funktion", "Mail"),
    ("Werft Beispiel", "Schiffbau", "Neuhafen", "60-249", "Frau Sommer", "Personal", "sommer@example.org"),
    ("Bäckerei Muster", "Handwerk", "Neuhafen", "klein", "", "", ""),
    ("", "Handel", "Kiel", "klein", "", "", ""),
    ("Gärtnerei Grün", "Gartenbau", "Kiel", "klein", "", "Chefin", ""),
    ("Druckerei Blatt", "Druck", "Kiel", "groß", "", "", "keine Adresse"),
]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def look(page: Page) -> None:
    """The page as it stands: wide, dark and narrow."""
    axe_check(page)
    page.emulate_media(color_scheme="dark")
    axe_check(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 800})
    no_horizontal_scroll(page)
    targets_large_enough(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_list_with_three_wrong_rows_goes_in_and_out_again(
    open_page: Callable[..., Page], transactional_db: None, world: World
) -> None:
    page = open_page("/import/", user=world.lena)
    look(page)
    page.get_by_role("link", name="Betriebe", exact=True).last.click()
    look(page)
    file = {"name": "betriebe.xlsx", "mimeType": XLSX, "buffer": workbook(ROWS, above=2)}
    page.get_by_label("Datei", exact=True).set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Datei lesen").click()
    expect(page.get_by_text("Überschriften in Zeile 3")).to_be_visible()
    look(page)

    page.get_by_role("link", name="Spalten zuordnen").click()
    expect(page.get_by_label("Branche")).to_have_value("1")
    look(page)
    page.get_by_role("button", name="Zuordnung speichern").click()
    page.get_by_role("button", name="Probelauf starten").click()
    page.get_by_role("link", name="Zum Ergebnis").click()
    expect(page.get_by_role("button", name="2 Zeilen importieren")).to_be_visible()
    look(page)

    page.get_by_role("link", name="Alle Zeilen ansehen").click()
    page.get_by_role("link", name="fehlerhaft").click()
    rows = page.get_by_role("row")
    assert rows.count() == 4
    assert "Name: Diese Angabe fehlt." in rows.nth(1).inner_text().replace("Firma", "Name")
    look(page)

    page.get_by_role("link", name="Zurück zum Import").click()
    page.get_by_role("button", name="2 Zeilen importieren").click()
    page.get_by_role("link", name="Zum Ergebnis").click()
    assert set(Employer.objects.values_list("name", flat=True)) == {"Werft Beispiel", "Bäckerei Muster"}
    page.get_by_role("link", name="Import zurücknehmen").click()
    look(page)
    page.get_by_role("button", name="Zurücknehmen").click()
    page.get_by_role("link", name="Zum Ergebnis").click()
    expect(page.get_by_role("heading", name="Zurückgenommen")).to_be_visible()
    look(page)
    assert not Employer.objects.exists()
