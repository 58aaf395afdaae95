"""Reads: whose partners, committees, actions and places a user sees. Who works there sees and writes all of it."""

from datetime import date, timedelta

from django.db.models import Max, Q, QuerySet

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import colleagues_in, organisations_of
from roterfaden.network.choices import GAPS, OutreachState, Term
from roterfaden.network.models import (
    Committee,
    Outreach,
    Pact,
    Partner,
    Resolution,
    RoomCheck,
    Sitting,
    Venue,
)
from roterfaden.statistics.rules import STAFF

# so long before its end (or before the last day of notice) an agreement is called to mind
SOON = timedelta(days=60)


def places_of(user: User, *, on: date) -> QuerySet[Organisation]:
    """The services whose network `user` sees and keeps."""
    rows = organisations_of(user, on=on, roles=STAFF).filter(kind__runs_cases=True)
    return rows.select_related("kind").order_by("name")


def people_of(organisation: Organisation, *, on: date) -> QuerySet[User]:
    """Who may care for a partner, hold a seat, do what was decided."""
    return colleagues_in(organisation, on=on, roles=STAFF)


def partners_visible_to(user: User, *, on: date) -> QuerySet[Partner]:
    rows = Partner.objects.filter(organisation__in=places_of(user, on=on).values("pk"))
    rows = rows.select_related("organisation", "cared_by", "data_key", "is_here")
    return rows.annotate(last_touch=Max("touches__happened_on"))


def pacts_visible_to(user: User, *, on: date) -> QuerySet[Pact]:
    rows = Pact.objects.filter(partner__organisation__in=places_of(user, on=on).values("pk"))
    return rows.select_related("partner__organisation", "partner__data_key", "responsible", "file")


def committees_visible_to(user: User, *, on: date) -> QuerySet[Committee]:
    rows = Committee.objects.filter(organisation__in=places_of(user, on=on).values("pk"))
    return rows.select_related("organisation", "data_key", "seat")


def sittings_visible_to(user: User, *, on: date) -> QuerySet[Sitting]:
    rows = Sitting.objects.filter(committee__organisation__in=places_of(user, on=on).values("pk"))
    return rows.select_related("committee__organisation", "committee__data_key", "written_by")


def resolutions_visible_to(user: User, *, on: date) -> QuerySet[Resolution]:
    rows = Resolution.objects.filter(sitting__committee__organisation__in=places_of(user, on=on).values("pk"))
    return rows.select_related(
        "sitting__committee__organisation", "sitting__committee__data_key", "responsible"
    )


def outreach_visible_to(user: User, *, on: date) -> QuerySet[Outreach]:
    rows = Outreach.objects.filter(organisation__in=places_of(user, on=on).values("pk"))
    return rows.select_related("organisation", "data_key", "responsible")


def venues_visible_to(user: User, *, on: date) -> QuerySet[Venue]:
    rows = Venue.objects.filter(organisation__in=places_of(user, on=on).values("pk"))
    return rows.filter(closed_on__isnull=True).select_related("organisation")


def public_venues(organisation_code: str) -> QuerySet[Venue]:
    """What everybody may know of a service: the places that it hangs out in public."""
    rows = Venue.objects.filter(organisation__code=organisation_code, is_public=True, closed_on__isnull=True)
    return rows.select_related("organisation")


def open_resolutions(rows: QuerySet[Resolution]) -> QuerySet[Resolution]:
    return rows.filter(done_on__isnull=True)


def gaps_in(rows: QuerySet[Venue]) -> QuerySet[RoomCheck]:
    return RoomCheck.objects.filter(venue__in=rows.values("pk"), state__in=GAPS).select_related("venue")


def to_mind(pact: Pact) -> date | None:
    """The last day on which notice can be given, or the end itself; none for an agreement without end."""
    return pact.ends_on - timedelta(weeks=pact.notice_weeks) if pact.ends_on is not None else None


def term_of(pact: Pact, *, on: date) -> Term:
    """How the agreement stands on a day. The last day counts."""
    if pact.ended_on is not None:
        return Term.ENDED
    if pact.begins_on > on:
        return Term.AHEAD
    last = to_mind(pact)
    if pact.ends_on is None or last is None:
        return Term.RUNNING
    if pact.ends_on < on:
        return Term.OVER
    return Term.SOON if last - SOON <= on else Term.RUNNING


def in_year(rows: QuerySet[Outreach], year: int) -> QuerySet[Outreach]:
    """What lies in the year with at least one day, without what was called off."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    begun = Q(begins_on__gte=first, begins_on__lte=last)
    rows = rows.filter(begun | Q(begins_on__lt=first, ends_on__gte=first))
    return rows.exclude(state=OutreachState.DROPPED)
