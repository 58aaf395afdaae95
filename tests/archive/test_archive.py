"""From the last look at a case to its destruction: closing check, archive, restriction, two people, nothing left."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from roterfaden.archive import destroying, filing, restricting, retention
from roterfaden.archive.choices import DestructionState, GapKind, RestrictionGround
from roterfaden.archive.closing import GapsUnexplained, close_checked
from roterfaden.archive.completeness import gaps_of
from roterfaden.archive.models import ClosingCheck, Destruction, Keeping
from roterfaden.audit import trail
from roterfaden.audit.models import Entry
from roterfaden.cases import closing, personal_notes
from roterfaden.cases.choices import CaseResult, CaseState, EventKind
from roterfaden.cases.journal import CaseIsRestricted, write_entry
from roterfaden.cases.models import Case, CaseEvent, SearchWord
from roterfaden.cases.queries import cases_visible_to
from roterfaden.cases.result_codes import read_results, results_for
from roterfaden.common.crypto import keyring
from roterfaden.common.crypto.erasure import sealed_columns
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.complaints import receiving
from roterfaden.complaints.choices import Channel, Complainant
from roterfaden.complaints.models import Complaint
from roterfaden.documents.models import StoredFile
from roterfaden.jobs.outbox import empty_old_mails, send_waiting
from roterfaden.people.models import Person
from roterfaden.process.choices import RunState
from roterfaden.process.models import Run
from tests.access.stage import canary, guarded
from tests.cases.makers import at_rest, closed
from tests.consent.makers import set_stage
from tests.fixtures import AT, TODAY, World, open_case

__all__ = ["guarded"]

CANARIES = re.compile(r"KANARIE-\w+")
MOST_PLACES = 20
OF_THE_PERSON = {
    "Consent: KANARIE-Zweck", "Fact: KANARIE-Diagnose", "Fact: KANARIE-Quelle",
    "Relation: KANARIE-Mutter", "Relation: KANARIE-Telefon",
}  # fmt: skip
LATER = datetime(2032, 1, 2, 9, tzinfo=UTC)


def now(case: Case) -> Case:
    return Case.objects.select_related("person", "service", "responsible").get(pk=case.pk)


def close(case: Case, world: World, *, gaps_reason: str = "") -> ClosingCheck:
    return close_checked(
        case=now(case), result=CaseResult.PERMANENT, code="de-placed-permanent", reason="Vertrag.",
        gaps_reason=gaps_reason, closed_on=TODAY, health=True, revision=case.revision, by=world.anna, at=AT,
    )  # fmt: skip


def filed(case: Case, world: World) -> Case:
    closed(case, by=world.anna)
    filing.file_away(case=now(case), revision=now(case).revision, by=world.lena, at=AT)
    return now(case)


def test_what_is_open_is_named_and_closing_asks_for_one_sentence(world: World, guarded: Case) -> None:
    gaps = gaps_of(now(guarded), health=True, on=TODAY)
    kinds = {gap.kind for gap in gaps}
    assert {
        GapKind.STEP, GapKind.DOCUMENT, GapKind.DEADLINE, GapKind.FOLLOW_UP, GapKind.APPOINTMENT, GapKind.MANDATE,
        GapKind.ANAMNESIS, GapKind.COOPERATION,
    } <= kinds  # fmt: skip
    with pytest.raises(GapsUnexplained) as refusal:
        close(guarded, world)
    assert {gap.kind for gap in refusal.value.gaps} == kinds
    assert now(guarded).state == CaseState.OPEN
    check = close(guarded, world, gaps_reason="Umzug, der neue Dienst übernimmt.")
    assert (now(guarded).state, now(guarded).result_code) == (CaseState.CLOSED, "de-placed-permanent")
    assert check.gaps["step"] >= 1
    assert check.reason == "Umzug, der neue Dienst übernimmt."
    assert closing.open_runs_of(guarded) == []


def test_a_tidy_case_needs_no_excuse(world: World, case: Case) -> None:
    at_rest(case, by=world.anna)
    case.mandates.update(valid_until=TODAY)
    assert close(case, world).gaps == {}


def test_the_result_is_corrected_with_a_trace(world: World, case: Case) -> None:
    closed(case, by=world.anna)
    with pytest.raises(closing.ClosingRefused, match="zählt in der Statistik als"):
        closing.correct_result(
            case=now(case), result=CaseResult.TRAINING, code="de-placed-fixed", reason="x",
            revision=2, by=world.anna, at=AT,
        )  # fmt: skip
    with pytest.raises(closing.ClosingRefused, match="steht hier an diesem Tag nicht"):
        closing.correct_result(
            case=now(case), result=CaseResult.TRAINING, code="ch-placed-training", reason="x",
            revision=2, by=world.anna, at=AT,
        )  # fmt: skip
    closing.correct_result(
        case=now(case), result=CaseResult.FIXED_TERM, code="de-placed-fixed", reason="Vertrag kam doch.",
        revision=2, by=world.anna, at=AT,
    )  # fmt: skip
    event = CaseEvent.objects.get(case=case, kind=EventKind.RESULT_CORRECTED)
    assert (event.result, event.reason) == ("fixed_term", "Vertrag kam doch.")
    assert (now(case).result, now(case).result_code) == ("fixed_term", "de-placed-fixed")
    assert '"from": "advised"' in (
        Entry.objects.filter(action="cases.result_corrected").get().payload or ""
    ).replace('":"', '": "')


@pytest.mark.requirement("R-57", figure="exact to the day")
def test_how_long_a_case_is_kept_is_told(world: World, case: Case) -> None:
    case = filed(case, world)
    assert case.keep_until == date(2031, 12, 31)
    assert "Aufzubewahren bis 31.12.2031" in Keeping.objects.get().computed
    closing.reopen_case(case=case, reason="Kündigung droht.", revision=case.revision, by=world.anna, at=AT)
    assert (now(case).archived_on, now(case).keep_until, now(case).state) == (None, None, CaseState.OPEN)


def test_restricted_is_seen_by_those_who_lead_alone_and_written_by_nobody(world: World, case: Case) -> None:
    restricting.restrict(
        case=now(case), ground=RestrictionGround.DISPUTED, reason="Bestreitet die Angaben.",
        revision=case.revision, by=world.lena, at=AT,
    )  # fmt: skip
    assert not cases_visible_to(world.anna, on=TODAY).exists()
    assert cases_visible_to(world.lena, on=TODAY).exists()
    with pytest.raises(CaseIsRestricted):
        write_entry(case=case, kind="note", happened_at=AT, text="x", by=world.lena, at=AT)  # type: ignore[arg-type]
    with pytest.raises(restricting.RestrictionRefused, match="schon eingeschränkt"):
        restricting.restrict(
            case=now(case), ground=RestrictionGround.DISPUTED, reason="x", revision=2, by=world.lena, at=AT
        )
    restricting.release(case=now(case), reason="Geklärt.", revision=2, by=world.lena, at=AT)
    assert cases_visible_to(world.anna, on=TODAY).exists()


@pytest.mark.requirement("R-57", figure="0 remains in tables, index, files, drafts")
def test_two_people_destroy_a_case_and_nothing_of_it_is_left(
    world: World, guarded: Case, django_capture_on_commit_callbacks: Any
) -> None:
    personal_notes.write_note(case=guarded, text=canary("Notiz"), by=world.anna, at=AT)
    other = open_case(world, last_name="Bleibt")
    complaint = complain(world, guarded)
    names = [file.uuid.hex for file in StoredFile.objects.filter(data_key=guarded.data_key_id)]
    stored = [Path(settings.MEDIA_ROOT) / name[:2] / name for name in names]
    assert stored
    assert all(file.exists() for file in stored)
    send_waiting(at=AT + timedelta(days=1))
    assert len(readable_canaries()) > MOST_PLACES
    close(guarded, world, gaps_reason="Ende.")
    filing.file_away(case=now(guarded), revision=now(guarded).revision, by=world.lena, at=AT)
    assert destroying.list_due(at=AT + timedelta(days=365)) == {"cases": 0}
    assert destroying.list_due(at=LATER) == {"cases": 1}
    assert destroying.list_due(at=LATER) == {"cases": 0}
    row = Destruction.objects.get()
    with pytest.raises(destroying.DestructionRefused, match="keine Löschung vorgeschlagen"):
        destroying.confirm(row=row, revision=1, by=world.lena, at=LATER)
    destroying.propose(row=row, revision=1, by=world.lena, at=LATER)
    with pytest.raises(destroying.DestructionRefused, match="zweite Person"):
        destroying.confirm(row=row, revision=2, by=world.lena, at=LATER)
    with pytest.raises(destroying.DestructionRefused, match="anderes Verfahren"):
        destroying.confirm(row=row, revision=2, by=world.bela, at=LATER)
    Run.objects.filter(pk=complaint.run_id).update(state=RunState.LEFT, ended_at=AT)
    row.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        destroying.confirm(row=row, revision=2, by=world.bela, at=LATER)
    row.refresh_from_db()
    assert row.state == DestructionState.DONE
    assert row.went["files"] == len(stored)
    assert row.went["person"] is True
    assert sealed_by(guarded.data_key_id) == []
    person = Person.objects.get(pk=guarded.person_id)
    assert str(person).strip() == "gelöscht"
    assert not SearchWord.objects.filter(case=guarded).exists()
    assert not cases_visible_to(world.lena, on=TODAY).filter(pk=guarded.pk).exists()
    assert cases_visible_to(world.lena, on=TODAY).filter(pk=other.pk).exists()
    with pytest.raises(keyring.KeyDestroyed):
        keyring.key_for(guarded.data_key_id)
    assert not plain_canaries()
    empty_old_mails(at=LATER)
    assert readable_canaries() == set()
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert (complaint.text, complaint.lesson) == ("", "Absagen gehen an zwei Personen.")
    assert not any(file.exists() for file in stored)
    assert Entry.objects.filter(action="archive.destroyed", subject_uuid=row.uuid).exists()
    assert trail.verify().sound


def test_of_a_person_who_stays_only_what_is_theirs_can_be_read(world: World, guarded: Case) -> None:
    stage = set_stage(world, guarded)
    stage.queue(consent=stage.consent(purpose=canary("Zweck")), purpose=canary("Weitergabe"))
    other = open_case(world)
    Case.objects.filter(pk=other.pk).update(person=guarded.person)
    close(guarded, world, gaps_reason="Ende.")
    filing.file_away(case=now(guarded), revision=now(guarded).revision, by=world.lena, at=AT)
    destroying.list_due(at=LATER)
    row = Destruction.objects.get()
    destroying.propose(row=row, revision=1, by=world.lena, at=LATER)
    destroying.confirm(row=row, revision=2, by=world.bela, at=LATER)
    send_waiting(at=AT + timedelta(days=1))
    empty_old_mails(at=LATER)
    assert readable_canaries() == OF_THE_PERSON


def test_what_is_not_over_yet_stays(world: World, case: Case) -> None:
    filed(case, world)
    destroying.list_due(at=LATER)
    row = Destruction.objects.get()
    with pytest.raises(destroying.DestructionRefused, match="nicht nach heute"):
        destroying.keep_longer(
            row=row, until=date(2031, 1, 1), reason="x", revision=1, by=world.lena, at=LATER
        )
    destroying.keep_longer(
        row=row, until=date(2034, 12, 31), reason="Klage.", revision=1, by=world.lena, at=LATER
    )
    assert now(case).keep_until == date(2034, 12, 31)
    assert destroying.list_due(at=LATER) == {"cases": 0}
    closing.reopen_case(case=now(case), reason="Doch.", revision=now(case).revision, by=world.anna, at=AT)
    assert destroying.list_due(at=LATER + timedelta(days=9999)) == {"cases": 0}


def complain(world: World, case: Case) -> Complaint:
    told = receiving.Told(
        Complainant.CLIENT, Channel.PHONE, text=canary("Beschwerde"), name=canary("Name"), contact=""
    )
    made = receiving.receive(
        told=told, organisation=world.service, case=case, by=world.bela, at=AT, token=UUID(int=7)
    )
    made.lesson = "Absagen gehen an zwei Personen."
    made.save(update_fields=["lesson"])
    return made


def sealed_by(key_id: object) -> list[str]:
    """Tables in which ciphertext under this key is left."""
    return [
        model._meta.label
        for model in apps.get_models()
        for path, fields in sealed_columns(model).items()
        for row in model._default_manager.filter(**{path: key_id}).values_list(*[f.name for f in fields])
        if any(value not in (None, "") for value in row)
    ]


def readable_canaries() -> set[str]:
    """Canaries that somebody who holds the keys of the house can still read in a sealed column, with their table."""
    keyring.forget()
    found = set()
    for model in apps.get_models():
        names = [field.name for fields in sealed_columns(model).values() for field in fields]
        for row in model._default_manager.all() if names else ():
            for name in names:
                with suppress(keyring.KeyDestroyed):
                    found |= {
                        f"{model.__name__}: {word}" for word in CANARIES.findall(str(getattr(row, name)))
                    }
    return found


def plain_canaries() -> list[str]:
    """Tables in which a canary can be read in the clear."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            if any("KANARIE" in str(value) for row in cursor.fetchall() for value in row):
                found.append(table)
    return found


