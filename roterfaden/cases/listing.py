"""Lists name persons: that somebody saw them there is told at each case, apart from the file being opened."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.models import Case
from roterfaden.people.models import Person

LISTED = actions.register("cases.listed", _("In einer Liste gesehen"), reading=True)


def note_listed(
    cases: Iterable[Case], *, persons: Iterable[Person] = (), page: str, by: User, at: datetime
) -> None:
    """Effects: for each case that the page names an entry in the trail of reads; for persons whose cases it does not
    show one of their own. The cases come with their service, the persons with their organisation.
    """
    shown = {case.pk: (case, case.service) for case in cases}.values()
    others = {person.pk: (person, person.organisation) for person in persons}.values()
    trail.record_reads(LISTED, by=by, at=at, cases=[*shown, *others], details={"page": page})
