"""Rounds, evidence and own standards, made by the domain's own functions."""

from datetime import date, datetime
from uuid import UUID, uuid4

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.standards import assessing, evidence
from roterfaden.standards.choices import State
from roterfaden.standards.evidence import Facts
from roterfaden.standards.models import Assessment, Evidence, Rating
from tests.fixtures import AT, World

OWN = """
kind: standard
key: haus
version: "1"
valid_from: 2026-01-01
language: de
source: "Hausregeln"
title: Regeln des Hauses
about: "Was wir uns vorgenommen haben."
chapters:
  - {id: alle, title: Alles, source: "Haus"}
requirements:
  - {code: H-1, chapter: alle, topic: Berichte, text: pünktlich, evidence: true, maps: ["kassys:P61-04"]}
  - {code: H-2, chapter: alle, topic: Räume, text: ruhig, evidence: false, maps: ["kassys:P63-01"]}
"""


def begin(
    world: World, *, standard: str = "kassys", subject: str = "", by: User | None = None, at: datetime = AT
) -> Assessment:
    return assessing.begin(
        organisation=world.service,
        standard=standard,
        subject=subject,
        token=uuid4(),
        by=by or world.quirin,
        at=at,
    )


def rate(
    world: World,
    found: Assessment,
    code: str,
    state: State,
    *,
    note: str = "Weil es so ist.",
    revision: int = 0,
    at: datetime = AT,
) -> Rating:
    return assessing.rate(
        assessment=found, code=code, state=state, note=note, revision=revision, by=world.quirin, at=at
    )


def prove(
    world: World,
    *proves: str,
    until: date | None = None,
    place: Organisation | None = None,
    title: str = "Ordner 7",
    link: str = "",
    token: UUID | None = None,
) -> Evidence:
    facts = Facts(
        title=title, owner=world.lena, proves=proves, note="Im Schrank.", link=link, valid_until=until
    )
    return evidence.add_evidence(
        organisation=place or world.service,
        facts=facts,
        upload=None,
        token=token or uuid4(),
        by=world.quirin,
        at=AT,
    )


def quality_officer(place: Organisation, role: Role = Role.QUALITY_OFFICER) -> User:
    """Somebody who looks after the quality of `place`, or audits for it."""
    user = members.add_user(
        username=f"{role}-{place.code}",
        first_name="Henrike",
        last_name="Harmsen",
        by=None,
        at=AT,
        password="geheim",
    )
    members.add_member(user=user, organisation=place, role=role, valid_from=date(2020, 1, 1), by=None, at=AT)
    return user


def close_round(place: Organisation, states: dict[str, State], *, by: User, at: datetime) -> Assessment:
    """A round in which these requirements were rated, closed the same day."""
    found = assessing.begin(organisation=place, standard="kassys", subject="", token=uuid4(), by=by, at=at)
    for code, state in states.items():
        note = "" if state == State.MET else "Weil es so ist."
        assessing.rate(assessment=found, code=code, state=state, note=note, revision=0, by=by, at=at)
    assessing.close(assessment=found, summary="Fertig.", revision=1, by=by, at=at)
    return found
