"""A case from the first contact to the hand-over, in the browser: by mouse, by keyboard alone, without script.

Open a V1 case, assess, agree on goals; the work trial fails; back to the assessment; place; probation; into S2; close.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from roterfaden.cases.models import Case
from roterfaden.process.models import Run
from tests.browser.checks import (
    focus_visible_everywhere,
    icons_visible_in_forced_colors,
)
from tests.fixtures import World, walk
from tests.process.walking_cases import call

pytestmark = [pytest.mark.browser]

OpenPage = Callable[..., Page]
# the step that stands open, what is pressed there, and the step after it
TO_THE_PLACEMENT = (
    ("Information und Klärung", "Schritt abschließen", "Assessment / Anamnese"),
    ("Assessment / Anamnese", "Ja", "Zielvereinbarung"),
    ("Zielvereinbarung", "Schritt abschließen", "Vorbereitung der Akquise"),
    ("Vorbereitung der Akquise", "Schritt abschließen", "Akquise von geeigneten"),
    ("Akquise von geeigneten", "Ja", "Trainingsmaßnahme"),
    ("Trainingsmaßnahme", "Nein", "Assessment / Anamnese"),
    ("Assessment / Anamnese", "Ja", "Zielvereinbarung"),
    ("Zielvereinbarung", "Schritt abschließen", "Vorbereitung der Akquise"),
    ("Vorbereitung der Akquise", "Schritt abschließen", "Akquise von geeigneten"),
    ("Akquise von geeigneten", "Nein", "Platzierung"),
    ("Platzierung", "Schritt abschließen", "Begleitung in der Probezeit"),
    ("Begleitung in der Probezeit", "Ja", "Weitere berufliche Begleitung"),
)


@pytest.fixture
def world(transactional_db: None, world: World) -> World:
    return world


@pytest.fixture
def thread(open_page: OpenPage, world: World, case: Case) -> Iterator[Page]:
    page = open_page(f"/faelle/{case.code}/", user=world.anna)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


def stands_at(page: Page, title: str) -> None:
    expect(page.locator(".rf-now h2")).to_contain_text(title)


def outcome(page: Page, label: str) -> Locator:
    return page.locator(".rf-outcome", has=page.get_by_text(label, exact=True))


def test_by_mouse_from_the_first_contact_to_the_closing(thread: Page, case: Case) -> None:
    for here, press, after in TO_THE_PLACEMENT:
        stands_at(thread, here)
        thread.get_by_label("Ergebnis in einem Satz").fill(f"Ergebnis: {here}.")
        reason = thread.get_by_label("Warum geht es ohne diese Unterlagen weiter?")
        if reason.count():
            reason.fill("Wird nachgereicht.")
        outcome(thread, press).click()
        stands_at(thread, after)
    expect(thread.get_by_role("heading", name="Schlaufe: zurück zu 2 Assessment / Anamnese")).to_be_visible()
    expect(thread.get_by_text("2. Mal").first).to_be_visible()
    outcome(thread, "Ja").click()
    expect(thread.get_by_role("heading", name="Wie geht es weiter?")).to_be_visible()
    thread.get_by_role("button", name="Weiter in Kette S2").click()
    stands_at(thread, "Anliegen, Erwartungen")
    expect(thread.locator(".rf-knot--handover")).to_contain_text("Übergabe an Kette S2")
    assert list(Run.objects.filter(case_run__case=case).values_list("chain_version__key", "state")) == [
        ("V1", "ended"),
        ("S2", "running"),
    ]
    leave_and_close(thread)
    case.refresh_from_db()
    assert (case.state, case.result) == ("closed", "job_kept")


def leave_and_close(page: Page) -> None:
    page.get_by_text("Vom Faden abweichen", exact=True).click()
    page.get_by_label("Wie soll es weitergehen?").select_option("leave:")
    page.get_by_label("Art des Grundes").select_option("not_needed")
    page.get_by_label("Grund in einem Satz").fill("Der Betrieb kommt allein zurecht.")
    page.get_by_role("button", name="Abweichen und begründen").click()
    page.locator("#wie-weiter").get_by_role("link", name="Fall abschließen").click()
    page.get_by_label("Ergebnis", exact=True).select_option("kept-unchanged")
    page.get_by_label("Wie kam es zu diesem Ergebnis?").fill("Stabil.")
    page.get_by_label("Warum wird abgeschlossen").fill("Die Angaben liegen beim Auftraggeber.")
    page.get_by_role("button", name="Fall abschließen").click()
    expect(page.get_by_text("Der Fall ist abgeschlossen.").first).to_be_visible()


def press_until(page: Page, found: str) -> None:
    """Tab until the focus is on what the selector finds."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", found):
            return
    raise AssertionError(f"Tab never comes to {found}")


