"""The pages and answers of the folder: off by default, nobody's data in what is kept, every way to be wiped."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.audit.models import Entry
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.deadlines.appointments import record_outcome
from roterfaden.deadlines.choices import Attendance
from roterfaden.deadlines.models import Appointment
from roterfaden.drafts.drafting import fields_of
from roterfaden.drafts.models import Draft
from roterfaden.fieldwork.choices import Ending
from roterfaden.fieldwork.models import Carrying
from roterfaden.fieldwork.queries import rule_of
from roterfaden.web.account.middleware import KEY
from roterfaden.web.fieldwork.middleware import COOKIE
from roterfaden.web.fieldwork.shell import kept_files
from tests.fieldwork.makers import DEVICE, PLACE, begun, picture, switch
from tests.fixtures import AT, World, open_case
from tests.web.browsing import client_of, stop_clock, text_of

INDEX, OFFLINE, WORKER = "/unterwegs/", "/unterwegs/offline/", "/sw.js"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def row(world: World, case: Case) -> Appointment:
    switch(world.service)
    case.person.phone = "0100 4711"
    case.person.save(update_fields=["phone"])
    return begun(case, world)


def take(client: Client) -> Any:
    return client.post(reverse("fieldwork:take_along"), {"device": DEVICE})


def sent(client: Client, case: Case, **more: Any) -> Any:
    values = {
        "device": DEVICE,
        "token": uuid4(),
        "recorded_at": AT.isoformat(),
        "code": case.code,
        "kind": "note",
        "text": "Vor der Tür gesprochen.",
    } | more
    return client.post(reverse("fieldwork:send"), values)


def test_the_page_lists_the_least_of_each_case_and_its_reading_is_noted(
    world: World, case: Case, row: Appointment
) -> None:
    text = text_of(client_of(world.anna).get(INDEX))
    for shown in ("Leyla A.", PLACE, "0100 4711", case.file_number):
        assert shown in text
    assert "Aksoy" not in text
    assert "Sucht eine ruhige Arbeit" not in text
    assert Entry.objects.filter(action="cases.read", scope_uuid=case.uuid).count() == 1
    assert "Leyla" not in text_of(client_of(world.fritz).get(INDEX))
    assert row.starts_at < AT


def test_nothing_is_taken_along_where_it_is_off(world: World, case: Case) -> None:
    begun(case, world)
    client = client_of(world.anna)
    assert "Packen" not in text_of(client.get(INDEX))
    assert take(client).status_code == 422
    assert COOKIE not in client.cookies
    assert '"on": false' in text_of(client.get(WORKER))


def test_the_pack_holds_the_minimum_and_its_taking_is_noted(
    world: World, case: Case, row: Appointment
) -> None:
    client = client_of(world.anna)
    told = take(client).json()
    assert (told["owner"], told["device"]) == (str(world.anna.uuid), str(DEVICE))
    (one,) = told["pack"]["rows"]
    assert (one["name"], one["revision"], one["appointment"]) == ("Leyla A.", row.revision, str(row.uuid))
    assert set(one) == {
        *("appointment", "revision", "code", "starts", "day", "time", "kind", "kind_label", "place"),
        *("with_client", "recorded", "name", "file_number", "step", "phone", "ways", "writes"),
    }
    pages = [json.loads(e.payload or "{}")["page"] for e in Entry.objects.filter(action="cases.read")]
    assert pages == ["fieldwork:taken_along"]
    assert client.cookies[COOKIE]["httponly"]


def test_what_the_browser_keeps_is_the_same_for_everybody(world: World, row: Appointment) -> None:
    def page(client: Client) -> str:
        with override_settings(CSRF_USE_SESSIONS=False):
            text = text_of(client.get(OFFLINE))
        return "\n".join(line for line in text.splitlines() if "nonce" not in line and "CSRF" not in line)

    assert row.case is not None
    assert page(client_of(world.anna)) == page(Client())
    assert "Muster" not in page(client_of(world.anna))


def test_the_worker_keeps_files_that_exist_and_only_two_pages_may_begin_one(
    world: World, row: Appointment
) -> None:
    client = client_of(world.anna)
    answer = client.get(WORKER)
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert '"on": true' in text_of(answer)
    for address in kept_files():
        assert finders.find(address.removeprefix("/static/")), address
    for address, may in ((INDEX, True), (OFFLINE, True), ("/", False)):
        assert ("worker-src 'self'" in client.get(address).headers["Content-Security-Policy"]) is may
    assert row.pk


def test_a_record_arrives_once(world: World, case: Case, row: Appointment) -> None:
    client, token = client_of(world.anna), uuid4()
    take(client)
    more = {"appointment": row.uuid, "revision": row.revision, "attendance": "attended", "minutes": "40"}
    for _time in range(2):
        photo = SimpleUploadedFile("foto.jpg", picture(), content_type="image/jpeg")
        answer = sent(client, case, token=token, photos=[photo], photo_kind="other", **more)
        assert (answer.status_code, answer.json()) == (200, {"taken": True})
    entry = JournalEntry.objects.get(case=case)
    assert (entry.minutes, entry.attachments.count()) == (40, 1)


def test_a_conflict_keeps_the_text_and_leads_to_both_texts(
    world: World, case: Case, row: Appointment
) -> None:
    client, token = client_of(world.anna), uuid4()
    take(client)
    stale = row.revision
    record_outcome(
        appointment=row, attendance=Attendance.EXCUSED, text="Rief an.", revision=stale, by=world.bela, at=AT
    )
    more = {"appointment": row.uuid, "revision": stale, "attendance": "attended", "result": "Zusage"}
    answer = sent(client, case, token=token, **more)
    told = answer.json()
    assert answer.status_code == 409
    draft = Draft.objects.get(token=token)
    assert dict(fields_of(draft))["text"] == "Vor der Tür gesprochen.\nErgebnis: Zusage"
    shown = client.post(told["url"], dict(told["fields"]) | {"rf_draft": token})
    assert shown.status_code == 409
    for text in ("Vor der Tür gesprochen.", "Rief an."):
        assert text in text_of(shown)
    asked = {"tokens": [str(token)]}
    assert client.post(reverse("fieldwork:standing"), asked).json() == {"decided": []}
    row.refresh_from_db()
    fresh = dict(told["fields"]) | {"revision": row.revision, "rf_draft": token}
    assert client.post(told["url"], fresh).status_code == 302
    assert client.post(reverse("fieldwork:standing"), asked).json() == {"decided": [str(token)]}


def test_a_closed_case_says_so_and_the_text_stands_in_its_form(
    world: World, case: Case, row: Appointment
) -> None:
    client, token = client_of(world.anna), uuid4()
    take(client)
    Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, closed_on=AT.date(), result="advised")
    answer = sent(client, case, token=token)
    assert answer.status_code == 422
    assert "abgeschlossen" in answer.json()["sentence"]
    form = client.post(answer.json()["url"], dict(answer.json()["fields"]))
    assert form.status_code == 422
    assert "Vor der Tür gesprochen." in text_of(form)
    assert row.pk


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "a" * 30_000},
        {"minutes": "viele"},
        {"recorded_at": "gestern"},
        {"token": "x"},
        {"kind": "unknown"},
        {"text": "Herr\0Möller"},
        {"recorded_at": (AT - timedelta(days=2)).isoformat()},
        {"recorded_at": (AT + timedelta(days=1)).isoformat()},
        {"photos": [BytesIO(b"MZ kein Bild")]},
    ],
    ids=["long", "no number", "no day", "no token", "no kind", "NUL", "too old", "to come", "no picture"],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    world: World, case: Case, row: Appointment, wrong: dict[str, Any]
) -> None:
    client = client_of(world.anna)
    take(client)
    answer = sent(client, case, **wrong)
    assert answer.status_code == 422
    assert answer.json()["sentence"]
    assert not JournalEntry.objects.filter(case=case).exists()
    assert row.pk


def test_a_foreign_case_answers_as_a_missing_one_and_writes_nothing(world: World, row: Appointment) -> None:
    switch(world.other_service)
    client = client_of(world.fritz)
    take(client)
    assert row.case is not None
    codes = (row.case.code, "22222227")
    answers = [sent(client, row.case, code=code) for code in codes]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert not JournalEntry.objects.exists()
    assert not Draft.objects.exists()
    mine = open_case(world, first_name="Ida", last_name="Rot")
    other = sent(client_of(world.anna), mine, device=DEVICE)
    assert (other.status_code, other.json()) == (410, {"gone": True})


def test_a_right_that_was_withdrawn_takes_nothing(world: World, case: Case, row: Appointment) -> None:
    client = client_of(world.anna)
    take(client)
    world.anna.memberships.update(role=Role.QUALITY_OFFICER)
    assert sent(client, case).status_code == 410
    assert row.pk


def ended(answer: Any) -> bool:
    return "storage" in answer.headers.get("Clear-Site-Data", "")


def test_logging_out_clears_the_device_and_destroys_the_key(world: World, row: Appointment) -> None:
    client = client_of(world.anna)
    take(client)
    assert not ended(client.get(INDEX))
    assert ended(client.post(reverse("account_logout")))
    assert Carrying.objects.get().ending == Ending.LOGGED_OUT
    assert client.cookies[COOKIE].value == ""
    assert row.pk


def test_the_next_person_at_the_device_finds_nothing(world: World, row: Appointment) -> None:
    client = client_of(world.anna)
    take(client)
    client.force_login(world.bela)
    assert ended(client.get("/"))
    assert Carrying.objects.get().ending == Ending.SOMEBODY_ELSE
    assert not ended(client.get("/"))
    assert row.pk


def test_after_24_hours_any_page_clears_it(
    world: World, row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(world.anna)
    take(client)
    monkeypatch.setattr(timezone, "now", lambda: AT + timedelta(hours=24))
    assert ended(client.get("/konto/anmelden/"))
    assert Carrying.objects.get().ending == Ending.OVER
    assert row.pk


@override_settings(LOGIN_RULES=True)
def test_a_session_that_time_ended_leaves_what_is_not_sent(world: World, row: Appointment) -> None:
    client = client_of(world.anna)
    rules = {
        "began": AT.timestamp(),
        "seen": AT.timestamp(),
        "idle": 1800.0,
        "longest": 36000.0,
        "factor": False,
    }
    session = client.session
    session[KEY] = rules
    session.save()
    take(client)
    session[KEY] = rules | {"seen": AT.timestamp() - 1801}
    session.save()
    answer = client.get(INDEX)
    assert answer.status_code == 302
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert Carrying.objects.get().ending == ""
    assert row.pk


def test_dropped_by_hand_and_switched_off(world: World, row: Appointment) -> None:
    client = client_of(world.anna)
    take(client)
    client_of(world.bela).post(reverse("fieldwork:drop"), {"device": DEVICE})
    assert Carrying.objects.get().ending == ""
    client.post(reverse("fieldwork:drop"), {"device": DEVICE})
    assert Carrying.objects.get().ending == Ending.DROPPED
    key = client.post(reverse("fieldwork:key"), {"device": DEVICE})
    assert (key.status_code, key.json()) == (410, {"gone": True})
    assert row.pk


def test_the_administrator_switches_it_on_and_reads_what_it_means(world: World) -> None:
    root = members.add_user(username="root", first_name="R", last_name="M", by=None, at=AT, password="x")
    members.add_member(
        user=root, organisation=world.service, role=Role.ADMINISTRATOR, valid_from=AT.date(), by=None, at=AT
    )
    client, address = client_of(root), reverse("administration:offline", args=[world.service.code])
    assert "Datenschutz-Folgenabschätzung" in text_of(client.get(address))
    assert client.post(address, {"is_on": "on", "revision": 1}).status_code == 302
    assert rule_of(world.service).is_on
    assert "Eingeschaltet" in text_of(
        client.get(reverse("administration:organisation", args=[world.service.code]))
    )
    assert client.post(address, {"revision": 1}).status_code == 409
    assert client_of(world.lena).post(address, {"is_on": "on", "revision": 2}).status_code == 403
