"""Staff without pages: who may write, once, by revision; confirmation, days that wait, erasure, counts."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from roterfaden.audit.models import Entry
from roterfaden.audit.queries import entries_for_scope
from roterfaden.common.crypto import keyring
from roterfaden.common.models import DataKey
from roterfaden.common.revisions import Conflict
from roterfaden.documents.files import read_file
from roterfaden.documents.models import StoredFile
from roterfaden.quality.duties import duties_of
from roterfaden.staff import files, qualifying, standing
from roterfaden.staff.choices import Standing
from roterfaden.staff.models import (
    Induction,
    InductionStep,
    Post,
    Qualification,
    StaffFile,
    Supervision,
    Training,
)
from roterfaden.staff.queries import (
    files_visible_to,
    shares_on,
)
from roterfaden.staff.refusals import StaffRefused
from roterfaden.staff.requirements import requirements_for
from roterfaden.staff.writing import Upload
from tests.documents.makers import pdf
from tests.fixtures import AT, TODAY, World
from tests.staff import makers

DAY = timedelta(days=1)


def paper(name: str = "urkunde.pdf") -> Upload:
    return Upload(name, BytesIO(pdf()))


def test_a_file_is_opened_once_and_only_by_who_leads(world: World) -> None:
    token = uuid4()
    made = [
        files.open_file(
            organisation=world.service,
            user=world.anna,
            facts=makers.FILE,
            share=Decimal("0.5"),
            token=token,
            by=world.lena,
            at=AT,
        )
        for _press in range(2)
    ]
    assert made[0] == made[1]
    assert Post.objects.get().share == Decimal("0.5")
    for stranger in (world.anna, world.quirin, world.fritz, world.klara):
        with pytest.raises(StaffRefused, match="Leitung"):
            makers.staff_file(world, world.bela, by=stranger)
    with pytest.raises(StaffRefused, match="schon eine"):
        makers.staff_file(world, world.anna)
    with pytest.raises(StaffRefused, match="arbeitet nicht"):
        makers.staff_file(world, world.fritz)
    for wrong in (
        {"areas": ["magic"]},
        {"probation_until": TODAY - timedelta(days=900)},
        {"left_on": TODAY - timedelta(days=900)},
        {"employed_from": None},
    ):
        with pytest.raises(StaffRefused):
            makers.staff_file(world, world.bela, **wrong)
    for share in ("-0.1", "1.001"):
        with pytest.raises(StaffRefused, match="zwischen 0 und 1"):
            makers.staff_file(world, world.bela, share=share)


def test_who_sees_a_file(world: World) -> None:
    found = makers.staff_file(world, world.anna)
    seen = {user: list(files_visible_to(user, on=TODAY)) for user in (world.anna, world.lena)}
    assert seen == {world.anna: [found], world.lena: [found]}
    # colleagues, quality, other services and offices see nothing of a person
    for user in (world.bela, world.quirin, world.fritz, world.klara):
        assert list(files_visible_to(user, on=TODAY)) == []


def test_the_share_of_a_post_holds_until_the_next(world: World) -> None:
    found = makers.staff_file(world, world.anna, share="1")
    half = TODAY + timedelta(days=30)
    files.set_post(staff_file=found, valid_from=half, share=Decimal("0.5"), by=world.lena, at=AT)
    assert shares_on(world.service, on=half - DAY) == {world.anna.pk: Decimal(1)}
    assert shares_on(world.service, on=half) == {world.anna.pk: Decimal("0.5")}
    # said again for the day it replaces, and does not add
    files.set_post(staff_file=found, valid_from=half, share=Decimal(0), by=world.lena, at=AT)
    assert shares_on(world.service, on=half) == {world.anna.pk: Decimal(0)}
    assert found.posts.count() == 2
    assert shares_on(world.service, on=found.employed_from - DAY) == {}
    for wrong in (found.employed_from - DAY, TODAY + timedelta(days=400)):
        with pytest.raises(StaffRefused):
            files.set_post(staff_file=found, valid_from=wrong, share=Decimal(1), by=world.lena, at=AT)
    with pytest.raises(StaffRefused, match="Leitung"):
        files.set_post(staff_file=found, valid_from=half, share=Decimal(1), by=world.anna, at=AT)


def test_a_qualification_counts_once_somebody_else_confirmed_it(world: World) -> None:
    found = makers.staff_file(world, world.anna)
    row = makers.qualification(found, "law", by=world.anna)
    requirements = requirements_for(world.service)

    def line() -> Any:
        lines = standing.lines_of(found, requirements, on=TODAY)
        return next(one for one in lines if one.criterion.key == "law")

    assert line().standing == Standing.UNPROVEN
    for wrong in (world.anna, world.bela, world.quirin, world.fritz):
        with pytest.raises(StaffRefused):
            qualifying.confirm(qualification=row, revision=1, by=wrong, at=AT)
    qualifying.confirm(qualification=row, revision=1, by=world.lena, at=AT)
    assert line().standing == Standing.MET
    # said anew, somebody has to look again
    facts = makers.QUALIFICATION | {"what": "Anderer Lehrgang"}
    qualifying.change(qualification=row, facts=facts, upload=None, revision=2, by=world.anna, at=AT)
    assert line().standing == Standing.UNPROVEN


def test_who_leads_never_confirms_for_themselves(world: World) -> None:
    own = makers.staff_file(world, world.lena)
    row = makers.qualification(own, "law", by=world.lena)
    with pytest.raises(StaffRefused, match="jemand anders"):
        qualifying.confirm(qualification=row, revision=1, by=world.lena, at=AT)
    other = makers.second_lead(world)
    qualifying.confirm(qualification=row, revision=1, by=other, at=AT)
    assert Qualification.objects.get().confirmed_by == other


def test_without_paper_and_reason_nothing_is_confirmed(world: World) -> None:
    found = makers.staff_file(world, world.anna)
    bare = makers.qualification(found, "law", by=world.anna, reason="")
    with pytest.raises(StaffRefused, match="Urkunde"):
        qualifying.confirm(qualification=bare, revision=1, by=world.lena, at=AT)
    # what the lead just has to look at needs no paper
    seen = makers.qualification(found, "suitability", by=world.lena, reason="")
    qualifying.confirm(qualification=seen, revision=1, by=world.lena, at=AT)
    for wrong in (
        {"what": "  "},
        {"since": TODAY + DAY},
        {"until": TODAY - timedelta(days=500)},
    ):
        with pytest.raises(StaffRefused):
            makers.qualification(found, "law", by=world.anna, **wrong)
    with pytest.raises(StaffRefused, match="gibt es hier nicht"):
        makers.qualification(found, "magic", by=world.anna)
    with pytest.raises(StaffRefused, match="welcher Abschluss"):
        makers.qualification(found, "degree", by=world.anna, choice="wizard")
    with pytest.raises(StaffRefused, match="seit wann"):
        makers.qualification(found, "experience", by=world.anna, since=None)
    with pytest.raises(StaffRefused, match="Fachkraft selbst"):
        makers.qualification(found, "law", by=world.bela)


def test_a_paper_lies_sealed_and_the_replaced_one_is_gone(world: World) -> None:
    found = makers.staff_file(world, world.anna)
    row = makers.qualification(found, "law", by=world.anna, upload=paper("erste.pdf"), what="Geheimkurs")
    assert row.paper is not None
    assert read_file(row.paper) == pdf()
    with connection.cursor() as cursor:
        cursor.execute("SELECT what FROM staff_qualification")
        (raw,) = cursor.fetchone()
    assert b"Geheim" not in bytes(raw)
    qualifying.change(
        qualification=row,
        facts=makers.QUALIFICATION,
        upload=paper("zweite.pdf"),
        revision=1,
        by=world.anna,
        at=AT,
    )
    assert [one.name for one in StoredFile.objects.all()] == ["zweite.pdf"]
    # the entries of the trail name nobody's words
    assert "Geheimkurs" not in str(list(Entry.objects.values()))


def test_the_worker_sees_who_read_and_changed_the_file(world: World) -> None:
    found = makers.staff_file(world, world.anna)
    makers.confirmed(found, "law", by=world.lena)
    makers.begun(found, mentor=world.bela, by=world.lena)
    files.note_read(staff_file=found, by=world.lena, at=AT)
    # reading one's own file is nobody's business
    files.note_read(staff_file=found, by=world.anna, at=AT)
    told = [one.action for one in entries_for_scope(found.uuid)]
    assert told == [
        "staff.file_read",
        "staff.induction_begun",
        "staff.qualification_confirmed",
        "staff.qualification_noted",
        "staff.file_opened",
    ]


def test_two_editors_never_overwrite_each_other(world: World) -> None:
    found = makers.staff_file(world, world.anna)
    row = makers.qualification(found, "law", by=world.anna)
    facts = makers.QUALIFICATION | {"what": "Erster"}
    qualifying.change(qualification=row, facts=facts, upload=None, revision=1, by=world.anna, at=AT)
    second = Qualification.objects.get()
    with pytest.raises(Conflict):
        qualifying.change(
            qualification=second,
            facts=makers.QUALIFICATION | {"what": "Zweiter"},
            upload=None,
            revision=1,
            by=world.lena,
            at=AT,
        )
    assert Qualification.objects.get().what == "Erster"


def test_a_service_asks_for_more_and_never_for_less(world: World) -> None:
    facts = {"title": "Führerschein", "area": "", "source": "Integrationsamt", "ended_on": None}
    own = files.add_criterion(organisation=world.service, facts=facts, token=uuid4(), by=world.lena, at=AT)
    requirements = requirements_for(world.service)
    assert len(requirements.criteria) == len(requirements_for(world.other_service).criteria) + 1
    found = makers.staff_file(world, world.anna)
    makers.confirmed(found, str(own.uuid), by=world.lena)
    people = standing.people_in(world.service, on=TODAY)
    line = next(one for one in people[0].lines if one.criterion.own)
    assert line.standing == Standing.MET
    files.change_criterion(criterion=own, facts=facts | {"ended_on": TODAY}, revision=1, by=world.lena, at=AT)
    lines = standing.lines_of(found, requirements_for(world.service), on=TODAY)
    assert not any(one.criterion.own for one in lines)
    # what was noted for it stays in sight of the worker
    assert len(standing.others_of(found, lines)) == 1
    with pytest.raises(StaffRefused):
        files.add_criterion(organisation=world.service, facts=facts, token=uuid4(), by=world.quirin, at=AT)


def test_days_that_wait_are_told_neutrally_to_those_concerned(world: World) -> None:
    found = makers.staff_file(world, world.anna, employed_from=TODAY - timedelta(days=150))
    makers.confirmed(found, "law", by=world.lena, valid_until=TODAY + timedelta(days=20))
    makers.begun(found, mentor=world.bela, by=world.lena)
    told = {user: [str(one.what) for one in duties_of(user, on=TODAY)] for user in (world.anna, world.lena)}
    for duties in told.values():
        assert "Einarbeitung auswerten" in duties
        assert "Nachweis einer Qualifikation erneuern" in duties
        assert not any("Anna" in what or "Muster" in what for what in duties)
    assert any("Schritt" in str(one.what) for one in duties_of(world.bela, on=TODAY))
    assert duties_of(world.quirin, on=TODAY) == []
    # a newer proof for the same criterion ends the waiting
    makers.confirmed(found, "law", by=world.lena, valid_until=None)
    assert "Nachweis einer Qualifikation erneuern" not in [
        str(one.what) for one in duties_of(world.anna, on=TODAY)
    ]


def test_a_file_is_destroyed_when_its_time_is_over_and_not_a_day_before(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    left = date(2022, 11, 30)
    found = makers.staff_file(world, world.anna, employed_from=date(2021, 1, 1))
    row = makers.qualification(found, "law", by=world.anna, upload=paper())
    makers.need(world, found)
    makers.begun(found, mentor=world.bela, by=world.lena)
    session = makers.supervised(world, world.anna, world.bela, by=world.bela)
    with pytest.raises(StaffRefused, match="läuft noch"):
        files.erase_file(staff_file=found, revision=1, by=world.lena, at=AT)
    facts = makers.FILE | {"employed_from": date(2021, 1, 1), "left_on": left}
    files.change_file(staff_file=found, facts=facts, revision=1, by=world.lena, at=AT)
    # whole years from the end of the year: 2022 + 3
    assert files.erasable_from(found) == date(2026, 1, 1)
    assert standing.to_erase(world.service, on=date(2025, 12, 31)) == []
    assert standing.to_erase(world.service, on=date(2026, 1, 1)) == [found]
    assert standing.people_in(world.service, on=TODAY) == []
    with pytest.raises(StaffRefused, match="Leitung"):
        files.erase_file(staff_file=found, revision=2, by=world.quirin, at=AT)
    stored = row.paper
    assert stored is not None
    with django_capture_on_commit_callbacks(execute=True):
        files.erase_file(staff_file=found, revision=2, by=world.lena, at=AT)
    for model in (Qualification, Training, Induction, InductionStep, Post):
        assert not model._default_manager.exists(), model
    assert [one.user for one in session.there.all()] == [world.bela]
    assert Supervision.objects.get().minutes == "Vertraulicher Verlauf"
    assert StaffFile.objects.get().erased_on == TODAY
    assert DataKey.objects.get(pk=found.data_key_id).destroyed_at is not None
    keyring.forget()
    with pytest.raises(Exception, match=r".*"):
        read_file(StoredFile.objects.get(pk=stored.pk))
    assert list(files_visible_to(world.anna, on=TODAY)) == []
    with pytest.raises(StaffRefused, match="gelöscht"):
        makers.qualification(StaffFile.objects.get(), "law", by=world.lena)


def test_counts_show_nobody(world: World) -> None:
    def told() -> dict[str, tuple[int | None, int | None]]:
        _people, rows = standing.counts_of(world.service, on=TODAY)
        return {row.criterion.key: (row.met, row.open) for row in rows}

    crew = [world.anna, world.bela, *(makers.another(world, f"kraft{n}") for n in range(4))]
    found = [makers.staff_file(world, user, areas=[]) for user in crew[:2]]
    # two people: nothing is told
    assert told()["law"] == (None, None)
    found += [makers.staff_file(world, user, areas=[]) for user in crew[2:]]
    assert told()["law"] == (0, 6)
    makers.confirmed(found[0], "law", by=world.lena)
    # one meets it: both parts are hidden, or the rest would tell it
    assert told()["law"] == (None, None)
    for one in found[1:3]:
        makers.confirmed(one, "law", by=world.lena)
    assert told()["law"] == (3, 3)
    # nobody works in this task
    assert told()["acquisition"] == (None, None)
