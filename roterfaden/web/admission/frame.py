"""The check of a case as its pages need it: the offers of the service, and only what is open to the reader."""

from django.http import Http404, HttpRequest
from django.utils import timezone

from roterfaden.cases.access_table import Level
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.offers.list_of_offers import offers_of
from roterfaden.offers.person_check import Explained, PersonCheck, check_person
from roterfaden.offers.reader import shipped_facts
from roterfaden.web.casefile.frame import note_health_reading
from roterfaden.web.cases.reading import access_on

INDEX = "admission:index"


def parts_open(case: Case) -> frozenset[FieldClass]:
    """Which parts of the case the reader may read."""
    access = access_on(case)
    return frozenset(part for part in FieldClass if access.allows(part, Level.READ))


def check_of(request: HttpRequest, case: Case, *, page: str) -> PersonCheck:
    """All offers checked for the person, with what is open to the reader.

    Effects: where the health record is open and there is one, its reading is noted.
    """
    today, parts = timezone.localdate(), parts_open(case)
    if FieldClass.HEALTH in parts:
        note_health_reading(request, case, page=page)
    offers = offers_of(case.service, on=today)
    return check_person(case, offers, facts=shipped_facts(), parts=parts, on=today)


def found_in(check: PersonCheck, key: str) -> Explained:
    """The offer of this name; 404 for one that this service does not have."""
    found = check.offer(key)
    if found is None:
        raise Http404
    return found
