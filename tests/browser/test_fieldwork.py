"""Out of the house in Chromium: the network is cut in the middle of typing, the tab is killed, and nothing is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from roterfaden.cases.models import Case, JournalEntry
from roterfaden.deadlines.appointments import record_outcome
from roterfaden.deadlines.choices import AppointmentState, Attendance
from roterfaden.deadlines.models import Appointment
from roterfaden.deadlines.queries import start_of
from tests.browser.checks import axe_check, no_horizontal_scroll
from tests.browser.conftest import log_in
from tests.deadlines.makers import appointment
from tests.fieldwork.makers import picture, switch
from tests.fixtures import World, open_case

pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.requirement("R-19")]

CODE = "4831 0927 5516"
CANARY, PLACE, PHONE = "KANARIENVOGEL", "Werkstattgasse 4", "0100 4711"
# everything that a script of our pages could read out of the browser's stores, as text
DUMP = """async () => {
  const told = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  const text = async (value) => {
    if (value instanceof Blob) return new TextDecoder('latin1').decode(await value.arrayBuffer());
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder('latin1').decode(value);
    if (value instanceof CryptoKey) return `extractable: ${value.extractable}`;
    if (value && typeof value === 'object') {
      const parts = [];
      for (const [name, one] of Object.entries(value)) parts.push(name, await text(one));
      return parts.join(' ');
    }
    return String(value);
  };
  const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  for (const { name } of await indexedDB.databases()) {
    const base = await asked(indexedDB.open(name));
    for (const store of base.objectStoreNames) {
      const all = base.transaction(store).objectStore(store);
      told.push(await text(await asked(all.getAllKeys())));
      told.push(await text(await asked(base.transaction(store).objectStore(store).getAll())));
    }
    base.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) told.push(request.url, await (await cache.match(request)).text());
  }
  return told.join('\\n');
}"""
LEFT = """async () => [
  ...(await indexedDB.databases()).map((one) => one.name), ...(await caches.keys()),
  ...(await navigator.serviceWorker.getRegistrations()).map((one) => one.scope),
]"""


@pytest.fixture
def row(transactional_db: None, world: World) -> Appointment:
    """An appointment of Anna today that has begun."""
    now = timezone.now()
    case = open_case(world)
    case.person.phone = PHONE
    case.person.save(update_fields=["phone"])
    switch(world.service)
    return planned(case, world, at=now)


def planned(case: Case, world: World, *, at: datetime) -> Appointment:
    starts_at = max(start_of(timezone.localdate(at)), at - timedelta(hours=1))
    return appointment(case, world, starts_at=starts_at, place=PLACE)


@pytest.fixture
def device(
    row: Appointment, world: World, live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> BrowserContext:
    """A phone on which Anna has packed her folder."""
    assert row.pk
    context = new_context(width=390, height=800)
    log_in(context, live_server.url, world.anna)
    page = context.new_page()
    page.goto(f"{live_server.url}/unterwegs/")
    axe_check(page)
    page.get_by_label("Code für unterwegs").fill(CODE)
    page.get_by_label("Das Gerät ist dienstlich meines").check()
    page.get_by_role("button", name="Packen").click()
    page.get_by_text("Gepackt.").wait_for()
    page.close()
    return context


def folder(context: BrowserContext, url: str) -> Page:
    """The page of the device in a new tab; without a network it asks for the code."""
    page = context.new_page()
    page.goto(f"{url}/unterwegs/offline/")
    return page


def unlock(page: Page, code: str = CODE) -> None:
    page.get_by_label("Code für unterwegs").fill(code)
    page.get_by_role("button", name="Öffnen").click()


def take_down(page: Page, text: str) -> None:
    page.get_by_role("button", name="Kontakt festhalten").first.click()
    page.get_by_label("war da").check()
    page.get_by_label("Was war?").fill(text)
    page.get_by_text("Verschlüsselt gesichert").wait_for()


def everywhere(page: Page) -> None:
    axe_check(page)
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 700})
    page.emulate_media(color_scheme="dark")
    no_horizontal_scroll(page)
    axe_check(page)
    page.emulate_media(color_scheme="light")
    assert before
    page.set_viewport_size(before)


@pytest.mark.requirement(
    "R-33", figure="network cut and tab killed while typing: 0 letters lost, arrived once"
)
def test_the_network_is_cut_while_typing_and_all_arrives_once(
    device: BrowserContext, live_server: LiveServer, row: Appointment
) -> None:
    page = folder(device, live_server.url)
    page.get_by_text("Leyla A.").first.wait_for()
    everywhere(page)
    take_down(page, f"{CANARY} vor dem Tunnel")
    device.set_offline(True)
    page.get_by_label("Was war?").press_sequentially(", und im Tunnel")
    page.locator("#record_minutes").fill("40")
    page.wait_for_timeout(900)
    page.reload()
    page.get_by_text("Keine Verbindung.").first.wait_for()
    axe_check(page)
    unlock(page, "1111 2222 3333")
    page.get_by_text("Noch 4 Versuche").wait_for()
    unlock(page)
    page.get_by_role("button", name="Weiterschreiben").click()
    assert page.get_by_label("Was war?").input_value().endswith("und im Tunnel")
    page.get_by_label("Foto aufnehmen").set_input_files(
        {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(2400, 1200))}
    )
    page.get_by_role("img", name="Foto 1").wait_for()
    everywhere(page)
    page.get_by_role("button", name="Fertig").click()
    page.get_by_text("wartet auf Netz").wait_for()
    assert_sealed(page)
    page.close()

    page = folder(device, live_server.url)
    unlock(page)
    page.get_by_text("wartet auf Netz").wait_for()
    assert not JournalEntry.objects.exists()
    device.set_offline(False)
    page.get_by_text("Gesendet: 1.").wait_for()
    page.get_by_role("button", name="Jetzt senden").click()
    page.get_by_text("Gesendet: 0.").wait_for()
    assert_arrived(row)
    log_out(page, live_server.url)


def assert_sealed(page: Page) -> None:
    """Nothing of the case, the text or the code stands readable in the browser."""
    told = page.evaluate(DUMP)
    assert "wrapped" in told
    for secret in (CANARY, "Leyla", "Aksoy", PLACE, PHONE, CODE, CODE.replace(" ", ""), "Muster"):
        assert secret not in told, secret


def assert_arrived(row: Appointment) -> None:
    entry = JournalEntry.objects.select_related("case__data_key").get()
    row.refresh_from_db()
    assert entry.text == f"{CANARY} vor dem Tunnel, und im Tunnel"
    assert (entry.minutes, entry.attachments.count()) == (40, 1)
    assert (row.state, row.attendance) == (AppointmentState.OVER, Attendance.ATTENDED)


def log_out(page: Page, url: str) -> None:
    page.goto(f"{url}/unterwegs/")
    page.locator("summary.rf-menu__button").click()
    page.get_by_text("Abmelden löscht die Mappe").wait_for()
    page.get_by_role("button", name="Abmelden").click()
    page.get_by_label("Anmeldename").wait_for()
    assert page.evaluate(LEFT) == []


def test_somebody_was_faster_and_both_texts_stand_side_by_side(
    device: BrowserContext, live_server: LiveServer, row: Appointment, world: World
) -> None:
    page = folder(device, live_server.url)
    page.get_by_text("Leyla A.").first.wait_for()
    device.set_offline(True)
    take_down(page, "Sie war pünktlich da.")
    page.get_by_role("button", name="Fertig").click()
    page.get_by_text("wartet auf Netz").wait_for()
    record_outcome(
        appointment=row,
        attendance=Attendance.EXCUSED,
        text="Sie hat abgesagt.",
        revision=row.revision,
        by=world.bela,
        at=timezone.now(),
    )
    device.set_offline(False)
    page.get_by_text("nicht übernommen").wait_for()
    page.get_by_text("inzwischen geändert").wait_for()
    everywhere(page)
    page.get_by_role("button", name="Ansehen und entscheiden").click()
    page.get_by_role("heading", name="Jemand war schneller").wait_for()
    for text in ("Sie war pünktlich da.", "Sie hat abgesagt."):
        assert page.get_by_text(text).count()
    page.get_by_role("button", name="Diesen Text speichern").click()
    page.get_by_text("Festgehalten.").wait_for()
    page.goto(f"{live_server.url}/unterwegs/")
    page.get_by_text("Nichts wartet.").wait_for()
    row.refresh_from_db()
    assert row.attendance == Attendance.ATTENDED


def test_five_wrong_codes_by_hand_and_a_day_later_it_is_gone(
    device: BrowserContext, live_server: LiveServer
) -> None:
    for way in (wrong_codes, by_hand, a_day_later):
        page = device.new_page()
        page.goto(f"{live_server.url}/unterwegs/")
        if page.get_by_label("Code für unterwegs").is_visible():
            page.get_by_label("Code für unterwegs").fill(CODE)
        page.get_by_label("Das Gerät ist dienstlich meines").check()
        page.get_by_role("button", name="Packen").click()
        page.get_by_text("Gepackt.").wait_for()
        way(device, page, live_server.url)
        page.close()


def wrong_codes(device: BrowserContext, page: Page, url: str) -> None:
    device.set_offline(True)
    page.goto(f"{url}/unterwegs/offline/")
    for left in (4, 3, 2, 1):
        unlock(page, "1111 2222 3333")
        page.get_by_text(f"Noch {left} Versuche").wait_for()
    unlock(page, "1111 2222 3333")
    page.get_by_text("Fünfmal falsch: Die Mappe ist von diesem Gerät gelöscht.").wait_for()
    assert "rf-unterwegs" not in page.evaluate(LEFT)
    device.set_offline(False)


def by_hand(_device: BrowserContext, page: Page, _url: str) -> None:
    page.get_by_role("button", name="Alles von diesem Gerät löschen").click()
    page.get_by_text("Alles ist von diesem Gerät gelöscht.").wait_for()
    assert page.evaluate(LEFT) == []


def a_day_later(device: BrowserContext, page: Page, url: str) -> None:
    device.clock.install(time=timezone.now() + timedelta(hours=24, minutes=1))
    page.goto(f"{url}/unterwegs/offline/")
    page.get_by_role("heading", name="Auf diesem Gerät liegt keine Mappe").wait_for()
    assert "rf-unterwegs" not in page.evaluate(LEFT)


def test_switched_off_the_browser_keeps_nothing(
    device: BrowserContext, live_server: LiveServer, world: World
) -> None:
    switch(world.service, on=False, revision=2)
    page = device.new_page()
    page.goto(f"{live_server.url}/unterwegs/")
    page.get_by_text("Ihre Stelle erlaubt das Mitnehmen nicht").wait_for()
    assert page.evaluate(LEFT) == []
