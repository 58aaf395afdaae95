"""Find employers by their name or that of a contact, however it is spelt, and by phone number."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import QuerySet

from roterfaden.common.lookup import KeyIndex
from roterfaden.common.names import name_keys, phone_keys
from roterfaden.employers.models import Employer, EmployerContact, EmployerKey


def index_employer(employer: Employer) -> None:
    """Write the keys of the company and its contacts anew. Runs inside the transaction that changed them."""
    EMPLOYERS.replace(employer.pk, organisation_id=employer.organisation_id, keys=keys_of(employer))


def index_new_employers(employers: Sequence[Employer], *, organisation_id: int) -> None:
    """Write the keys of companies that were just added and have no contacts yet, many at once."""
    keys = ((one.pk, _own_keys(one)) for one in employers)
    EMPLOYERS.add(keys, organisation_id=organisation_id)


def keys_of(employer: Employer) -> set[bytes]:
    """Everything under which the record is found."""
    keys = _own_keys(employer)
    for name, phone in employer.contacts.filter(left_on__isnull=True).values_list("name", "phone"):
        keys |= name_keys(name) | phone_keys(phone)
    return keys


def _own_keys(employer: Employer) -> set[bytes]:
    return name_keys(employer.name, employer.town) | phone_keys(employer.phone)


def _names_of(ids: Sequence[int]) -> Iterable[tuple[int, str]]:
    names = {
        pk: f"{name} {town}"
        for pk, name, town in Employer.objects.filter(pk__in=ids).values_list("pk", "name", "town")
    }
    for pk, name in EmployerContact.objects.filter(employer__in=ids).values_list("employer_id", "name"):
        names[pk] += f" {name}"
    return names.items()


EMPLOYERS = KeyIndex(EmployerKey, owner="employer", names_of=_names_of)


def find_employers(
    visible: QuerySet[Employer], text: str, *, organisations: Collection[int]
) -> QuerySet[Employer]:
    """Those of `visible` that `text` names: phone number, else name, else a name like it; all for an empty text."""
    if not text.strip():
        return visible
    ids = EMPLOYERS.with_phone(text, organisations=organisations)
    ids = ids or EMPLOYERS.called(text, organisations=organisations)
    ids = ids or EMPLOYERS.almost_called(text, organisations=organisations, limit=25)
    return visible.filter(pk__in=ids)
