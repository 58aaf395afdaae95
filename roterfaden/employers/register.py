"""Write the register of employers: add, correct, and keep the contacts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.codes import new_code
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_facts, save_revision
from roterfaden.common.text import normalise
from roterfaden.employers.finding import index_employer, index_new_employers
from roterfaden.employers.models import Employer, EmployerContact

actions.register("employers.recorded", "Betrieb aufgenommen")
actions.register("employers.recorded_many", "Betriebe aufgenommen")
actions.register("employers.corrected", "Angaben zu einem Betrieb geändert")
actions.register("employers.contact_recorded", "Ansprechperson eines Betriebs aufgenommen")
actions.register("employers.contact_corrected", "Angaben zu einer Ansprechperson geändert")

EDITABLE_FIELDS = (
    "name", "branch", "size", "street", "postcode", "town", "phone", "email", "website", "staff", "disabled_staff",
    "history", "economy", "sources",
)  # fmt: skip
CONTACT_FIELDS = ("name", "function", "task", "phone", "email", "left_on")


class RegisterRefused(ValueError):
    """The entry cannot be written like this; the message says why."""


def record_employer(
    *, organisation: Organisation, facts: Mapping[str, Any], by: User, at: datetime
) -> Employer:
    """Add a company to the register of `organisation` from `facts` (keys: EDITABLE_FIELDS).

    Refuses a company without a name, and one of the same name in the same town: that is the same company, and two
    colleagues would keep two halves of what is known. Effects: indexed for the search, an audit entry.
    """
    with transaction.atomic():
        employer = _new_employer(organisation, facts)
        _check(employer)
        employer.save()
        index_employer(employer)
        trail.record("employers.recorded", by=by, at=at, subject=employer, organisation=organisation)
    return employer


def record_employers(
    *, organisation: Organisation, facts: Sequence[Mapping[str, Any]], by: User, at: datetime
) -> list[Employer]:
    """Add many companies at once, as `record_employer` does one.

    Refuses all of them if one has no name, or has the name and town of another or of one in the register. Effects:
    indexed for the search, one audit entry with their codes.
    """
    with transaction.atomic():
        made = [_new_employer(organisation, one) for one in facts]
        names = {one.search_name for one in made}
        known = Employer.objects.filter(
            organisation=organisation, search_name__in=names, merged_into__isnull=True
        )
        places = {(name, normalise(town)) for name, town in known.values_list("search_name", "town")}
        for one in made:
            place = (one.search_name, normalise(one.town))
            _refuse_nameless_and_known(one, known=place in places)
            places.add(place)
        employers = Employer.objects.bulk_create(made)
        index_new_employers(employers, organisation_id=organisation.pk)
        trail.record(
            "employers.recorded_many",
            by=by,
            at=at,
            subject=organisation,
            organisation=organisation,
            details={"codes": [one.code for one in employers]},
        )
    return employers


def _new_employer(organisation: Organisation, facts: Mapping[str, Any]) -> Employer:
    said = {name: facts[name] for name in EDITABLE_FIELDS if name in facts}
    employer = Employer(organisation=organisation, code=new_code(8), **said)
    employer.search_name = normalise(employer.name)[:220]
    return employer


def correct_employer(
    *, employer: Employer, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Write `facts` over the entry, if it still has `revision`; refuses with Conflict when somebody was faster.

    Refuses what `record_employer` refuses. Effects: indexed anew, an audit entry with the names of the changed fields.
    """
    changed = [name for name in EDITABLE_FIELDS if name in facts and getattr(employer, name) != facts[name]]
    if not changed:
        return
    with transaction.atomic():
        for name in changed:
            setattr(employer, name, facts[name])
        employer.search_name = normalise(employer.name)[:220]
        _check(employer)
        save_revision(employer, expected=revision, fields=[*changed, "search_name"])
        index_employer(employer)
        trail.record(
            "employers.corrected",
            by=by,
            at=at,
            subject=employer,
            scope=employer,
            organisation=employer.organisation,
            details={"fields": changed},
        )


def record_contact(
    *, employer: Employer, facts: Mapping[str, Any], by: User, at: datetime
) -> EmployerContact:
    """Add somebody to call at the company (keys: CONTACT_FIELDS). Refuses an empty name, and a leaving day to come.

    Safe to repeat: the same name with the same task is one contact.
    """
    _check_contact(facts, at)
    with transaction.atomic():
        Employer.objects.select_for_update().get(pk=employer.pk)
        known = employer.contacts.filter(name=facts["name"], function=facts.get("function", "")).first()
        if known is not None:
            return known
        contact = EmployerContact.objects.create(
            employer=employer, **{name: facts[name] for name in CONTACT_FIELDS if name in facts}
        )
        index_employer(employer)
        _tell("employers.contact_recorded", contact, by=by, at=at)
    return contact


def correct_contact(
    *, contact: EmployerContact, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Write `facts` over the contact, if it still has `revision`; refuses with Conflict when somebody was faster."""
    _check_contact({"name": contact.name, **facts}, at)
    changed = [name for name in CONTACT_FIELDS if name in facts and getattr(contact, name) != facts[name]]
    if not changed:
        return
    with transaction.atomic():
        save_facts(contact, facts, expected=revision, fields=changed)
        index_employer(contact.employer)
        _tell("employers.contact_corrected", contact, by=by, at=at, fields=changed)


def same_employer(*, organisation: Organisation, name: str, town: str) -> QuerySet[Employer]:
    """Companies of the register with the same name in the same town, however it is spelt."""
    known = Employer.objects.filter(
        organisation=organisation, search_name=normalise(name)[:220], merged_into__isnull=True
    )
    alike = [pk for pk, there in known.values_list("pk", "town") if normalise(there) == normalise(town)]
    return Employer.objects.filter(pk__in=alike)


def _check(employer: Employer) -> None:
    same = same_employer(organisation=employer.organisation, name=employer.name, town=employer.town)
    _refuse_nameless_and_known(employer, known=same.exclude(pk=employer.pk).exists())


def _refuse_nameless_and_known(employer: Employer, *, known: bool) -> None:
    if not employer.search_name.strip():
        raise RegisterRefused("Ein Betrieb braucht einen Namen.")
    if employer.staff is not None and (employer.disabled_staff or 0) > employer.staff:
        raise RegisterRefused("Es sind mehr schwerbehinderte Beschäftigte als Beschäftigte.")
    if known:
        raise RegisterRefused("Diesen Betrieb gibt es an diesem Ort schon im Verzeichnis.")


def _check_contact(facts: Mapping[str, Any], at: datetime) -> None:
    if not str(facts["name"]).strip():
        raise RegisterRefused("Bitte geben Sie einen Namen an.")
    left = facts.get("left_on")
    if left is not None and left > local_day(at):
        raise RegisterRefused("Dieser Tag liegt noch in der Zukunft.")


def _tell(action: str, contact: EmployerContact, *, by: User, at: datetime, **details: Any) -> None:
    trail.record(
        action,
        by=by,
        at=at,
        subject=contact,
        scope=contact.employer,
        organisation=contact.employer.organisation,
        details=details,
    )
