"""Reads: whose requirements one may see, rounds, evidence."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Membership, Organisation, User
from roterfaden.accounts.queries import below, organisations_of, valid_on
from roterfaden.quality.queries import lineage, speaks_for_land
from roterfaden.standards.models import Assessment, Evidence, Introduction

# who looks after the quality of an organisation and of all below it
WRITERS = (Role.QUALITY_OFFICER, Role.TEAM_LEAD, Role.COORDINATOR)
# who reads in the own organisation
READERS = (*WRITERS, Role.CASEWORKER, Role.AUDITOR)
SOON = timedelta(days=60)


def places_written_by(user: User, *, on: date) -> set[int]:
    """Whose requirements `user` looks after, as ids."""
    return below(organisations_of(user, on=on, roles=WRITERS))


def places_inside(user: User, *, on: date) -> set[int]:
    """Whose rounds `user` sees from within: where the user works, and below where the user audits or looks after it."""
    above = below(organisations_of(user, on=on, roles=(*WRITERS, Role.AUDITOR)))
    return above | set(organisations_of(user, on=on, roles=READERS).values_list("pk", flat=True))


def places_read_by(user: User, *, on: date) -> list[Organisation]:
    """Whose requirements `user` may see, by name: from within, and for auditors of the office of a Land its services.

    Who comes from the office sees closed rounds only (`rounds_of`).
    """
    if not user.is_active:
        return []
    offices = organisations_of(user, on=on, roles=[Role.AUDITOR]).select_related("kind")
    regions = [office.region for office in offices if speaks_for_land(office)]
    mine = Q(pk__in=places_inside(user, on=on)) | Q(region__in=regions, kind__code="service")
    return list(Organisation.objects.filter(mine).select_related("kind", "parent").order_by("name", "pk"))


def rounds_of(place: Organisation, user: User, *, on: date) -> QuerySet[Assessment]:
    """The rounds of `place` that `user` may see, the latest first."""
    rows = Assessment.objects.filter(organisation=place)
    if place.pk not in places_inside(user, on=on):
        rows = rows.filter(closed_on__isnull=False)
    return rows.select_related("organisation", "data_key", "begun_by", "closed_by").order_by(
        "-begun_on", "-pk"
    )


def round_before(found: Assessment) -> Assessment | None:
    """The last closed round before this one, against the same standard and about the same."""
    rows = Assessment.objects.filter(
        organisation=found.organisation_id,
        standard=found.standard,
        subject=found.subject,
        closed_on__isnull=False,
    )
    return rows.filter(pk__lt=found.pk).select_related("data_key").order_by("-begun_on", "-pk").first()


def evidence_for(place: Organisation) -> QuerySet[Evidence]:
    """What counts for `place`: its own evidence and that of those above it, but withdrawn; the first to lapse first."""
    rows = Evidence.objects.filter(
        organisation__in=[one.pk for one in lineage(place)], withdrawn_at__isnull=True
    )
    related = rows.select_related("organisation", "data_key", "owner", "file__data_key")
    return related.prefetch_related("proofs").order_by("valid_until", "pk")


def introduction_of(place: Organisation) -> Introduction | None:
    """The plan of `place`, else of the nearest one above it."""
    places = [one.pk for one in lineage(place)]
    rows = Introduction.objects.filter(organisation__in=places).select_related(
        "organisation", "officer", "data_key"
    )
    return max(rows, key=lambda one: places.index(one.organisation_id), default=None)


def people_of(place: Organisation, *, on: date) -> QuerySet[User]:
    """Who works there or above it: who may own evidence and see to stages."""
    places = [one.pk for one in lineage(place)]
    rows = Membership.objects.filter(valid_on(on), organisation__in=places)
    users = User.objects.filter(pk__in=rows.values("user_id"), is_active=True)
    return users.order_by("last_name", "first_name", "pk")
