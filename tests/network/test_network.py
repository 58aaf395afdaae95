"""The network without pages: who may write, once, by revision; terms to the day; what the year and the night count."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roterfaden.accounts.models import User
from roterfaden.audit.models import Entry
from roterfaden.common.revisions import Conflict
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.jobs.models import Mail
from roterfaden.network import committees, outreach, partners, reachability
from roterfaden.network.choices import RoomState, Term
from roterfaden.network.figures import network_year
from roterfaden.network.models import Pact, Partner, RoomCheck
from roterfaden.network.queries import partners_visible_to, term_of
from roterfaden.network.refusals import NetworkRefused
from roterfaden.network.reminding import remind
from roterfaden.network.vocabulary import checklist_for, checklists, kinds, read_checklist
from roterfaden.standards.layering import standards_for
from tests.fixtures import AT, TODAY, World
from tests.network import makers

DAY = timedelta(days=1)


def test_what_is_shipped_is_whole(world: World) -> None:
    assert "workshop" in kinds().partners
    assert {one.country for one in checklists()} == {"DE", "CH"}
    german, swiss = checklist_for("DE-NW"), checklist_for("CH-LU")
    assert german is not None
    assert swiss is not None
    assert ("18040" in german.source, "SIA 500" in swiss.source) == (True, True)
    assert checklist_for("AT-9") is None
    # what a page offers to prove is a requirement that there is
    standards = standards_for(world.service, on=TODAY)
    for reference in kinds().proves.values():
        standard, _sign, code = reference.partition(":")
        assert standards[standard].requirement(code) is not None, reference


def test_a_broken_list_is_refused(tmp_path: Any) -> None:
    path = tmp_path / "barrier_free_xx.yaml"
    path.write_text("kind: barrier_free\nkey: x\nversion: '1'\ncriteria: []\n", encoding="utf-8")
    with pytest.raises(FileFaults):
        read_checklist(path)


def test_partners_are_made_once_and_only_by_who_works_there(world: World) -> None:
    token = uuid4()
    made = [
        partners.add_partner(
            organisation=world.service, facts=makers.PARTNER, token=token, by=world.anna, at=AT
        )
        for _press in range(2)
    ]
    assert made[0] == made[1]
    assert Entry.objects.filter(action="network.partner_added").count() == 1
    for stranger in (world.fritz, world.klara):
        with pytest.raises(NetworkRefused, match="wer im Dienst arbeitet"):
            partners.add_partner(
                organisation=world.service, facts=makers.PARTNER, token=uuid4(), by=stranger, at=AT
            )
    # the token of another service never shows or gives its row
    with pytest.raises(NetworkRefused, match="beschädigt"):
        partners.add_partner(
            organisation=world.other_service, facts=makers.PARTNER, token=token, by=world.fritz, at=AT
        )
    refused: tuple[dict[str, Any], ...] = ({"name": "  "}, {"kind": "castle"}, {"cared_by": world.fritz})
    for wrong in refused:
        with pytest.raises(NetworkRefused):
            makers.partner(world, **wrong)
    assert list(partners_visible_to(world.fritz, on=TODAY)) == []
    assert list(partners_visible_to(world.quirin, on=TODAY)) == [made[0]]


def test_what_people_wrote_lies_sealed(world: World) -> None:
    found = makers.partner(world, about="Geheimes Vorhaben")
    sitting = makers.sitting(world, makers.committee(world), minutes="Vertrauliches Wort")
    makers.resolution(world, sitting, text="Stiller Beschluss")
    assert Partner.objects.get(pk=found.pk).about == "Geheimes Vorhaben"
    for table, column in (
        ("network_partner", "about"),
        ("network_sitting", "minutes"),
        ("network_resolution", "text"),
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM {table}")
            (raw,) = cursor.fetchone()
        assert not any(word in bytes(raw) for word in (b"Geheim", b"Vertraulich", b"Still"))


def test_two_editors_never_overwrite_each_other(world: World) -> None:
    found = makers.partner(world)
    facts = makers.PARTNER | {"town": "Seeblick"}
    partners.change_partner(partner=found, facts=facts, revision=1, by=world.anna, at=AT)
    second = Partner.objects.get()
    with pytest.raises(Conflict) as conflict:
        partners.change_partner(
            partner=second, facts=makers.PARTNER | {"town": "Altstadt"}, revision=1, by=world.bela, at=AT
        )
    assert conflict.value.current is not None
    assert Partner.objects.get().town == "Seeblick"


def test_look_alikes_are_named_and_others_are_not(world: World) -> None:
    found = makers.partner(world, name="Hafenwerkstatt Neuhafen")
    makers.partner(world, name="Klinik Seeblick")
    rows = Partner.objects.all()
    assert partners.look_alikes("Hafen-Werkstatt Neuhafen", rows) == [found]
    assert partners.look_alikes("Handwerkskammer", rows) == []
    assert partners.look_alikes("  ", rows) == []


def test_terms_of_agreements_to_the_day(world: World) -> None:
    partner = makers.partner(world)
    endless = makers.pact(world, partner)
    assert term_of(endless, on=date(2099, 1, 1)) == Term.RUNNING
    found = makers.pact(world, partner, ends_on=date(2027, 6, 30), notice_weeks=4)
    # notice until 2 June 2027; sixty days before that it is called to mind
    expected = {
        found.begins_on - DAY: Term.AHEAD,
        found.begins_on: Term.RUNNING,
        date(2027, 4, 2): Term.RUNNING,
        date(2027, 4, 3): Term.SOON,
        date(2027, 6, 30): Term.SOON,
        date(2027, 7, 1): Term.OVER,
    }
    assert {day: term_of(found, on=day) for day in expected} == expected
    found.ended_on = date(2027, 1, 1)
    assert term_of(found, on=date(2027, 7, 1)) == Term.ENDED
    wrongs: tuple[dict[str, Any], ...] = (
        {"ends_on": makers.PACT["begins_on"] - DAY},
        {"notice_weeks": 105},
        {"content": " "},
        {"responsible": world.fritz},
    )
    for wrong in wrongs:
        with pytest.raises(NetworkRefused):
            makers.pact(world, partner, **wrong)


# how fast the machine draws is no matter of the terms
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    begins=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    lasts=st.integers(0, 4000),
    weeks=st.integers(0, 104),
    asked=st.dates(date(1990, 1, 1), date(2120, 1, 1)),
)
def test_a_term_only_goes_forward(begins: date, lasts: int, weeks: int, asked: date) -> None:
    found = Pact(begins_on=begins, ends_on=begins + timedelta(days=lasts), notice_weeks=weeks)
    order = [Term.AHEAD, Term.RUNNING, Term.SOON, Term.OVER]
    one, later = term_of(found, on=asked), term_of(found, on=asked + DAY)
    assert order.index(one) <= order.index(later)
    assert (one == Term.OVER) == (asked > begins + timedelta(days=lasts))


def test_resolutions_are_followed_until_they_are_done(world: World) -> None:
    found = makers.committee(world, seat=world.lena)
    ahead = makers.sitting(world, found, held_on=TODAY + DAY, minutes="", attendance="")
    with pytest.raises(NetworkRefused, match="wenn die Sitzung war"):
        makers.resolution(world, ahead)
    with pytest.raises(NetworkRefused, match="Protokoll"):
        makers.sitting(world, found, held_on=TODAY + DAY)
    held = makers.sitting(world, found)
    assert held.written_by == world.anna
    wrongs: tuple[dict[str, Any], ...] = (
        {"text": ""},
        {"responsible": None},
        {"responsible": world.fritz},
        {"due_on": held.held_on - DAY},
    )
    for wrong in wrongs:
        with pytest.raises(NetworkRefused):
            makers.resolution(world, held, **wrong)
    made = makers.resolution(world, held)
    with pytest.raises(NetworkRefused, match="herauskam"):
        committees.finish(resolution=made, outcome=" ", revision=1, by=world.bela, at=AT)
    committees.finish(resolution=made, outcome="Bestellt.", revision=1, by=world.bela, at=AT)
    assert made.done_on == TODAY
    with pytest.raises(NetworkRefused, match="schon erledigt"):
        committees.finish(resolution=made, outcome="Noch mal", revision=2, by=world.bela, at=AT)
    with pytest.raises(NetworkRefused, match="schon erledigt"):
        committees.change_resolution(resolution=made, facts=vars(made), revision=2, by=world.bela, at=AT)


def test_public_relations_say_what_they_brought(world: World) -> None:
    makers.action(world)
    wrongs: tuple[dict[str, Any], ...] = (
        {"state": "held"},
        {"state": "held", "effect": "Gut.", "begins_on": TODAY + DAY},
        {"kind": "war"},
        {"target_group": ""},
        {"ends_on": makers.ACTION["begins_on"] - DAY},
    )
    for wrong in wrongs:
        with pytest.raises(NetworkRefused):
            makers.action(world, **wrong)
    made = makers.action(world, kind="talk")
    said = makers.ACTION | {"kind": "talk", "state": "held", "effect": "Zwei Anfragen.", "reached": 30}
    outreach.change_outreach(outreach=made, facts=said, revision=1, by=world.anna, at=AT)
    assert made.effect == "Zwei Anfragen."


def test_a_year_is_what_one_counts_by_hand(world: World) -> None:
    partner, other = makers.partner(world), makers.partner(world, name="Klinik")
    makers.partner(world, name="Ehemals", ended_on=date(2025, 12, 31))
    for _twice in range(2):
        partners.note_touch(
            partner=partner, happened_on=TODAY, way="call", note="Kurz.", token=uuid4(), by=world.anna, at=AT
        )
    makers.pact(world, other, begins_on=date(2024, 1, 1), ends_on=date(2025, 12, 31))
    makers.pact(world, other, begins_on=date(2024, 1, 1), ends_on=date(2026, 1, 1))
    held = makers.sitting(world, makers.committee(world))
    makers.resolution(world, held, due_on=TODAY - DAY)
    makers.resolution(world, held, due_on=TODAY)
    makers.action(world, state="held", effect="Gut.", cost=Decimal("10.50"), reached=20)
    makers.action(world, cost=Decimal("5.25"), begins_on=date(2026, 12, 30), ends_on=date(2027, 1, 2))
    makers.action(world, state="dropped", cost=Decimal(99))
    told = network_year(world.service, 2026, today=TODAY)
    assert (told.partners, told.touched, told.pacts) == (2, 1, 1)
    assert (told.sittings, told.resolutions, told.done, told.overdue) == (1, 2, 0, 1)
    (fair,) = told.actions
    assert (fair.held, fair.planned, fair.reached, fair.cost) == (1, 1, 20, Decimal("15.75"))
    assert len(network_year(world.service, 2027, today=TODAY).actions) == 1
    assert network_year(world.other_service, 2026, today=TODAY).partners == 0


def test_rooms_are_looked_at_by_the_list_of_their_country(world: World) -> None:
    found = makers.venue(world)
    look: dict[str, Any] = {"venue": found, "criterion": "door", "by": world.anna, "at": AT}
    with pytest.raises(NetworkRefused, match="was fehlt"):
        reachability.check_room(state=RoomState.NOT, gap=" ", revision=0, **look)
    with pytest.raises(NetworkRefused, match="gibt es nicht"):
        reachability.check_room(state=RoomState.MET, gap="", revision=0, **(look | {"criterion": "moat"}))
    reachability.check_room(state=RoomState.PARTLY, gap="Zu schwer", revision=0, **look)
    # somebody who saw the list before the first look does not overwrite it
    with pytest.raises(Conflict):
        reachability.check_room(state=RoomState.MET, gap="", revision=0, **(look | {"by": world.bela}))
    reachability.check_room(state=RoomState.MET, gap="bleibt nicht stehen", revision=1, **look)
    row = RoomCheck.objects.get()
    assert (row.state, row.gap, row.revision) == ("met", "", 2)
    own = reachability.add_criterion(
        organisation=world.service, title="Spielecke", token=uuid4(), by=world.quirin, at=AT
    )
    with pytest.raises(NetworkRefused, match="schon"):
        reachability.add_criterion(
            organisation=world.service, title="spielecke", token=uuid4(), by=world.quirin, at=AT
        )
    assert [line.title for line in reachability.lines_of(found) if line.own] == [own.title]
    with pytest.raises(NetworkRefused, match="nicht zu verstehen"):
        makers.venue(world, hours="werktags meistens")
    with pytest.raises(NetworkRefused, match="Leitung"):
        reachability.change_venue(venue=found, facts=makers.VENUE, revision=1, by=world.anna, at=AT)


def test_each_reminder_goes_out_once_and_names_nobody(world: World) -> None:
    User.objects.filter(pk__in=[world.anna.pk, world.fritz.pk]).update(email="wer@example.org")
    partner = makers.partner(world, name="Sehr geheim GmbH")
    soon = makers.pact(world, partner, ends_on=TODAY + timedelta(days=30))
    makers.pact(world, partner, ends_on=TODAY + timedelta(days=300))
    makers.pact(world, partner, ends_on=TODAY + timedelta(days=30), ended_on=TODAY)
    # no address: nobody to write to
    makers.pact(world, partner, ends_on=TODAY + timedelta(days=30), responsible=world.bela)
    held = makers.sitting(world, makers.committee(world))
    makers.resolution(world, held, due_on=TODAY + timedelta(days=7))
    makers.resolution(world, held, due_on=TODAY + timedelta(days=8))
    assert remind(at=AT) == {"agreements": 1, "resolutions": 1}
    remind(at=AT)
    assert Mail.objects.count() == 2
    for mail in Mail.objects.all():
        assert "geheim" not in mail.subject + mail.body
        assert "Stand bestellen" not in mail.body
    # prolonged: the new end is called to mind anew, when it comes
    facts = makers.PACT | {"responsible": world.anna, "ends_on": TODAY + timedelta(days=50)}
    partners.change_pact(pact=soon, facts=facts, revision=1, by=world.anna, at=AT)
    remind(at=AT)
    assert Mail.objects.count() == 3