def test_by_keyboard_alone_from_the_first_contact_into_the_next_chain(thread: Page, case: Case) -> None:
    """The focus is on the new card after each step, so that Tab goes on from there."""
    thread.keyboard.press("Tab")
    expect(thread.get_by_role("link", name="Zum jetzigen Schritt springen")).to_be_focused()
    thread.keyboard.press("Enter")
    expect(thread.locator("#jetzt")).to_be_focused()
    for here, press, after in TO_THE_PLACEMENT:
        stands_at(thread, here)
        press_until(thread, "textarea[name$=-note]" if "Weitere" not in here else ".rf-outcome")
        thread.keyboard.type(f"Ergebnis: {here}.")
        if thread.locator("textarea[name$=-missing_reason]").count():
            press_until(thread, "textarea[name$=-missing_reason]")
            thread.keyboard.type("Wird nachgereicht.")
        press_until(thread, ".rf-outcome")
        if press == "Nein":
            thread.keyboard.press("Tab")
        thread.keyboard.press("Enter")
        stands_at(thread, after)
        expect(thread.locator(".rf-now")).to_be_focused()
    press_until(thread, ".rf-outcome")
    thread.keyboard.press("Enter")
    expect(thread.locator("#wie-weiter")).to_be_focused()
    press_until(thread, "#wie-weiter button")
    thread.keyboard.press("Enter")
    stands_at(thread, "Anliegen, Erwartungen")
    assert Run.objects.filter(case_run__case=case, chain_version__key="S2").exists()


def test_without_script_every_step_works_too(open_page: OpenPage, world: World, case: Case) -> None:
    page = open_page(f"/faelle/{case.code}/", user=world.anna, java_script_enabled=False)
    outcome(page, "Schritt abschließen").click()
    assert page.get_by_text("Bitte prüfen Sie Ihre Eingabe").is_visible()
    page.get_by_label("Warum geht es ohne diese Unterlagen weiter?").fill("Wird nachgereicht.")
    outcome(page, "Schritt abschließen").click()
    assert page.url.endswith(f"/faelle/{case.code}/#jetzt")
    assert page.locator(".rf-now h2").inner_text() == "Assessment / Anamnese"
    page.get_by_role("button", name=re.compile("Liegt vor.*Fähigkeitsprofil")).click()
    assert (
        page.locator(".rf-docs li", has_text="Fähigkeitsprofil").get_by_text("liegt vor").first.is_visible()
    )
    page.get_by_text("Vom Faden abweichen", exact=True).click()
    page.get_by_label("Wie soll es weitergehen?").select_option("jump:7b")
    page.get_by_label("Art des Grundes").select_option("employer")
    page.get_by_label("Grund in einem Satz").fill("Der Betrieb stellt sofort ein.")
    page.get_by_role("button", name="Abweichen und begründen").click()
    assert page.get_by_text("Der Betrieb stellt sofort ein.").is_visible()
    page.get_by_role("link", name="als Prozessbild zeigen").click()
    assert page.get_by_role("img", name=re.compile("V1")).is_visible()


