"""A case with a canary in every field, the arguments of every URL, and people who have no business with it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.cases import journal, steps
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from roterfaden.common.codes import new_code
from roterfaden.common.crypto import keyring
from roterfaden.correspondence import reports
from roterfaden.correspondence.models import Report as CaseReport
from roterfaden.documents.files import store_file
from roterfaden.people.choices import RelationKind
from roterfaden.people.facts import Said, Sitting, record_facts
from roterfaden.people.overlays import form_for
from roterfaden.people.relations import add_relation
from roterfaden.process import deviations, editions
from roterfaden.process.choices import DocumentState, EditionKind, ReasonCategory
from roterfaden.process.evidence import record_document
from roterfaden.process.models import BulkMove, Edition
from roterfaden.statistics.report_models import Report
from tests.access.complaining import complaint_arguments
from tests.access.filing import filing_arguments
from tests.access.guiding import guiding_arguments
from tests.access.measuring import measure_arguments
from tests.access.networking import network_arguments
from tests.access.offering import give_offers
from tests.access.placing import give_work, work_arguments
from tests.access.requirements import requirement_arguments
from tests.access.staffing import staff_arguments
from tests.access.steering import set_canary_goal, steering_arguments
from tests.access.surveys import survey_arguments
from tests.access.urls import Page, all_pages
from tests.consent.makers import Stage, set_stage
from tests.cooperation.makers import fill_with
from tests.deadlines.makers import appointment, follow_up, on_day
from tests.fixtures import AT, World, open_case, open_task, run_of, walk
from tests.snapshots import Snapshot

TABLE: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("table.yaml").read_text("utf-8"))
AUDIENCE = {name: audience for audience, names in TABLE.items() for name in names}
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
CANARY = "KANARIE"
MISSING_CODE = new_code(8, rng=Random(7))
# arguments of pages that are not about a case: the uuid of something else will do
ELSEWHERE = (
    "put", "action", "framework", "inquiry", "project", "own", "guest", "message", "offer",
    "attachment", "audit", "auditor", "block", "conflict", "contact", "destruction", "grant", "hook",
    "imported", "job", "letter_run", "membership", "merge", "note", "opening", "pair", "participant",
    "planned", "printed", "programme", "protocol", "session", "task", "template", "token", "view",
)  # fmt: skip
# arguments that are the same for every case
FIXED = {
    "index": 0,
    "letter": "answer",
    "wording": "easy",
    "declared": "einwilligung",
    "kind": "guardian",
    "form": "xlsx",
    "name": "brand",
    "section_id": "3",
    "item": "x1",
    "rule": "r_fernbleiben",
    "bond": "caseworker",
    "key": "V1",
    "instrument": "key",
    "group": "schritt",
    "part": "1",
    "rest": "gibt/es/nicht",
}


@dataclass(frozen=True)
class Arguments:
    """Values for the arguments of URLs: of the case that holds the canaries, or of one that does not exist."""

    real: dict[str, Any]
    missing: dict[str, Any]


def canary(place: str) -> str:
    return f"{CANARY}-{place}"


def spoken(world: World) -> tuple[str, ...]:
    """What goes into a stage that is built once: the languages of the program, the people and their service."""
    return get_language() or "", world.anna.language, world.service.language


_guarded = defaultdict[tuple[str, ...], Snapshot[Case]](lambda: Snapshot(guarded_case))


@pytest.fixture
def guarded(world: World) -> Case:
    """A case of the first service whose every text holds a canary."""
    return _guarded[spoken(world)].again(world)


def guarded_case(world: World) -> Case:
    case = open_case(world, first_name=canary("Vorname"), last_name=canary("Nachname"))
    run = walk(case, "", by=world.anna)
    task = open_task(run)
    stored = store_file(
        name=canary("Datei") + ".txt",
        stream=BytesIO(canary("Inhalt").encode()),
        data_key=case.data_key,
        kind="other",
        scope=case,
        by=world.anna,
        at=AT,
    )
    record_document(
        task=task,
        title="Fähigkeitsprofil",
        state=DocumentState.PRESENT,
        file=stored,
        scope=case,
        by=world.anna,
        at=AT,
    )
    journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=AT, text=canary("Journal"), by=world.anna, at=AT
    )
    record_facts(
        person=case.person,
        form=form_for(case.service, on=AT.date()),
        sitting=Sitting(source="doctor", said_on=AT.date(), source_name=canary("Quelle")),
        said=[Said(item="3.2", value=canary("Diagnose"))],
        health=True,
        scope=case,
        by=world.anna,
        at=AT,
    )
    add_relation(
        person=case.person,
        kind=RelationKind.FAMILY,
        name=canary("Mutter"),
        details={"phone": canary("Telefon")},
        scope=case,
        by=world.anna,
        at=AT,
    )
    steps.deviate(
        case=case,
        seen=steps.Seen(run, run.moves),
        deviation=deviations.add_step,
        title=canary("Schritt"),
        reason=deviations.Reason(ReasonCategory.OTHER, canary("Grund")),
        by=world.anna,
        at=AT,
    )
    give_dates(case, world)
    set_canary_goal(case, world.anna, canary)
    fill_with(world, case, canary)
    give_work(case, world, canary)
    give_offers(world, case)
    return case


def give_dates(case: Case, world: World) -> None:
    """A deadline, a follow-up and an appointment that hold canaries, too."""
    on_day(case, world.anna, AT.date() + timedelta(days=3), canary("Frist"))
    follow_up(case, world.anna, text=canary("Wiedervorlage"))
    starts_at = AT + timedelta(days=1)
    appointment(case, world, starts_at=starts_at, subject=canary("Thema"), place=canary("Ort"))


def bulk_move(world: World, guarded: Case) -> BulkMove:
    return BulkMove.objects.create(
        organisation=world.service,
        to_version=run_of(guarded).chain_version,
        data_key=guarded.data_key,
        category="other",
        reason=canary("Umstellung"),
        at=AT,
        by=world.quirin,
    )


def report_of(world: World, guarded: Case, stage: Stage) -> CaseReport:
    consent = stage.consent(purpose=canary("Berichtszweck"), recipients=[stage.office])
    order = reports.Order(recipient=stage.office, purpose=canary("Berichtszweck"), consent=consent)
    made = reports.begin_report(
        case=guarded, template_id="zwischenbericht", order=order, by=world.anna, at=AT
    )
    reports.add_comment(report=made, text=canary("Anmerkung"), by=world.anna, at=AT)
    return made


def cooperation_arguments(guarded: Case) -> dict[str, Any]:
    cooperation = guarded.cooperations.get()
    meeting, version = cooperation.meetings.get(), cooperation.versions.get()
    return {
        "party": cooperation.parties.latest("pk").uuid,
        "meeting": meeting.uuid,
        "question": meeting.agenda.latest("pk").uuid,
        "finding": cooperation.findings.get().uuid,
        "part": "items",
        "line": version.content["items"][0]["key"],
        "step": cooperation.steps.get().uuid,
        "nth": 1,
        "signature": version.signatures.get(scan__isnull=False).uuid,
        "what": "stand",
        "round": cooperation.rounds.get().uuid,
        "share": cooperation.rounds.get().shares.latest("pk").uuid,
        "ending": "docx",
    }


def a_report(world: World) -> Report:
    return Report.objects.create(
        organisation=world.service,
        data_key=keyring.new_key(),
        kind="de-197",
        kind_version="2026-11",
        first=date(2025, 1, 1),
        last=date(2025, 12, 31),
        content={"tables": [], "numbers": [], "missing": []},
        texts={"region": canary("Bericht")},
        reckoned_at=AT,
        begun_by=world.lena,
    )


def draft_of_a_chain(world: World) -> Edition:
    kind, text = EditionKind.OVERLAY, canary("Entwurf")
    return editions.draft(key="V1", kind=kind, organisation=world.service, text=text, by=world.quirin, at=AT)


def handbook_arguments(guarded: Case) -> dict[str, Any]:
    missing = dict.fromkeys(("aid", "proposal", "seat"), guarded.uuid)
    chapter = {"chapter": "vermittlung", "box": "requirements"}
    return {
        **chapter,
        "of": "chapter",
        "about": "vermittlung",
        "measure": "M7",
        "shipped": "CH-LU-AUFBAU",
        "protocol_form": "v1-s2",
        **missing,
    }


def quality_arguments(guarded: Case) -> dict[str, Any]:
    return {
        **complaint_arguments(guarded),
        **steering_arguments(guarded),
        **requirement_arguments(guarded),
        **guiding_arguments(guarded),
        **network_arguments(guarded),
        **staff_arguments(guarded),
        **survey_arguments(guarded.uuid),
        **filing_arguments(guarded.uuid),
    }


_staged = defaultdict[tuple[str, ...], Snapshot[tuple[Arguments, Case]]](lambda: Snapshot(staged))


@pytest.fixture
def arguments(world: World, guarded: Case) -> Arguments:
    made, case = _staged[spoken(world)].again(world, guarded)
    vars(guarded).update(vars(case))
    return made


def staged(world: World, guarded: Case) -> tuple[Arguments, Case]:
    """The arguments of the pages, and the case after all that was added to it for them."""
    run = run_of(guarded)
    document = run.tasks.get(node="2").documents.get()
    entry = guarded.journal.earliest("pk")
    deputy = members.name_deputy(
        absent=world.bela,
        deputy=world.anna,
        organisation=world.service,
        valid_from=AT.date(),
        valid_until=AT.date(),
        by=world.bela,
        at=AT,
    )
    stage = set_stage(world, guarded)
    consent = stage.consent(purpose=canary("Zweck"))
    transfer = stage.queue(consent=consent, purpose=canary("Weitergabe"))
    real = {
        **dict.fromkeys(ELSEWHERE, guarded.uuid),
        "code": guarded.code,
        "number": run.tasks.get(node="2").number,
        "deputy": deputy.uuid,
        "user": world.bela.uuid,
        "pk": 1,
        "run": 1,
        "run_id": run.pk,
        "moved_run": run.uuid,
        **quality_arguments(guarded),
        **measure_arguments(world, guarded),
        "bulk": bulk_move(world, guarded).uuid,
        "document": document.pk,
        "uuid": document.file.uuid if document.file else None,
        "entry": entry.uuid,
        "declaration": consent.uuid,
        "transfer": transfer.uuid,
        "recipient": transfer.recipient.uuid,
        "mandate": guarded.mandates.get().uuid,
        **handbook_arguments(guarded),
        **cooperation_arguments(guarded),
        "case_report": report_of(world, guarded, stage).uuid,
        **work_arguments(guarded),
        "slot": guarded.person.fact_slots.get().uuid,
        "relation": guarded.person.relations.get().uuid,
        "other": guarded.person.code,
        "service": world.service.code,
        "appointment": guarded.appointments.earliest("pk").uuid,
        "follow_up": guarded.follow_ups.get().uuid,
        "deadline": guarded.own_deadlines.earliest("pk").deadline.uuid,
        "edition": draft_of_a_chain(world).uuid,
        "place": guarded.code,
        "profile": guarded.uuid,
        "visit": guarded.uuid,
        "version": run.chain_version.version,
        "year": AT.year,
        "report": a_report(world).uuid,
        **FIXED,
    }
    return Arguments(real, {**real, "code": MISSING_CODE}), guarded


@pytest.fixture
def outsiders(world: World) -> list[User]:
    """People with an account who have no business with the case."""
    root = members.add_user(
        username="root", first_name="Root", last_name="Muster", by=None, at=AT, password="geheim"
    )
    members.add_member(
        user=root,
        organisation=world.service,
        role=Role.ADMINISTRATOR,
        valid_from=AT.date() - timedelta(days=99),
        by=None,
        at=AT,
    )
    gone = members.add_user(
        username="gone", first_name="Gone", last_name="Muster", by=None, at=AT, password="geheim"
    )
    past = members.add_member(
        user=gone,
        organisation=world.service,
        role=Role.CASEWORKER,
        valid_from=AT.date() - timedelta(days=99),
        by=None,
        at=AT,
    )
    members.end_membership(membership=past, last_day=AT.date() - timedelta(days=9), by=None, at=AT)
    return [world.fritz, world.quirin, world.klara, root, gone]


@cache
def pages_for(*audiences: str) -> tuple[Page, ...]:
    return tuple(page for page in all_pages() if AUDIENCE.get(page.name) in audiences)


def url(page: Page, values: dict[str, Any]) -> str:
    return reverse(page.name, kwargs={name: values[name] for name in page.arguments})


def clients(users: list[User]) -> Iterator[tuple[User, Client]]:
    return ((user, logged_in(user)) for user in users)


def logged_in(user: User) -> Client:
    """A browser in which this user has come in; a page that fails answers 500."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def comparable(response: HttpResponse) -> str:
    """The body without what differs by nature: tokens, and the code that was asked for."""
    body = response.content.decode(errors="replace")
    body = re.sub(r'csrfmiddlewaretoken" value="[^"]*"|(?:X-CSRFToken|csrf)": "[^"]*"', "token", body)
    body = re.sub(r'nonce="[^"]*"', "nonce", body)
    return re.sub(r"/faelle/[0-9A-Za-z]+/", "/faelle/_/", body)
