"""Offices, services, teams and users of a seeded database."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.contrib.auth.hashers import make_password

from roterfaden.accounts import organisations
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Membership, Organisation, Team, User
from roterfaden.operations.demo.cast import DEMO_PASSWORD
from roterfaden.operations.volume.sizes import TEAM, ServicePlan

OFFICES = (
    ("inklusionsamt", "Inklusionsamt", "integration_office"),
    ("agentur", "Agentur für Arbeit", "employment_agency"),
    ("jobcenter", "Jobcenter", "jobcentre"),
    ("rente", "Rentenversicherung", "pension_insurance"),
)
SINCE = date(2010, 1, 1)


@dataclass(frozen=True)
class Service:
    """One service as it stands in the database: its colleagues with their teams, caseworkers only."""

    plan: ServicePlan
    organisation_id: int
    uuid: str
    prefix: str
    workers: tuple[tuple[int, int], ...]  # user, team


@dataclass(frozen=True)
class Stage:
    """All services, and the offices that give orders."""

    services: tuple[Service, ...]
    offices: tuple[int, ...]


def set_stage(plans: list[ServicePlan], *, texts: dict[str, dict[str, list[str]]], at: datetime) -> Stage:
    """Create everybody. All share the password of the demo, hashed once. The logins are `fk-<Dienst>-<Nummer>` for
    caseworkers and `tl-<Dienst>-<Nummer>` for the leads of the teams, and `verwaltung`.
    """
    rng = Random(7)  # noqa: S311
    password = make_password(DEMO_PASSWORD)
    offices = [
        organisations.add_organisation(
            code=code, name=f"{name} (Mengendaten)", kind=kind, region="DE-SH", by=None, at=at
        ).pk
        for code, name, kind in OFFICES
    ]
    services = tuple(_service(plan, texts, password, rng, at) for plan in plans)
    admin = _user("verwaltung", texts, password, rng)
    admin.save()
    home = Organisation.objects.get(pk=services[0].organisation_id)
    Membership.objects.create(user=admin, organisation=home, role=Role.ADMINISTRATOR, valid_from=SINCE)
    return Stage(services, tuple(offices))


def _service(
    plan: ServicePlan, texts: dict[str, dict[str, list[str]]], password: str, rng: Random, at: datetime
) -> Service:
    organisation = organisations.add_organisation(
        code=plan.code,
        name=f"IFD {plan.number + 1} (Mengendaten)",
        kind="service",
        region="DE-SH",
        file_prefix=f"D{plan.number:03d}",
        by=None,
        at=at,
    )
    count = -(-plan.workers // TEAM)
    teams = Team.objects.bulk_create(
        [Team(organisation=organisation, name=f"Team {number + 1}") for number in range(count)]
    )
    team_of = {f"fk-{plan.number}-{n + 1}": teams[n // TEAM] for n in range(plan.workers)}
    lead_of = {f"tl-{plan.number}-{n + 1}": team for n, team in enumerate(teams)}
    User.objects.bulk_create([_user(name, texts, password, rng) for name in (*team_of, *lead_of)])
    ids = dict(User.objects.filter(username__in=[*team_of, *lead_of]).values_list("username", "pk"))
    Membership.objects.bulk_create(
        [
            Membership(user_id=ids[name], organisation=organisation, role=role, team=team, valid_from=SINCE)
            for role, people in ((Role.CASEWORKER, team_of), (Role.TEAM_LEAD, lead_of))
            for name, team in people.items()
        ]
    )
    workers = tuple((ids[name], team.pk) for name, team in team_of.items())
    return Service(plan, organisation.pk, organisation.uuid.hex, organisation.file_prefix, workers)


def _user(username: str, texts: dict[str, dict[str, list[str]]], password: str, rng: Random) -> User:
    return User(
        username=username,
        first_name=rng.choice(texts["first_names"][rng.choice(["female", "male"])]),
        last_name=rng.choice(texts["last_names"]["de"]),
        password=password,
        is_demo=True,
    )
