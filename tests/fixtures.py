"""The fixed cast and small worlds that all tests share.

Anna and Bela work on cases of the same service, Lena leads its team, Quirin looks after its quality; Fritz works for
another service and must never see anything; Klara is a clerk of the commissioning body.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from roterfaden.accounts import members, organisations
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, Team, User
from roterfaden.cases import intake, steps
from roterfaden.cases.choices import MandateKind
from roterfaden.cases.mandates import MandateFacts
from roterfaden.cases.models import Case
from roterfaden.process.catalogue import load_catalogue, version_in_force
from roterfaden.process.choices import TaskState
from roterfaden.process.models import ChainVersion, Run, Task
from tests.snapshots import Snapshot

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = AT.date()


@dataclass(frozen=True)
class World:
    """One service with its people and offices, and a second service next door."""

    service: Organisation
    other_service: Organisation
    office: Organisation
    agency: Organisation
    team: Team
    anna: User
    bela: User
    lena: User
    quirin: User
    fritz: User
    klara: User


def load_shipped_data() -> None:
    """Load what every installation has; quick when it is there already (a flush takes it away)."""
    if not ChainVersion.objects.exists():
        organisations.load_organisation_kinds()
        load_catalogue()


def build_world() -> World:
    """The cast and its organisations, made by the domain's own functions."""
    make = {
        code: organisations.add_organisation(
            code=code, name=name, kind=kind, region="DE-NW", by=None, at=AT, file_prefix=prefix
        )
        for code, name, kind, prefix in (
            ("ifd-neuhafen", "IFD Neuhafen", "service", "NH"),
            ("ifd-altstadt", "IFD Altstadt", "service", "AS"),
            ("ina", "Integrationsamt Nordland", "integration_office", ""),
            ("afa", "Agentur für Arbeit Neuhafen", "employment_agency", ""),
        )
    }
    team = organisations.add_team(organisation=make["ifd-neuhafen"], name="Vermittlung", by=None, at=AT)
    users = {}
    for name, code, role in (
        ("anna", "ifd-neuhafen", Role.CASEWORKER),
        ("bela", "ifd-neuhafen", Role.CASEWORKER),
        ("lena", "ifd-neuhafen", Role.TEAM_LEAD),
        ("quirin", "ifd-neuhafen", Role.QUALITY_OFFICER),
        ("fritz", "ifd-altstadt", Role.CASEWORKER),
        ("klara", "afa", Role.CLERK),
    ):
        user = members.add_user(
            username=name, first_name=name.title(), last_name="Muster", by=None, at=AT, password="geheim"
        )
        members.add_member(
            user=user,
            organisation=make[code],
            role=role,
            valid_from=date(2020, 1, 1),
            by=None,
            at=AT,
            team=team if code == "ifd-neuhafen" else None,
        )
        users[name] = user
    return World(
        service=make["ifd-neuhafen"],
        other_service=make["ifd-altstadt"],
        office=make["ina"],
        agency=make["afa"],
        team=team,
        **users,
    )


_world = Snapshot(build_world)


@pytest.fixture
def world(db: None) -> World:
    load_shipped_data()
    return _world.again()


def open_case(
    world: World,
    *,
    first_name: str = "Leyla",
    last_name: str = "Aksoy",
    chain: str = "V1",
    start: str = "start_auftrag",
    responsible: User | None = None,
    at: datetime = AT,
) -> Case:
    """A case of the first service, freshly opened by Anna."""
    version = version_in_force(chain, on=at.date())
    assert version is not None
    return intake.open_case(
        service=world.service,
        person={"first_name": first_name, "last_name": last_name, "birth_date": date(1991, 6, 4)},
        chain_version=version,
        start_node=start,
        responsible=responsible or world.anna,
        team=world.team,
        opened_on=at.date(),
        concern="Sucht eine ruhige Arbeit im Büro.",
        mandate=MandateFacts(kind=MandateKind.PLACEMENT, valid_from=at.date(), commissioner=world.agency),
        by=world.anna,
        at=at,
    )


_case = Snapshot(open_case)


@pytest.fixture
def case(world: World) -> Case:
    return _case.again(world)


def run_of(case: Case) -> Run:
    """The newest run of the case, as it stands in the database now."""
    return Run.objects.filter(case_run__case=case).latest("pk")


def open_task(run: Run) -> Task:
    """The one open task of the run."""
    return Task.objects.get(run=run, state=TaskState.OPEN)


def walk(case: Case, *moves: str, by: User, at: datetime = AT) -> Run:
    """Go along the newest run: "" completes the open step, a label answers (after completing the step, if need be)."""
    run = run_of(case)
    for outcome in moves:
        run = steps.complete_task(
            case=case,
            seen=steps.Seen(run, run.moves),
            number=open_task(run).number,
            outcome=outcome,
            missing_reason="Wird nachgereicht.",
            by=by,
            at=at,
        )
    return run
