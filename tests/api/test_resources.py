"""What programs read and write: the same cases, parts and refusals as in the pages, each reading in the trail."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roterfaden.api.choices import Scope
from roterfaden.api.models import Once
from roterfaden.api.once import forget_requests
from roterfaden.audit.models import Entry
from roterfaden.cases import narrowing, participants
from roterfaden.cases.access_table import Level
from roterfaden.cases.choices import ContactKind, FieldClass, Information, Relation
from roterfaden.cases.journal import write_entry
from roterfaden.cases.models import Case, JournalEntry
from tests.access.stage import a_report
from tests.api.makers import CONTACT, Program, key_for, told
from tests.cooperation.makers import fill_with
from tests.fixtures import AT, TODAY, World, open_case, walk

NEW_CASE = {
    "chain": "V1",
    "start": "start_auftrag",
    "person": {"first_name": "Samira", "last_name": "Okafor", "birth_date": "1988-03-09"},
    "concern": "Möchte wieder in die Pflege.",
}


@pytest.fixture
def program(world: World) -> Program:
    return Program(key_for(world.anna, world.service))


def test_a_case_is_read_part_by_part_and_every_reading_is_told(
    world: World, case: Case, program: Program
) -> None:
    walk(case, "", by=world.anna)
    fill_with(world, case, lambda place: f"Wort-{place}")
    write_entry(case=case, kind=ContactKind.CALL, happened_at=AT, text="Rief an.", by=world.anna, at=AT)
    at_case = f"cases/{case.code}"
    whole = told(program.get(at_case))
    assert whole["head"]["file_number"] == case.file_number
    assert whole["contact"]["concern"] == "Sucht eine ruhige Arbeit im Büro."
    assert {"core", "journal", "plan"} <= set(whole["open_parts"])
    run = told(program.get(f"{at_case}/thread"))["runs"][0]
    assert (run["chain"], run["state"], run["steps_done"]) == ("V1", "running", 1)
    assert run["open"][0]["title"]
    assert run["ahead"]
    entries = told(program.get(f"{at_case}/journal"))["items"]
    assert ("Rief an.", "2026-11-24T09:00:00Z") in [(row["text"], row["happened_at"]) for row in entries]
    order = told(program.get(f"{at_case}/mandates"))["items"][0]
    assert order["commissioner"]["code"] == "afa"
    shared = told(program.get(f"{at_case}/plan"))
    assert shared["version"] == 1
    assert {row["section"] for row in shared["items"]} >= {"goals", "items"}
    pages = ["case", "case_thread", "case_journal", "case_mandates", "case_plan"]
    read = Entry.objects.filter(action="api.case_read", scope_uuid=case.uuid).order_by("seq")
    assert [f"api:{page}" in str(row.payload) for page, row in zip(pages, read, strict=True)] == [True] * 5
    assert all("Fachverfahren" in str(row.payload) for row in read)
    head = program.client.head(f"/api/v1/{at_case}", headers={"Authorization": f"Bearer {program.key}"})
    assert (head.status_code, head.content) == (200, b"")


def test_closed_parts_stay_closed_and_a_key_stays_in_its_organisation(world: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(team=None)
    shut = dict.fromkeys((FieldClass.JOURNAL, FieldClass.CONTACT, FieldClass.COMPANY), Level.NOTHING)
    narrowing.narrow(service=world.service, relation=Relation.CASEWORKER, levels=shut, by=world.lena, at=AT)
    bela = Program(key_for(world.bela, world.service))
    closed = bela.get(f"cases/{case.code}/journal")
    assert (closed.status_code, told(closed)["type"]) == (403, "urn:roterfaden:part-closed")
    assert bela.post(f"cases/{case.code}/journal", CONTACT).status_code == 403
    detail = told(bela.get(f"cases/{case.code}"))
    assert detail["contact"] is None
    assert "journal" not in detail["open_parts"]
    participants.add_participant(
        case=case, user=world.klara, organisation=world.agency, function="Sachbearbeitung",
        valid_from=TODAY, valid_until=None, agreed=True, by=world.anna, at=AT,
    )  # fmt: skip
    klara = Program(key_for(world.klara, world.agency))
    assert [row["code"] for row in told(klara.get("cases"))["items"]] == [case.code]
    assert klara.get(f"cases/{case.code}").status_code == 200
    assert klara.post("cases", NEW_CASE).status_code == 422, "the agency opens no cases"
    write_entry(
        case=case, kind=ContactKind.COMPANY, happened_at=AT, text="Sucht jemanden.", by=world.anna, at=AT,
        information=Information.COMPANY, company="Tischlerei Brand",
    )  # fmt: skip
    taken = {FieldClass.COMPANY: Level.NOTHING}
    narrowing.narrow(service=world.service, relation=Relation.PARTICIPANT, levels=taken, by=world.lena, at=AT)
    assert told(klara.get(f"cases/{case.code}/journal"))["items"] == []
    Case.objects.filter(pk=case.pk).update(restricted_at=AT)
    assert klara.get(f"cases/{case.code}").status_code == 404


def test_a_contact_is_written_once_however_often_it_is_sent(
    world: World, case: Case, program: Program
) -> None:
    at_journal = f"cases/{case.code}/journal"
    due = (timezone.localdate() + timedelta(days=3)).isoformat()
    body = CONTACT | {"minutes": 25, "travel_km": "12.5", "next_step": "Zurückrufen", "next_on": due}
    first = program.post(at_journal, body, number="anruf-0001")
    again = program.post(at_journal, body, number="anruf-0001")
    assert (first.status_code, again.status_code) == (201, 201)
    assert told(first) == told(again)
    assert first["Location"] == told(first)["url"]
    entry = JournalEntry.objects.get(case=case)
    assert (str(entry.uuid), entry.minutes, str(entry.travel_km)) == (told(first)["id"], 25, "12.5")
    assert entry.written_by == world.anna
    assert case.follow_ups.count() == 1
    other = program.post(at_journal, body | {"text": "Etwas anderes."}, number="anruf-0001")
    assert (other.status_code, told(other)["type"]) == (409, "urn:roterfaden:key-used")
    for number in ("kurz", "mit Leerzeichen 1", "x" * 81):
        assert program.post(at_journal, body, number=number).status_code == 400
    written = Entry.objects.get(action="api.written")
    assert (written.scope_uuid, "Fachverfahren" in str(written.payload)) == (case.uuid, True)
    assert "Der Betrieb" not in str(Once.objects.values_list())
    assert forget_requests(at=timezone.now()) == {"requests": 0}
    assert forget_requests(at=timezone.now() + timedelta(days=8)) == {"requests": 1}
    # a refusal leaves the number free
    later = {**body, "happened_at": "2199-01-01T00:00:00Z"}
    refused = program.post(at_journal, later, number="anruf-0002")
    assert (refused.status_code, "Zukunft" in told(refused)["detail"]) == (422, True)
    assert program.post(at_journal, body | {"text": "Zwei."}, number="anruf-0002").status_code == 201
    reader = Program(key_for(world.anna, world.service, Scope.JOURNAL_READ))
    assert reader.post(at_journal, body).status_code == 403


def test_what_is_sent_wrong_is_named_field_by_field(case: Case, program: Program) -> None:
    at_journal = f"cases/{case.code}/journal"
    refused = program.post(
        at_journal,
        {
            "kind": "rauchzeichen", "happened_at": "2026-11-24T09:00:00", "text": " ", "minutes": True,
            "travel_km": 1e99, "next_on": "31.12.2026", "people": "\x00", "unbekannt": 1, "result": None,
        },
    )  # fmt: skip
    assert refused.status_code == 422
    assert refused["Content-Type"] == "application/problem+json"
    fields = {one["field"] for one in told(refused)["errors"]}
    assert fields == {
        "kind", "happened_at", "text", "minutes", "travel_km", "next_on", "people", "unbekannt",
    }  # fmt: skip
    for body, status in (
        (b"{", 400), (b"\xff", 400), (b"[" * 60_000, 400), (b"[]", 422), (b"null", 422),
        (b'{"minutes": NaN}', 400), (b'"' + b"x" * 300_000 + b'"', 413), (b" " * 6_000_000, 413),
    ):  # fmt: skip
        assert program.post(at_journal, body).status_code == status, body[:20]
    form = program.client.post(
        f"/api/v1/{at_journal}", {"text": "x"}, headers={"Authorization": f"Bearer {program.key}"}
    )
    assert form.status_code == 415
    for query in ({"limit": "0"}, {"limit": "201"}, {"limit": "²"}, {"cursor": "x"}, {"foo": "1"}):
        assert program.get(at_journal, **query).status_code == 400, query
    assert program.get("cases", state="halb").status_code == 400
    put = program.client.put(f"/api/v1/{at_journal}", headers={"Authorization": f"Bearer {program.key}"})
    assert (put.status_code, put["Allow"]) == (405, "GET, POST, HEAD")
    for nowhere in ("gibt/es/nicht", "cases/"):
        missing = program.get(nowhere)
        assert (missing.status_code, missing["Content-Type"]) == (404, "application/problem+json")


def test_a_case_is_opened_as_by_the_page(world: World, case: Case, program: Program) -> None:
    chain = next(row for row in told(program.get("chains"))["items"] if row["key"] == "V1")
    assert "start_auftrag" in {one["id"] for one in chain["starts"]}
    mandate = {"kind": "placement", "valid_from": "2026-11-01", "commissioner": "ina", "hours_per_month": 7.5}
    body: dict[str, Any] = {**NEW_CASE, "mandate": mandate, "responsible": "bela"}
    made = program.post("cases", body, number="eroeffnung-1")
    assert made.status_code == 201, made.content
    opened = Case.objects.get(code=told(made)["id"])
    assert (opened.responsible, opened.service, opened.opened_on) == (
        world.bela, world.service, timezone.localdate(),
    )  # fmt: skip
    assert opened.mandates.get().commissioner == world.office
    assert program.get(told(made)["url"].removeprefix("/api/v1/")).status_code == 200
    assert told(program.post("cases", body, number="eroeffnung-1")) == told(made)
    known = program.post("cases", body)
    assert (known.status_code, told(known)["type"]) == (409, "urn:roterfaden:look-alike")
    assert told(known)["errors"][0]["detail"] == opened.person.code
    again = {**NEW_CASE, "person": None, "person_code": opened.person.code}
    assert program.post("cases", again).status_code == 201
    assert program.post("cases", {**NEW_CASE, "person_is_new": True}).status_code == 201
    for wrong, field in (
        ({"start": "gibt_es_nicht"}, "chain"),
        ({"chain": "A1"}, "chain"),
        ({"person_code": "XXXXXXXX"}, "person"),
        ({"person": None, "person_code": "XXXXXXXX"}, "person_code"),
        ({"responsible": "fritz"}, None),
        ({"responsible": "niemand"}, "responsible"),
        ({"opened_on": "2199-01-01"}, None),
        ({"mandate": {**mandate, "commissioner": "nirgends"}}, "mandate.commissioner"),
        ({"person": {**NEW_CASE["person"], "email": "kein", "last_name": "Neu"}}, "person.email"),  # type: ignore[dict-item]
        ({"person": {"first_name": "A"}}, "person.last_name"),
    ):  # fmt: skip
        refused = program.post("cases", {**NEW_CASE, "person_is_new": True, **wrong})
        assert refused.status_code == 422, wrong
        fields = [one["field"] for one in told(refused)["errors"]]
        assert (field in fields) if field else fields == [], wrong
    assert Case.objects.count() == 4


def test_pages_of_lists_stay_right_while_others_write(world: World, case: Case, program: Program) -> None:
    cases = [case] + [open_case(world, last_name=f"Nummer{n}") for n in range(4)]
    seen: list[str] = []
    cursor, rounds = None, 0
    while rounds == 0 or cursor:
        page = told(program.get("cases", limit=2, **({"cursor": cursor} if cursor else {})))
        seen += [row["code"] for row in page["items"]]
        cursor, rounds = page["next"], rounds + 1
        if rounds == 1:
            open_case(world, last_name="Dazwischen")
    assert rounds == 3
    assert seen == [one.code for one in sorted(cases, key=lambda one: -one.pk)]
    assert Entry.objects.filter(action="api.case_read", scope_uuid=case.uuid).count() == 1
    found = told(program.get("cases", file_number=case.file_number.lower().replace("-", " ")))["items"]
    assert [row["code"] for row in found] == [case.code]
    assert told(program.get("cases", state="closed"))["items"] == []
    for n in range(6):
        write_entry(
            case=case, kind=ContactKind.NOTE, happened_at=AT, text=f"Notiz {n}.", by=world.anna, at=AT
        )
    few, many = (
        counted(program, f"cases/{case.code}/journal?limit=1"),
        counted(program, f"cases/{case.code}/journal"),
    )
    assert few == many, "as many queries for one entry as for six"
    first = told(program.get(f"cases/{case.code}/journal", limit=4))
    rest = told(program.get(f"cases/{case.code}/journal", limit=4, cursor=first["next"]))
    assert [row["text"] for row in first["items"] + rest["items"]] == [
        f"Notiz {n}." for n in range(5, -1, -1)
    ]
    assert rest["next"] is None
    other = program.get("cases", cursor=first["next"])
    assert other.status_code == 400, "the cursor of one list opens no other"


def counted(program: Program, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert program.get(path).status_code == 200
    return len(asked)


def test_released_reports_are_for_those_who_report(world: World) -> None:
    row = a_report(world)
    lena = Program(key_for(world.lena, world.service))
    assert told(lena.get("statistics/reports"))["items"] == [], "drafts stay inside"
    assert lena.get(f"statistics/reports/{row.uuid}").status_code == 404
    row.state, row.released_at = "released", AT
    row.proposed_by, row.released_by = world.lena, world.quirin
    row.save()
    assert [one["id"] for one in told(lena.get("statistics/reports"))["items"]] == [str(row.uuid)]
    report = told(lena.get(f"statistics/reports/{row.uuid}"))["report"]
    assert (report["format"], report["sender"]["code"]) == ("roterfaden-statistics-report", "ifd-neuhafen")
    anna = Program(key_for(world.anna, world.service))
    assert told(anna.get("statistics/reports"))["items"] == []
    assert anna.get(f"statistics/reports/{row.uuid}").status_code == 404
    fritz = Program(key_for(world.fritz, world.other_service))
    assert fritz.get(f"statistics/reports/{row.uuid}").status_code == 404
