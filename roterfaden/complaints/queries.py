"""Reads: whose complaints one may see, and who could handle one. Whom a complaint concerns is left out everywhere."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Membership, Organisation, User
from roterfaden.accounts.queries import organisations_of, valid_on
from roterfaden.common.prepared import Prepared
from roterfaden.complaints.models import Complaint, Concerned, Officer
from roterfaden.people.queries import LEADING_ROLES
from roterfaden.process.choices import RunState
from roterfaden.quality.queries import lineage


def officers_of(organisation: Organisation, *, on: date) -> QuerySet[Officer]:
    """Who is named for the complaints of `organisation`, there or above."""
    places = [place.pk for place in lineage(organisation)]
    rows = Officer.objects.filter(valid_on(on), organisation__in=places, user__is_active=True)
    return rows.select_related("user", "organisation")


def complaints_visible_to(user: User, *, on: date) -> QuerySet[Complaint]:
    """Those of the organisations whose complaints `user` looks after or that `user` leads, and those `user` handles.

    Never one that concerns the user.
    """
    if not user.is_active:
        return Complaint.objects.none()
    ever = _NAMED.rows(user.pk)
    named = _below({one.organisation_id for one in ever if one.valid_from <= on <= (one.valid_until or on)})
    led = organisations_of(user, on=on, roles=LEADING_ROLES)
    mine = Q(organisation__in=named) | Q(organisation__in=led) | Q(handler=user)
    concerned = Concerned.objects.filter(complaint=OuterRef("pk"), user=user)
    rows = Complaint.objects.filter(mine, ~Exists(concerned))
    return rows.select_related("organisation", "run__chain_version", "handler", "received_by")


def taken_in_by(user: User) -> QuerySet[Complaint]:
    """Those that `user` wrote down and that do not concern the user. To be told of them: code, day, how they stand."""
    concerned = Concerned.objects.filter(complaint=OuterRef("pk"), user=user)
    rows = Complaint.objects.filter(~Exists(concerned), received_by=user)
    return rows.select_related("organisation", "run__chain_version")


def open_complaints(rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """Those still on their way, the most urgent answer first."""
    return rows.filter(run__state=RunState.RUNNING).order_by("answer_due_on", "pk")


def waiting_for(user: User, *, on: date) -> QuerySet[Complaint]:
    """Open ones that `user` handles, or looks after where nobody handles them yet or they are answered already."""
    turn = Q(handler=user) | Q(handler__isnull=True) | Q(answered_at__isnull=False)
    return open_complaints(complaints_visible_to(user, on=on)).filter(turn)


def closed_complaints(rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
    return rows.exclude(run__state=RunState.RUNNING)


def possible_handlers(complaint: Complaint, *, on: date) -> list[User]:
    """Who may be the independent person: who works there or above, is not concerned, and does not lead the case."""
    excluded = set(complaint.concerned.values_list("user_id", flat=True))
    if complaint.case is not None:
        excluded.add(complaint.case.responsible_id)
    places = [place.pk for place in lineage(complaint.organisation)]
    staff = Membership.objects.filter(valid_on(on), organisation__in=places).exclude(role=Role.CLERK)
    rows = User.objects.filter(pk__in=staff.values("user_id"), is_active=True).exclude(pk__in=excluded)
    return list(rows.order_by("last_name", "first_name", "pk"))


def office_of(complaint: Complaint, *, on: date) -> list[User]:
    """Who looks after the complaint: the named ones and the leads, but those whom it concerns. May be empty."""
    excluded = complaint.concerned.values("user_id")
    named = officers_of(complaint.organisation, on=on).values("user_id")
    leads = Membership.objects.filter(
        valid_on(on), organisation=complaint.organisation, role__in=LEADING_ROLES
    ).values("user_id")
    rows = User.objects.filter(Q(pk__in=named) | Q(pk__in=leads), is_active=True).exclude(pk__in=excluded)
    return list(rows.order_by("last_name", "first_name", "pk"))


def lessons_for(user: User, *, on: date) -> QuerySet[Complaint]:
    """What was learnt in the organisations in which `user` works: texts without names, and nothing else of them."""
    rows = Complaint.objects.filter(
        organisation__in=organisations_of(user, on=on), lesson_at__isnull=False
    ).order_by("-lesson_at", "-pk")
    return rows.only(
        "uuid", "organisation", "data_key", "lesson", "lesson_at", "improvement", "proposal", "received_at"
    ).select_related("organisation", "proposal")


# asked with every start page; mostly there is none
_NAMED = Prepared(Officer.objects.only("organisation_id", "valid_from", "valid_until").order_by(), by="user")


def _below(tops: set[int]) -> set[int]:
    """These organisations and all below them."""
    found = set(tops)
    edge = set(found)
    while edge:
        edge = set(Organisation.objects.filter(parent__in=edge).values_list("pk", flat=True)) - found
        found |= edge
    return found
