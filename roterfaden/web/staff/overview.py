"""The first page: for who leads all workers by name, for quality officers counts, for everybody their own file."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from roterfaden.accounts.models import Organisation, User
from roterfaden.staff.caseload import Burden, Caseload, caseload_of
from roterfaden.staff.choices import Pressure
from roterfaden.staff.models import StaffCriterion, StaffFile
from roterfaden.staff.queries import files_in, files_visible_to, people_of, places_counted_by, places_of
from roterfaden.staff.requirements import requirements_for
from roterfaden.staff.standing import Person, counts_of, people_in, to_erase, under_way
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.network.access import today
from roterfaden.web.staff.access import led, page, proof_links

PRESSING = (Pressure.SOON, Pressure.OVER, Pressure.FAR, Pressure.NO_POST)


@dataclass(frozen=True)
class Row:
    """One worker in the overview."""

    person: Person
    burden: Burden | None
    lapsing: int

    @property
    def presses(self) -> bool:
        return self.burden is not None and self.burden.pressure in PRESSING


@dataclass(frozen=True)
class Board:
    """One service in the overview. `without`: who works there and has no file."""

    place: Organisation
    rows: list[Row]
    load: Caseload
    inductions: list[Person]
    without: list[User]
    erasable: list[StaffFile]
    criteria: list[StaffCriterion]
    gone: list[StaffFile]

    @property
    def gaps(self) -> int:
        return sum(bool(row.person.gaps) for row in self.rows)

    @property
    def lapsing(self) -> int:
        return sum(row.lapsing for row in self.rows)


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """Who lacks what, what lapses, whose induction is under way, who carries too much. By name, in no other order."""
    places = led(request)
    if not places:
        leads_to = "staff:counts" if places_counted_by(user_of(request), on=today()).exists() else "staff:me"
        return redirect(leads_to)
    boards = [_board(place) for place in places]
    context = page(request, "index", boards=boards, proofs=proof_links(request, "qualification"))
    return render(request, "staff/index.html", context)


@reading_view
def me(request: HttpRequest) -> HttpResponse:
    """One's own file; where one works in several services, each."""
    user = user_of(request)
    rows = list(files_visible_to(user, on=today()).filter(user=user))
    if len(rows) == 1:
        return redirect("staff:file", rows[0].uuid)
    works = places_of(user, on=today()).exists()
    return render(request, "staff/me.html", page(request, "me", rows=rows, works=works))


@reading_view
def counts(request: HttpRequest) -> HttpResponse:
    """How many workers meet what, told so that nobody is shown."""
    places = list(places_counted_by(user_of(request), on=today()))
    if not places:
        raise PermissionDenied
    boards = [(place, requirements_for(place), *counts_of(place, on=today())) for place in places]
    return render(request, "staff/counts.html", page(request, "counts", boards=boards))


def _board(place: Organisation) -> Board:
    day = today()
    soon = day + timedelta(days=requirements_for(place).terms.lapse_days)
    people, load = people_in(place, on=day), caseload_of(place, on=day)
    burdens = {one.user.pk: one for one in load.burdens}
    rows = [Row(one, burdens.get(one.file.user_id), len(one.lapsing(soon))) for one in people]
    files = list(files_in(place))
    known = {one.user_id for one in files}
    return Board(
        place=place,
        rows=rows,
        load=load,
        inductions=under_way(people),
        without=[user for user in people_of(place, on=day) if user.pk not in known],
        erasable=to_erase(place, on=day),
        criteria=list(StaffCriterion.objects.filter(organisation=place, ended_on__isnull=True)),
        gone=[one for one in files if one.left_on is not None and one.left_on < day],
    )
