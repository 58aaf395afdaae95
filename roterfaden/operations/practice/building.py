"""Make the world in which one user practises: a service of their own, invented people, some cases (decision 0104)."""

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from roterfaden.accounts import members, organisations, worlds
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Membership, Organisation, OrganisationKind, Practice, User
from roterfaden.accounts.queries import labels_seen_from, memberships_of
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.operations.demo.build import make_case
from roterfaden.operations.demo.library import Library
from roterfaden.operations.demo.people import Stage
from roterfaden.operations.demo.plans import COMMISSIONERS, Plan, path_for
from roterfaden.operations.practice.shipped import PlannedWorld, world_for
from roterfaden.people.queries import LEADING_ROLES
from roterfaden.process.catalogue import chain_of, versions_in_force

actions.register("practice.begun", "Übung begonnen")

# the demo's cases know their service, worker and bodies by short names
HERE = "practice"
BODIES = (*COMMISSIONERS, "iv")
PREFIX = "UEB"
SINCE = timedelta(days=4 * 365)


class PracticeRefused(ValueError):
    """Nobody can practise like this; the message says why."""


def begin_practice(*, by: User, at: datetime) -> Practice:
    """The practice of `by`, made if there is none: about two seconds, once.

    Refuses whoever practises already, and who works nowhere. Effects: a world of its own with two organisations, an
    invented colleague and a few cases; audit entry.
    """
    if by.practice_id is not None:
        raise PracticeRefused("Sie üben schon.")
    places = memberships_of(by, on=local_day(at)).select_related("organisation__kind", "organisation__parent")
    home = list(places.order_by("pk"))
    if not home:
        raise PracticeRefused("Ihr Zugang gehört noch zu keiner Stelle. Danach können Sie üben.")
    with transaction.atomic():
        User.everywhere.select_for_update().get(pk=by.pk)
        known = Practice.objects.select_related("learner").filter(owner=by).first()
        if known is not None:
            return known
        practice = Practice.objects.create(owner=by, begun_at=at)
        with worlds.inside(practice.pk):
            _fill(practice, home, at=at)
        trail.record("practice.begun", by=by, at=at, subject=practice)
    return practice


def _fill(practice: Practice, home: list[Membership], *, at: datetime) -> None:
    place = home[0].organisation
    planned = world_for(region=place.region, kind=place.kind.code)
    service = _add_office(practice, "dienst", _("Übungsdienst"), planned.service, place, at=at)
    body = _add_office(practice, "amt", _("Übungsamt"), planned.commissioner, place, at=at)
    leads = any(one.role in LEADING_ROLES for one in home)
    learner = _add_learner(practice, service, Role.TEAM_LEAD if leads else Role.CASEWORKER, at=at)
    _add_person(practice, service, ("kollegin", "Kim", "Beispiel"), Role.TEAM_LEAD, at=at)
    stage = Stage({HERE: service, **dict.fromkeys(BODIES, body)}, {}, {HERE: learner})
    _make_cases(planned, stage, random.Random(practice.uuid.int), at=at)  # noqa: S311


def _make_cases(planned: PlannedWorld, stage: Stage, rng: random.Random, *, at: datetime) -> None:
    """One after the other, through the same functions as the demo's."""
    today = local_day(at)
    versions = {version.key: version for version in versions_in_force(on=today)}
    library = Library(rng, today=today)
    for number, case in enumerate(planned.cases):
        chain = chain_of(versions[case.chain])
        plan = Plan(chain, path_for(chain, case.special, number), case.special, HERE, HERE)
        make_case(plan, number, stage, versions, library, rng, today=today)


def _add_office(
    practice: Practice, short: str, name: str, kind: str, place: Organisation, *, at: datetime
) -> Organisation:
    """An office in the region of the real one, which calls other offices as that one does; above it there is none."""
    office = organisations.add_organisation(
        code=_code(practice, short),
        name=name,
        kind=kind,
        region=place.region,
        # numbers of files are told apart over the whole installation
        file_prefix=f"{PREFIX}{practice.pk}" if OrganisationKind.objects.get(code=kind).runs_cases else "",
        by=None,
        at=at,
    )
    office.kind_labels = labels_seen_from(place)
    office.save(update_fields=["kind_labels"])
    return office


def _add_learner(practice: Practice, service: Organisation, role: Role, *, at: datetime) -> User:
    """Who the owner is while practising: called like the owner, with no way to log in."""
    owner = practice.owner
    learner = _add_person(practice, service, ("ich", owner.first_name, owner.last_name), role, at=at)
    practice.learner = learner
    practice.save(update_fields=["learner"])
    return learner


def _add_person(
    practice: Practice, service: Organisation, who: tuple[str, str, str], role: Role, *, at: datetime
) -> User:
    short, first_name, last_name = who
    user = members.add_user(
        username=_code(practice, short), first_name=first_name, last_name=last_name, by=None, at=at
    )
    members.add_member(
        user=user, organisation=service, role=role, valid_from=local_day(at) - SINCE, by=None, at=at
    )
    return user


def _code(practice: Practice, short: str) -> str:
    return f"uebung-{practice.uuid.hex[:12]}-{short}"
