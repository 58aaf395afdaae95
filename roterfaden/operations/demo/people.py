"""Set the stage: organisations, labels, teams, users, a deputyship."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from roterfaden.accounts import members, organisations
from roterfaden.accounts.models import Organisation, OrganisationKind, Team, User
from roterfaden.operations.demo.cast import CAST, DEMO_PASSWORD, OFFICES, TEAMS


@dataclass(frozen=True)
class Stage:
    """Everybody and every office of the demo, by short name."""

    offices: dict[str, Organisation]
    teams: dict[tuple[str, str], Team]
    users: dict[str, User]


def set_stage(*, today: date, at: datetime) -> Stage:
    """Create organisations, teams, users with the demo password, memberships, and one deputyship that runs today."""
    offices: dict[str, Organisation] = {}
    for office in OFFICES:
        offices[office.code] = organisations.add_organisation(
            code=office.code,
            name=office.name,
            kind=office.kind,
            region=office.region,
            parent=offices.get(office.parent),
            file_prefix=office.prefix,
            by=None,
            at=at,
        )
    _choose_labels(offices, at=at)
    teams = {
        (code, name): organisations.add_team(organisation=offices[code], name=name, by=None, at=at)
        for code, name in TEAMS
    }
    users = {}
    for person in CAST:
        user = members.add_user(
            username=person.username,
            first_name=person.first_name,
            last_name=person.last_name,
            password=DEMO_PASSWORD,
            by=None,
            at=at,
        )
        User.objects.filter(pk=user.pk).update(is_demo=True)
        members.add_member(
            user=user,
            organisation=offices[person.office],
            role=person.role,
            team=teams.get((person.office, person.team)),
            valid_from=today - timedelta(days=4 * 365),
            by=None,
            at=at,
        )
        users[person.username] = user
    members.name_deputy(
        absent=users["reimers"],
        deputy=users["holm"],
        organisation=offices["ifd-neuhafen"],
        valid_from=today - timedelta(days=3),
        valid_until=today + timedelta(days=11),
        by=users["lorenz"],
        at=at,
    )
    return Stage(offices, teams, users)


def _choose_labels(offices: dict[str, Organisation], *, at: datetime) -> None:
    """The German tenant says Inklusionsamt; everybody below inherits it."""
    for code in ("traeger-nord", "inklusionsamt"):
        organisations.choose_label(
            organisation=offices[code],
            kind=OrganisationKind.objects.get(code="integration_office"),
            label="Inklusionsamt",
            revision=offices[code].revision,
            by=None,
            at=at,
        )
