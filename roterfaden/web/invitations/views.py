"""Lists of persons who are invited: all of them, and one with everybody on it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from roterfaden.audit import trail
from roterfaden.cases.queries import services_of
from roterfaden.invitations.choices import InviteeState
from roterfaden.invitations.models import InvitationRound, Invitee
from roterfaden.invitations.queries import cases_by_person, invitees_of, rounds_visible_to
from roterfaden.triage.reader import guide_for
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.guards import reading_view, told, user_of
from roterfaden.web.paging import page_of

NAV = "invitations"


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The lists of one's services."""
    user, today = user_of(request), timezone.localdate()
    page = page_of(request, rounds_visible_to(user, on=today))
    context = {"nav": NAV, "page": page, "may_invite": services_of(user, on=today).exists()}
    return render(request, "invitations/index.html", context)


@reading_view
def detail(request: HttpRequest, inviting: UUID) -> HttpResponse:
    """Everybody on a list, with date, answer and case; narrowed to a state by `stand`."""
    found, user, today = find_round(request, inviting), user_of(request), timezone.localdate()
    wanted, rows = request.GET.get("stand", ""), invitees_of(found, user)
    numbers = set(rows.filter(state=InviteeState.INVITED).values_list("nth", flat=True))
    if wanted in InviteeState.values:
        rows = rows.filter(state=wanted)
    page = page_of(request, rows)
    for row in page.object_list:
        row.round = found
    read(request, found, "invitations.read", page.object_list)
    cases = cases_by_person([row.person_id for row in page.object_list], user, on=today)
    context: dict[str, Any] = {
        "nav": NAV,
        "round": found,
        "page": page,
        "rows": [(row, cases.get(row.person_id)) for row in page.object_list],
        "counts": [(value, label, getattr(found, f"n_{value}")) for value, label in InviteeState.choices],
        "wanted": wanted,
        "numbers": sorted(numbers),
        "guided": guide_for(found.service.region) is not None,
    }
    return render(request, "invitations/detail.html", context)


def find_round(request: HttpRequest, inviting: UUID) -> InvitationRound:
    """A list of one of the reader's services; 404 for another."""
    rows = rounds_visible_to(user_of(request), on=timezone.localdate())
    found: InvitationRound = get_object_or_404(rows, uuid=inviting)
    return found


def read(request: HttpRequest, found: InvitationRound, action: str, rows: Iterable[Invitee]) -> None:
    """Note that these persons of a list were looked at, printed or taken along."""
    note_listed(request, (), persons=[row.person for row in rows])
    trail.record_read(action, subject=found, scope=found, organisation=found.service, **told(request))
