"""How every operation gets its case: through visibility, narrowed to the key's organisation, with a trace of it."""

from datetime import date

from django.db.models import Q, QuerySet

from roterfaden.accounts.models import Organisation, User
from roterfaden.api.operations import Call
from roterfaden.api.problems import not_found, part_closed
from roterfaden.audit import actions, trail
from roterfaden.cases.access import Access, access_to
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to, participations_of
from roterfaden.cases.reach import reach_of

READ = actions.register("api.case_read", "Fall über die Schnittstelle gelesen", reading=True)
WRITTEN = actions.register("api.written", "Über die Schnittstelle geschrieben")

RELATED = ("person", "service", "team", "responsible", "data_key")


def cases_in(user: User, organisation: Organisation, *, on: date) -> QuerySet[Case]:
    """What `user` sees on the day `on` of this organisation: cases of the service, and those in which the user takes
    part for it.

    An emergency access is for somebody in front of a screen: it opens nothing here.
    """
    return cases_visible_to(user, on=on).filter(_here(user, organisation, on=on))


def cases_of(call: Call) -> QuerySet[Case]:
    """The cases that a key may ask for."""
    return cases_in(call.user, call.organisation, on=call.today)


def cases_listed(call: Call) -> QuerySet[Case]:
    """The same, for lists of many: read by the index of their service; with four queries beforehand."""
    return reach_of(call.user, on=call.today).cases.filter(_here(call.user, call.organisation, on=call.today))


def _here(user: User, organisation: Organisation, *, on: date) -> Q:
    takes_part = participations_of(user, on=on).filter(organisation=organisation)
    return Q(service=organisation) | Q(pk__in=takes_part.values("case_id"))


def find_case(call: Call, code: str, *, writing: bool = False) -> tuple[Case, Access]:
    """The case and what is open of it; foreign and missing are the same 404. Refuses with 403 where the access table
    closes the part that the address shows or writes.
    """
    case = next(iter(cases_of(call).select_related(*RELATED).filter(code=code)), None)
    if case is None:
        raise not_found()
    access = access_to(call.user, case, on=call.today)
    if not access.allows_page(call.page, writing=writing):
        raise part_closed()
    return case, access


def open_case_for_reading(call: Call, code: str) -> tuple[Case, Access]:
    """As `find_case`. Effects: an entry in the trail of reads that names address and key."""
    case, access = find_case(call, code)
    _note_reading(call, case)
    return case, access


def note_list(call: Call, cases: list[Case]) -> None:
    """Effects: for each of the listed cases an entry, so that who asks who was in a file is told."""
    for case in cases:
        _note_reading(call, case)


def note_writing(call: Call, case: Case) -> None:
    """Effects: an entry that says by which key; what was written has an entry of its own."""
    trail.record(
        WRITTEN,
        by=call.user,
        at=call.at,
        subject=call.token,
        scope=case,
        organisation=case.service,
        details={"page": call.page, "token": call.token.name},
    )


def _note_reading(call: Call, case: Case) -> None:
    trail.record_read(
        READ,
        by=call.user,
        at=call.at,
        subject=case,
        scope=case,
        organisation=case.service,
        details={"page": call.page, "token": call.token.name},
    )