def test_a_document_with_one_press_keeps_the_typed_sentences(thread: Page) -> None:
    thread.get_by_label("Ergebnis in einem Satz").fill("Ein langer Satz.")
    thread.get_by_label("Warum geht es ohne diese Unterlagen weiter?").fill("Kommt per Post.")
    thread.get_by_role("button", name=re.compile("Liegt vor.*Schweigepflichtentbindung")).click()
    expect(thread.get_by_text("3 Pflichtunterlagen fehlen.")).to_be_visible()
    expect(thread.get_by_label("Ergebnis in einem Satz")).to_have_value("Ein langer Satz.")
    expect(thread.get_by_label("Warum geht es ohne diese Unterlagen weiter?")).to_have_value(
        "Kommt per Post."
    )


def test_a_quick_note_leaves_the_step_alone(thread: Page) -> None:
    thread.get_by_label("Ergebnis in einem Satz").fill("Ein halber Satz")
    thread.get_by_label("Notiz", exact=True).fill("Herr Möller ruft Mittwoch zurück.")
    thread.get_by_role("button", name="Ins Journal").click()
    expect(thread.locator("#fall-journal")).to_contain_text("Herr Möller ruft Mittwoch zurück.")
    expect(thread.get_by_label("Notiz", exact=True)).to_have_value("")
    expect(thread.get_by_label("Ergebnis in einem Satz")).to_have_value("Ein halber Satz")


def test_the_second_of_two_colleagues_reads_what_happened_and_loses_no_word(
    thread: Page, world: World, case: Case
) -> None:
    thread.get_by_label("Ergebnis in einem Satz").fill("Mein langer Satz.")
    thread.get_by_label("Warum geht es ohne diese Unterlagen weiter?").fill("Kommt per Post.")
    walk(case, "", by=world.bela)
    outcome(thread, "Schritt abschließen").click()
    alert = thread.locator("#faden-teil").get_by_role("alert")
    expect(alert).to_contain_text("Bela Muster hat")
    expect(alert).to_contain_text("Mein langer Satz.")
    expect(alert).to_be_focused()
    stands_at(thread, "Assessment / Anamnese")


def test_the_name_of_an_own_step_is_asked_for_where_one_is_inserted(thread: Page) -> None:
    thread.get_by_text("Vom Faden abweichen", exact=True).click()
    expect(thread.get_by_label("Name des eigenen Schritts")).to_be_hidden()
    thread.get_by_label("Wie soll es weitergehen?").select_option("own:")
    expect(thread.get_by_label("Name des eigenen Schritts")).to_be_visible()


@pytest.fixture
def rich(world: World, case: Case) -> Case:
    """A case with a loop, a called chain beside the open step, documents and an early bundle."""
    walk(case, "", "ja", "", "", "ja", "nein", by=world.anna)
    call(case, "M2", "start_arbeitslosigkeit", by=world.anna)
    return case


def test_focus_is_seen_and_icons_too(open_page: OpenPage, world: World, rich: Case) -> None:
    focus_visible_everywhere(open_page(f"/faelle/{rich.code}/", user=world.anna))
    focus_visible_everywhere(open_page(f"/faelle/{rich.code}/prozessbild/", user=world.anna, width=320))
    page = open_page(f"/faelle/{rich.code}/", user=world.anna, forced_colors="active")
    icons_visible_in_forced_colors(page)


def test_paper_shows_the_thread_without_the_shell(open_page: OpenPage, world: World, rich: Case) -> None:
    page = open_page(f"/faelle/{rich.code}/", user=world.anna)
    page.emulate_media(media="print")
    assert page.get_by_text("Vorbereitung der Akquise").first.is_visible()
    assert not page.get_by_role("button", name="Ins Journal").is_visible()
    assert not page.get_by_role("navigation", name="Hauptbereiche").is_visible()
