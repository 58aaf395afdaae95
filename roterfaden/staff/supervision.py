"""Supervision: that it took place, who was there, the topic without clients; the minutes for those who took part."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.text import normalise
from roterfaden.staff.choices import SupervisionKind
from roterfaden.staff.models import Supervision, TookPart
from roterfaden.staff.queries import people_of, places_of
from roterfaden.staff.refusals import StaffRefused
from roterfaden.staff.rules import may_read_minutes
from roterfaden.staff.writing import add_row, change_row, check_said

actions.register("staff.supervision_noted", "Supervision festgehalten")
actions.register("staff.supervision_changed", "Supervision geändert")

FIELDS = ("kind", "held_on", "led_by", "topic", "minutes")


def note(
    *,
    organisation: Organisation,
    facts: Mapping[str, Any],
    there: Sequence[User],
    token: UUID,
    by: User,
    at: datetime,
    is_no_name: bool = False,
) -> Supervision:
    """Note that supervision took place; the same `token` again returns the first.

    Refuses who does not work there, a day to come, no topic, nobody or strangers who took part, more than one in single
    supervision, a surname from an open case of the writer unless `is_no_name`. Effects: data key, audit entry.
    """
    _check(organisation, facts, there, by, at)
    _check_names(organisation, facts, by, is_no_name=is_no_name)

    def values() -> dict[str, Any]:
        said = {name: facts[name] for name in FIELDS}
        return {"organisation": organisation, "data_key": keyring.new_key(), "written_by": by, **said}

    def seat(row: Supervision) -> None:
        TookPart.objects.bulk_create([TookPart(supervision=row, user=user) for user in there])

    return add_row(
        Supervision,
        values,
        organisation=organisation,
        token=token,
        action="staff.supervision_noted",
        by=by,
        at=at,
        then=seat,
    )


def change(
    *,
    supervision: Supervision,
    facts: Mapping[str, Any],
    there: Sequence[User],
    revision: int,
    by: User,
    at: datetime,
    is_no_name: bool = False,
) -> None:
    """Write it anew. Refuses as `note`, and who neither took part nor wrote it; with Conflict another revision.

    Who was there and works there no more may stay on the list.
    """
    if not may_read_minutes(by, supervision):
        raise StaffRefused("Das ändert, wer dabei war.")
    known = {row.user_id for row in supervision.there.all()}
    _check(supervision.organisation, facts, [user for user in there if user.pk not in known], by, at, known)
    _check_number(facts, there)
    _check_names(supervision.organisation, facts, by, is_no_name=is_no_name)
    with transaction.atomic():
        change_row(
            supervision,
            facts,
            fields=FIELDS,
            revision=revision,
            action="staff.supervision_changed",
            by=by,
            at=at,
        )
        supervision.there.exclude(user__in=there).delete()
        TookPart.objects.bulk_create(
            [TookPart(supervision=supervision, user=user) for user in there if user.pk not in known]
        )


def _check(
    organisation: Organisation,
    facts: Mapping[str, Any],
    new: Sequence[User],
    by: User,
    at: datetime,
    known: set[int] | None = None,
) -> None:
    today = local_day(at)
    if not places_of(by, on=today).filter(pk=organisation.pk).exists():
        raise StaffRefused("Das hält fest, wer im Dienst arbeitet.")
    check_said(facts, topic="Bitte nennen Sie das Thema, ohne Namen von Klientinnen und Klienten.")
    if facts["held_on"] > today:
        raise StaffRefused("Der Tag liegt in der Zukunft.")
    working = set(people_of(organisation, on=today).values_list("pk", flat=True))
    if {user.pk for user in new} - working:
        raise StaffRefused("Diese Person arbeitet nicht im Dienst.")
    if known is None:
        _check_number(facts, new)


def _check_number(facts: Mapping[str, Any], there: Sequence[User]) -> None:
    if not there:
        raise StaffRefused("Bitte sagen Sie, wer dabei war.")
    if facts["kind"] == SupervisionKind.SINGLE and len(there) > 1:
        raise StaffRefused("Bei einer Einzelsupervision ist eine Person dabei.")


def _check_names(organisation: Organisation, facts: Mapping[str, Any], by: User, *, is_no_name: bool) -> None:
    """Refuse the surname of somebody whose open case is the writer's own; of other cases the writer must not learn."""
    if is_no_name:
        return
    rows = Case.objects.filter(service=organisation, responsible=by, state=CaseState.OPEN)
    names = {normalise(case.person.last_name) for case in rows.select_related("person__data_key")}
    said = normalise(f"{facts['topic']} {facts['minutes']}")
    found = next(
        (name for name in sorted(names - {""}) if re.search(rf"\b{re.escape(name)}(s|es)?\b", said)), None
    )
    if found is not None:
        raise StaffRefused(
            "Darin steht ein Nachname aus einem Ihrer Fälle. Bitte schreiben Sie ohne Namen, oder setzen Sie unten den "
            "Haken, wenn es ein anderes Wort ist."
        )
