"""Invite a whole list: from the extract over letters and answers to the second invitation; with what must not be."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from roterfaden.audit.models import Entry
from roterfaden.cases import closeness
from roterfaden.common.revisions import Conflict
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.invitations import inviting
from roterfaden.invitations.choices import InviteeState
from roterfaden.invitations.inviting import Dates, InvitationRefused
from roterfaden.invitations.letters import FILE, read_letters, shipped_invitation_letters
from roterfaden.invitations.models import InvitationRound, Invitee, InviteeTurn
from roterfaden.invitations.queries import invitees_of, persons_invited
from roterfaden.people.choices import Closeness
from roterfaden.people.merging import merge_persons, part_persons
from roterfaden.people.models import Person
from roterfaden.people.records import record_person
from tests.fixtures import AT, TODAY, World, open_case
from tests.imports import makers
from tests.web.browsing import client_of, stop_clock, text_of

ROWS = [
    ["Name", "Vorname", "Geb.-Datum", "Strasse", "PLZ", "Ort"],
    ["Koval", "Olena", "04.05.1990", "Hauptgasse 1", "4500", "Solothurn"],
    ["Bondar", "Iryna", "06.07.1985", "Ring 2", "4600", "Olten"],
    ["Shevchuk", "Taras", "08.09.2001", "", "", ""],
]
LATER = AT + timedelta(days=10)


def extract(world: World) -> Any:
    """Three persons who came in with a list."""
    run = makers.upload(world, "persons", ROWS)
    makers.map_anew(run, world)
    assert makers.check(run, world)["good"] == 3
    makers.go(run, world)
    return run


def begun(world: World, **more: Any) -> InvitationRound:
    said: dict[str, Any] = {"service": world.service, "title": "Auszug November", "by": world.anna, "at": AT}
    return inviting.open_round(**(said | more))


def listed(round_: InvitationRound, world: World) -> list[Invitee]:
    rows = list(invitees_of(round_, world.anna))
    for row in rows:
        row.round = round_
    return rows


def invited(round_: InvitationRound, rows: list[Invitee], world: World, **more: Any) -> int:
    said: dict[str, Any] = {"first_at": LATER, "minutes": 30, "place": "Bielstrasse 3"} | more
    return inviting.invite(round_=round_, invitees=rows, dates=Dates(**said), by=world.anna, at=AT)


def answered(row: Invitee, state: InviteeState, world: World, **more: Any) -> None:
    said: dict[str, Any] = {
        "reason": "",
        "revision": row.revision,
        "by": world.anna,
        "at": LATER + timedelta(days=1),
    }
    inviting.answer(invitee=row, state=state, **(said | more))


@pytest.mark.django_db
def test_an_extract_is_invited_as_a_whole_and_the_import_says_why_it_stays(world: World) -> None:
    run = extract(world)
    round_ = begun(world)
    assert begun(world).pk == round_.pk
    told: dict[str, Any] = {"round_": round_, "imported": run, "by": world.anna, "at": AT}
    assert inviting.add_from_import(**told) == 3
    assert inviting.add_from_import(**told) == 0, "nobody stands on a list twice"
    rows = listed(round_, world)
    assert invited(round_, rows, world) == 3
    assert [row.meets_at for row in rows] == [LATER + timedelta(minutes=30 * place) for place in range(3)]
    assert persons_invited([world.service], on=TODAY) == 3
    assert persons_invited([world.service], on=TODAY - timedelta(days=1)) == 0
    gone, stayed = makers.take_back(run, world)
    assert (gone, stayed) == (0, 3)
    assert "Einladungsliste" in str(list(run.rows.values_list("made__kept_because", flat=True)))


@pytest.mark.django_db
def test_who_did_not_come_is_invited_again_and_who_came_is_not(world: World) -> None:
    extract(world)
    round_ = begun(world)
    inviting.add_persons(round_=round_, persons=list(Person.objects.all()), by=world.anna, at=AT)
    first, second, third = listed(round_, world)
    with pytest.raises(InvitationRefused, match="noch nicht eingeladen"):
        answered(first, InviteeState.CAME, world)
    invited(round_, [first, second, third], world)
    invited(round_, [third], world, place="Ring 9")
    assert third.nth == 1, "another date is not another invitation"
    with pytest.raises(InvitationRefused, match="noch nicht gewesen"):
        answered(first, InviteeState.ABSENT, world, at=AT)
    answered(first, InviteeState.CAME, world)
    answered(first, InviteeState.CAME, world)
    with pytest.raises(InvitationRefused, match="den Grund"):
        answered(second, InviteeState.EXCUSED, world)
    answered(second, InviteeState.EXCUSED, world, reason="Kind krank")
    answered(third, InviteeState.ABSENT, world)
    with pytest.raises(Conflict):
        answered(third, InviteeState.EXCUSED, world, reason="Kurs", revision=1)
    later = LATER + timedelta(days=20)
    with pytest.raises(InvitationRefused, match="nicht mehr eingeladen"):
        inviting.invite(
            round_=round_, invitees=[first], dates=Dates(first_at=later, minutes=0, place="Ring"),
            by=world.anna, at=LATER,
        )  # fmt: skip
    second, third = (
        Invitee.objects.filter(nth=1).exclude(state="came").select_related("person", "round__service")
    )
    invited(round_, [second, third], world, first_at=later)
    assert (second.nth, third.nth) == (2, 2)
    assert InviteeTurn.objects.filter(invitee=first).count() == 3, "added, invited, came once"
    assert not any("Kind krank" in str(vars(entry)) for entry in Entry.objects.all())
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM invitations_inviteeturn")
        assert not any(b"krank" in bytes(cell or b"") for (cell,) in cursor.fetchall())


@pytest.mark.django_db
def test_refusals_of_dates_strangers_and_closed_lists(world: World) -> None:
    extract(world)
    round_ = begun(world)
    inviting.add_persons(round_=round_, persons=list(Person.objects.all()), by=world.anna, at=AT)
    rows = listed(round_, world)
    for bad in ({"first_at": AT}, {"place": " "}, {"minutes": 999}, {"minutes": -1}):
        with pytest.raises(InvitationRefused):
            invited(round_, rows, world, **bad)
    with pytest.raises(InvitationRefused):
        invited(round_, [], world)
    stranger = record_person(
        organisation=world.other_service, by=world.fritz, at=AT,
        facts={"first_name": "Fremd", "last_name": "Person", "birth_date": TODAY, "gender": "unknown"},
    )  # fmt: skip
    assert inviting.add_persons(round_=round_, persons=[stranger], by=world.anna, at=AT) == 0
    with pytest.raises(InvitationRefused, match="im Dienst"):
        begun(world, by=world.fritz)
    with pytest.raises(InvitationRefused, match="einen Namen"):
        begun(world, title=" ")
    other = begun(world, service=world.other_service, by=world.fritz)
    foreign = makers.upload(world, "persons", ROWS)
    with pytest.raises(InvitationRefused, match="anderen Dienst"):
        inviting.add_from_import(round_=other, imported=foreign, by=world.fritz, at=AT)
    inviting.close_round(round_=round_, revision=round_.revision, by=world.anna, at=AT)
    with pytest.raises(InvitationRefused, match="abgeschlossen"):
        invited(round_, rows, world)


@pytest.mark.django_db
def test_the_list_follows_a_merge_and_back_and_hides_people_close_to_the_reader(world: World) -> None:
    extract(world)
    round_ = begun(world)
    kept, gone = Person.objects.order_by("pk")[:2]
    inviting.add_persons(round_=round_, persons=[kept, gone], by=world.anna, at=AT)
    invited(round_, listed(round_, world), world, interpreter="Ukrainisch")
    case = open_case(world)
    merge = merge_persons(
        kept=kept, gone=gone, chosen=[], revisions=(kept.revision, gone.revision), scope=case,
        by=world.anna, at=AT,
    )  # fmt: skip
    both = list(Invitee.objects.filter(person=kept).select_related("person"))
    assert [row.interpreter for row in both] == ["Ukrainisch"] * 2
    part_persons(merge=merge, scope=case, by=world.anna, at=AT)
    assert Invitee.objects.select_related("person").get(person=gone).interpreter == "Ukrainisch"
    closeness.declare_closeness(
        user=world.anna, closeness=Closeness.RELATIVE, first_name=gone.first_name, last_name=gone.last_name,
        birth_date=gone.birth_date, by=world.anna, at=AT,
    )  # fmt: skip
    assert [row.person_id for row in invitees_of(round_, world.anna)] == [kept.pk]
    assert invitees_of(round_, world.bela).count() == 2


@pytest.mark.django_db
def test_the_pages_from_the_list_to_the_letters(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)
    run = extract(world)
    lena = client_of(world.lena)
    answer = lena.post(reverse("invitations:new"), {"title": "Auszug", "service": world.service.code})
    round_ = InvitationRound.objects.get()
    page = reverse("invitations:detail", args=[round_.uuid])
    add = reverse("invitations:add", args=[round_.uuid])
    assert answer["Location"] == add
    assert lena.post(add, {"imported": ""}).status_code == 422
    assert lena.post(add, {"imported": str(run.uuid)})["Location"] == page
    assert "Koval" in text_of(lena.get(page))
    invite = reverse("invitations:invite", args=[round_.uuid])
    keys = [str(row.uuid) for row in Invitee.objects.order_by("pk")]
    said = {"first_on": "2026-12-04", "first_time": "09:00", "minutes": "20", "place": "Bielstrasse 3",
            "interpreter": "Ukrainisch, Frau Melnyk", "invitees": keys}  # fmt: skip
    refused = lena.post(invite, said | {"first_on": "2026-11-01"})
    assert refused.status_code == 422
    assert "Bielstrasse 3" in text_of(refused), "what was typed stays"
    assert lena.post(invite, said).status_code == 302
    letters = lena.get(reverse("invitations:letters", args=[round_.uuid, 1]))
    text = " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(letters.content)).pages)
    assert "Olena Koval" in text
    assert "Freitag, 4. Dezember 2026" in text
    assert "Frau Melnyk" in text
    assert lena.get(reverse("invitations:letters", args=[round_.uuid, 2])).status_code == 404
    one = reverse("invitations:answer", args=[round_.uuid, keys[0]])
    form = {"state": "excused", "reason": "Im Kurs", "revision": "2"}
    assert lena.post(one, form | {"reason": ""}).status_code == 422
    assert lena.post(one, form).status_code == 302
    clash = lena.post(one, form | {"state": "removed", "reason": "Weggezogen"})
    assert clash.status_code == 409
    assert "Weggezogen" in text_of(clash)
    assert "Im Kurs" in text_of(lena.get(one))
    table = lena.get(reverse("invitations:export", args=[round_.uuid])).content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(table), delimiter=";"))
    assert {row["Nachname"] for row in rows} == {"Koval", "Bondar", "Shevchuk"}
    assert "entschuldigt" in {row["Stand"] for row in rows}
    reads = set(Entry.objects.filter(action__startswith="invitations.").values_list("action", flat=True))
    assert {"invitations.read", "invitations.letters_made", "invitations.exported"} <= reads
    fritz = client_of(world.fritz)
    for name, args in (("detail", []), ("add", []), ("invite", []), ("export", []), ("answer", [keys[0]])):
        assert fritz.get(reverse(f"invitations:{name}", args=[round_.uuid, *args])).status_code == 404
    assert client_of(world.klara).get(reverse("invitations:new")).status_code == 403
    assert lena.post(reverse("invitations:close", args=[round_.uuid]), {"revision": "1"}).status_code == 302
    assert "abgeschlossen am" in text_of(lena.get(page))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Guten Tag {name}", "Guten Tag {nam}", "Den Platzhalter „nam“ gibt es nicht."),
        ("nth: 1", "nth: 2", "auch die erste"),
        ("Wo: {place}.", "Wo: {place.", "Klammer allein"),
        ("dolmetscht jemand: {interpreter}", "dolmetscht jemand: {name}", "Den Platzhalter „name“"),
    ],
)
def test_a_wrong_letter_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    bad = tmp_path / "letters.yaml"
    bad.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileFaults) as refused:
        read_letters(bad)
    assert any(words in fault.message for fault in refused.value.faults)


@given(st.integers(1, 40))
def test_every_invitation_has_a_letter(nth: int) -> None:
    assert shipped_invitation_letters().for_nth(nth).nth == min(nth, 2)
