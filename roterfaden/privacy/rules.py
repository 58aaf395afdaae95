"""May this user do this with requests and papers? Seeing is decided in queries."""

from datetime import date

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.access import cases_with_whole_file
from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.models import Case
from roterfaden.cases.rules import decides_about
from roterfaden.people.models import Person
from roterfaden.privacy.choices import Part
from roterfaden.privacy.queries import operators_of


def may_decide(user: User, case: Case, *, on: date) -> bool:
    """Decide a request, make it longer, keep something back: who decides about the case."""
    return decides_about(user, case, on=on)


def may_make_report(user: User, person: Person, part: Part, *, on: date) -> bool:
    """Who reads the whole file of every case of the person; what concerns health, with the right at its record."""
    cases = list(Case.objects.filter(person=person, destroyed_at__isnull=True))
    whole = set(cases_with_whole_file(user, on=on).filter(person=person).values_list("pk", flat=True))
    if not cases or {case.pk for case in cases} - whole:
        return False
    return part == Part.FILE or any(may_open_health(user, case, on=on) for case in cases)


def keeps_papers(user: User, organisation: Organisation, *, on: date) -> bool:
    """The administration of the body, and who is named as its data protection officer."""
    return operators_of(user, on=on).filter(pk=organisation.pk).exists()
