"""Erase a person for good: keys destroyed, names and numbers gone, nothing left to find them by."""

from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.crypto.erasure import empty_sealed
from roterfaden.common.models import DataKey, Record
from roterfaden.people.choices import Gender
from roterfaden.people.models import HealthRecord, LanguageLevel, Person
from roterfaden.people.models.persons import PersonKey

actions.register("people.erased", "Person gelöscht")

# what stands where a day must stand
NO_DAY = date(1900, 1, 1)
GONE = "gelöscht"


def keys_of(person: Person) -> list[DataKey]:
    """The data keys of the person, of the health record, and of records that were joined into this one."""
    persons = [person.pk, *Person.objects.filter(merged_into=person).values_list("pk", flat=True)]
    health = HealthRecord.objects.filter(person__in=persons).values("data_key")
    own = Person.objects.filter(pk__in=persons).values("data_key")
    return list(DataKey.objects.filter(pk__in=own) | DataKey.objects.filter(pk__in=health))


def erase_person(*, person: Person, scope: Record, by: User | None, at: datetime) -> int:
    """Destroy what is known of a person; the row stays, so that what counted them still adds up.

    The caller has made sure that nobody needs it any more. Effects: keys destroyed, sealed columns empty, plain ones
    overwritten, search keys gone, audit entry. Returns the number of sealed rows that were emptied.
    """
    with transaction.atomic():
        emptied = 0
        for key in keys_of(person):
            emptied += empty_sealed(key)
            keyring.destroy(key, at=at)
        rows = Person.objects.filter(pk=person.pk) | Person.objects.filter(merged_into=person)
        PersonKey.objects.filter(person__in=rows).delete()
        LanguageLevel.objects.filter(person__in=rows).delete()
        texts = ("nationality", "street", "postcode", "town", "phone", "email", "search_name")
        rows.update(
            first_name="",
            last_name=GONE,
            sound_last="",
            sound_first="",
            birth_date=NO_DAY,
            gender=Gender.UNKNOWN,
            **dict.fromkeys(texts, ""),
        )
        trail.record("people.erased", by=by, at=at, subject=person, scope=scope)
    return emptied
