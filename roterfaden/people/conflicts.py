"""Staff say who is close to them, or is themselves; whoever that is disappears for them (§ 35 Abs. 1 SGB I).

The match happens here, by keyed hashes of sound and birth date, and nobody is told whether there was one.
"""

import hmac
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common import rows
from roterfaden.common.crypto import master
from roterfaden.common.crypto.master import MasterKey
from roterfaden.common.days import local_day
from roterfaden.drafts.keys import personal_key_of
from roterfaden.people.choices import Closeness
from roterfaden.people.models import Conflict, OutOfReach, Person
from roterfaden.people.sounds import compared, sound_of

actions.register("people.conflict_declared", "Persönliche Nähe erklärt")
actions.register("people.conflict_ended", "Erklärung über persönliche Nähe beendet")

AT_ONCE = 500


class ConflictRefused(ValueError):
    """The declaration cannot be taken like this; the message says why."""


def declare_conflict(
    *,
    user: User,
    closeness: Closeness,
    first_name: str,
    last_name: str,
    birth_date: date,
    former_name: str = "",
    by: User,
    at: datetime,
) -> Conflict:
    """Keep every record of this human out of reach for `user`, those that exist and those to come.

    Says nothing of whether there is one. Spellings that sound alike count as the same; `former_name` is a last name
    borne before. Refuses missing names and a birth date to come. Effects: sealed row, audit entry without the name.
    """
    if not first_name.strip() or not last_name.strip():
        raise ConflictRefused("Bitte geben Sie Vor- und Nachnamen an.")
    if birth_date > local_day(at):
        raise ConflictRefused("Das Geburtsdatum liegt in der Zukunft.")
    former = former_name.strip()
    with transaction.atomic():
        made = Conflict.objects.create(
            user=user,
            closeness=closeness,
            data_key=personal_key_of(user),
            name=f"{first_name} {last_name}" + (f" ({former})" if former else ""),
            birth_date=birth_date.isoformat(),
            mark=_mark(master.current(), last_name, first_name, birth_date),
            former_mark=_mark(master.current(), former, first_name, birth_date) if former else "",
            declared_at=at,
            declared_by=by,
        )
        near = _born_on(birth_date, practice=user.practice_id, marks={made.mark, made.former_mark})
        _hide(made, near)
        trail.record("people.conflict_declared", by=by, at=at, subject=made, details={"user": user.username})
    return made


def end_conflict(*, conflict: Conflict, by: User, at: datetime) -> None:
    """The declaration no longer holds. Refuses the one who is close themselves: somebody else decides that.

    Effects: the records come back within reach; audit entry. Ending twice changes nothing.
    """
    if by.pk == conflict.user_id:
        raise ConflictRefused("Das Ende muss eine andere Person bestätigen: Ihre Leitung.")
    with transaction.atomic():
        open_ones = Conflict.objects.filter(pk=conflict.pk, ended_at__isnull=True)
        if not open_ones.update(ended_at=at, ended_by=by):
            return
        OutOfReach.objects.filter(conflict=conflict).delete()
        details = {"user": conflict.user.username}
        trail.record("people.conflict_ended", by=by, at=at, subject=conflict, details=details)


def conflicts_of(user: User) -> QuerySet[Conflict]:
    """What `user` declared, as far as it holds."""
    rows = Conflict.objects.filter(user=user, ended_at__isnull=True)
    return rows.select_related("data_key", "declared_by")


def masters_of_marks() -> Counter[str]:
    """By how many declarations that hold which master key is needed; an empty name: nobody can tell any more."""
    return Counter(_declared(row)[0] for row in _open_declarations())


def mark_anew() -> int:
    """Make the marks of all declarations that hold with the current master key; returns how many were made with an
    older one. A second call finds none. Effects: one UPDATE for each.
    """
    done, current = 0, master.current()
    for row in _open_declarations():
        made_with, last, first, former = _declared(row)
        if made_with in ("", current.id):
            continue
        born = date.fromisoformat(row.birth_date)
        marks = {"mark": _mark(current, last, first, born)}
        marks["former_mark"] = _mark(current, former, first, born) if former else ""
        done += Conflict.objects.filter(pk=row.pk, mark=row.mark).update(**marks)
    return done


def _open_declarations() -> QuerySet[Conflict]:
    return Conflict.objects.filter(ended_at__isnull=True).select_related("data_key")


def _declared(row: Conflict) -> tuple[str, str, str, str]:
    """By which master key the mark was made, last, first and former name: of several words the mark tells which are
    which. All empty if no key of the file made it.
    """
    name, former = row.name, ""
    if row.former_mark:
        name, _bracket, former = row.name.removesuffix(")").rpartition(" (")
    words, born = name.split(" "), date.fromisoformat(row.birth_date)
    for key in master.all_keys().values():
        for place in range(1, len(words)):
            first, last = " ".join(words[:place]), " ".join(words[place:])
            if hmac.compare_digest(_mark(key, last, first, born), row.mark):
                return key.id, last, first, former
    return "", "", "", ""


def match_persons(persons: Sequence[Person]) -> None:
    """Hide records that were just made or renamed from those who are close to the person."""
    declared = Conflict.objects.filter(ended_at__isnull=True)
    if not declared.exists():
        return
    for place in range(0, len(persons), AT_ONCE):
        marks: dict[str, list[Person]] = {}
        for person in persons[place : place + AT_ONCE]:
            for mark in _marks(person):
                marks.setdefault(mark, []).append(person)
        for conflict in declared.filter(Q(mark__in=list(marks)) | Q(former_mark__in=list(marks))):
            _hide(conflict, [*marks.get(conflict.mark, ()), *marks.get(conflict.former_mark, ())])


@rows.beyond("records of somebody close are hidden in every house, and whoever declares learns of none")
def _born_on(day: date, *, practice: int | None, marks: set[str]) -> list[Person]:
    """Of the same world: somebody who practises is near to nobody real."""
    born_then = Person.objects.filter(birth_date=day, organisation__practice=practice)
    return [person for person in born_then if marks & _marks(person)]


def _hide(conflict: Conflict, persons: Iterable[Person]) -> None:
    known = set(OutOfReach.objects.filter(conflict=conflict).values_list("person_id", flat=True))
    new = {person.pk for person in persons} - known
    OutOfReach.objects.bulk_create(
        OutOfReach(conflict=conflict, user_id=conflict.user_id, person_id=pk) for pk in sorted(new)
    )


def _marks(person: Person) -> set[str]:
    """Also with first and last name in each other's place, as they are often typed; declared under any master key."""
    last, first, born = person.last_name, person.first_name, person.birth_date
    orders = ((last, first), (first, last))
    return {_mark(key, *names, born) for key in master.all_keys().values() for names in orders}


def _mark(key: MasterKey, last: str, first: str, born: date) -> str:
    told = f"{sound_of(compared(last))}|{sound_of(compared(first))}|{born.isoformat()}"
    return hmac.digest(key.derive("conflicts"), told.encode(), "sha256").hex()