@pytest.mark.one_database
def test_longest_of_several_orders_and_the_most_exact_place_count() -> None:
    text = """
kind: retention
version: "1"
valid_from: 2020-01-01
language: de
rules:
  - {id: de, region: DE, kinds: [], years: 5, valid_from: 2020-01-01, title: Alle, REST}
  - {id: by, region: DE-BY, kinds: [], years: 6, valid_from: 2020-01-01, title: Bayern, REST}
  - {id: by-m, region: DE-BY, kinds: [measure], years: 8, valid_from: 2021-01-01, title: M, REST}
""".replace("REST", "archive_after: 3, certainty: guide, source: A")
    rules = retention.read_rules(text, name="t")

    def years(region: str, *kinds: str, on: date = date(2026, 2, 28)) -> int:
        return retention.reckon(region, kinds, closed_on=on, rules=rules).rule.years

    assert [years("DE-NW"), years("DE-BY"), years("DE-BY", "placement")] == [5, 6, 6]
    assert years("DE-BY", "placement", "measure") == 8
    assert years("DE-BY", "measure", on=date(2020, 5, 5)) == 6
    with pytest.raises(retention.NoRule, match="FR kennt der Katalog"):
        years("FR")
    assert retention.reckon("DE", (), closed_on=date(2026, 11, 30), rules=rules).archive_from == date(
        2027, 2, 28
    )
    with pytest.raises(FileFaults, match="gibt es nicht"):
        retention.read_rules(text.replace("[measure]", "[unsinn]"), name="t")


@pytest.mark.one_database
def test_results_are_dated_and_fit_the_place() -> None:
    groups = results_for("CH-LU", on=TODAY, kinds=["securing"])
    codes = {code.id for group in groups for code in group.codes}
    assert groups[0].id == "kept"
    assert "ch-placed-permanent" in codes
    assert "de-placed-permanent" not in codes
    assert not results_for("DE", on=date(2019, 1, 1))
    with pytest.raises(FileFaults, match="steht hier zweimal"):
        read_results(TWICE, name="t")


TWICE = """
kind: results
version: "1"
valid_from: 2020-01-01
language: de
source: Q
groups:
  - id: a
    title: A
    kinds: []
    codes:
      - {id: x, title: X, counts_as: other, valid_from: 2020-01-01}
      - {id: x, title: Y, counts_as: other, valid_from: 2020-01-01}
"""
