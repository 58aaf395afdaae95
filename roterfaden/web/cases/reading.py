"""How every page of a case gets its case: through visibility, and with a trace of the reading."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from roterfaden.audit import actions, trail
from roterfaden.cases import listing
from roterfaden.cases.access import Access, access_to
from roterfaden.cases.choices import FieldClass, Information, Relation
from roterfaden.cases.models import Case
from roterfaden.cases.openings import opened_cases
from roterfaden.cases.queries import cases_visible_to
from roterfaden.cases.relations import openings_running
from roterfaden.people.models import Person
from roterfaden.web.guards import user_of

actions.register("cases.read", "Fall gelesen", reading=True)


class PartClosed(PermissionDenied):
    """The user may know of this case, but this part of it is closed to them."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.case = case


def find_case(request: HttpRequest, code: str) -> Case:
    """The case, if the user may see it today; otherwise 404, as for a case that does not exist.

    Raises PartClosed where the access table closes the part that this page shows, or writes.
    """
    user, today, now = user_of(request), timezone.localdate(), timezone.now()
    related = ("person", "service", "team", "responsible", "data_key")
    visible = cases_visible_to(user, on=today).filter(code=code).select_related(*related)
    case = next(iter(visible), None)
    if case is None and openings_running(user, at=now).exists():
        case = opened_cases(user, at=now).filter(code=code).select_related(*related).first()
    if case is None:
        raise Http404
    access = remember_access(request, case)
    match = request.resolver_match
    page = match.view_name if match else ""
    if not access.allows_page(page, writing=request.method not in ("GET", "HEAD")):
        raise PartClosed(case)
    return case


def remember_access(request: HttpRequest, case: Case) -> Access:
    """What is open of the case to the reader; asked once for each copy of the case (a conflict brings a fresh one)."""
    known: Access | None = getattr(case, "access", None)
    if known is None:
        known = access_to(user_of(request), case, on=timezone.localdate(), at=timezone.now())
        case.access = known  # type: ignore[attr-defined]
    return known


def open_case_for_reading(request: HttpRequest, code: str, *, page: str) -> Case:
    """As `find_case`. Effects: an entry in the trail of reads, naming the page."""
    case = find_case(request, code)
    trail.record_read(
        "cases.read",
        by=user_of(request),
        at=timezone.now(),
        subject=case,
        scope=case,
        organisation=case.service,
        details={"page": page} | ({"emergency": True} if in_emergency(case) else {}),
    )
    return case


def note_listed(request: HttpRequest, cases: Iterable[Case], *, persons: Iterable[Person] = ()) -> None:
    """As `cases.listing.note_listed`, by whoever is logged in, naming the page."""
    match = request.resolver_match
    page = match.view_name if match else ""
    listing.note_listed(cases, persons=persons, page=page, by=user_of(request), at=timezone.now())


def access_on(case: Case) -> Access:
    """What is open to the reader of the page; of a case that `find_case` fetched."""
    found: Access = case.access  # type: ignore[attr-defined]
    return found


def shows(case: Case, part: FieldClass) -> bool:
    """Whether the reader of the page may read this part of the case."""
    return access_on(case).allows(part)


def in_emergency(case: Case) -> bool:
    """Whether the reader has an emergency access to this case that runs."""
    return Relation.OPENED in access_on(case).relations


def journal_shown(case: Case) -> Information | None:
    """Which entries of the journal the reader sees: all, or those about the case alone."""
    return None if shows(case, FieldClass.COMPANY) else Information.CASE
