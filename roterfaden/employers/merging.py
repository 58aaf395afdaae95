"""Join two entries of the register that are one company, and part them again."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.following import followers_of, following, lead
from roterfaden.common.revisions import save_revision
from roterfaden.common.text import normalise
from roterfaden.employers.finding import index_employer
from roterfaden.employers.models import Employer, EmployerKey, EmployerMerge, EmployersApart
from roterfaden.employers.register import EDITABLE_FIELDS, RegisterRefused

actions.register("employers.merged", "Zwei Einträge eines Betriebs zusammengeführt")
actions.register("employers.parted", "Zusammenführung zweier Einträge eines Betriebs aufgehoben")
actions.register("employers.kept_apart", "Zwei ähnliche Einträge sind zwei Betriebe")
actions.register("employers.compared_again", "Zwei Einträge werden wieder verglichen")
OWN_MODELS = (Employer, EmployerKey, EmployerMerge, EmployersApart)


def merge_employers(
    *,
    kept: Employer,
    gone: Employer,
    chosen: Iterable[str],
    revisions: tuple[int, int],
    by: User,
    at: datetime,
) -> EmployerMerge:
    """Join `gone` into `kept`; of the fields `chosen` (EDITABLE_FIELDS) the one who goes had the right value.

    Refuses: one and the same, different services, an entry that is joined already; with Conflict when somebody changed
    one of the two since. Effects: contacts, workplaces, visits, history and all else that points at the company move;
    fields that `kept` had not are filled; the search finds one entry; a memento; an audit entry.
    """
    _check(kept, gone)
    with transaction.atomic():
        wanted = set(chosen) & set(EDITABLE_FIELDS)
        empty = {
            n
            for n in EDITABLE_FIELDS
            if getattr(kept, n) in ("", None) and getattr(gone, n) not in ("", None)
        }
        fields = sorted(wanted | empty)
        before = {name: getattr(kept, name) for name in fields}
        for name in fields:
            setattr(kept, name, getattr(gone, name))
        kept.search_name = normalise(kept.name)[:220]
        save_revision(kept, expected=revisions[0], fields=[*fields, "search_name"])
        gone.merged_into = kept
        save_revision(gone, expected=revisions[1], fields=["merged_into"])
        memento = {
            "before": before,
            "after": {name: getattr(kept, name) for name in fields},
            "rows": {
                label: _move(label, gone, kept, None) for label in followers_of(Employer, without=OWN_MODELS)
            },
        }
        EmployerKey.objects.filter(employer=gone).delete()
        index_employer(kept)
        merge = EmployerMerge.objects.create(
            kept=kept, gone=gone, memento=memento, merged_at=at, merged_by=by
        )
        _tell("employers.merged", merge, by=by, at=at)
    return merge


def part_employers(*, merge: EmployerMerge, by: User, at: datetime) -> None:
    """Undo a merge: what was moved goes back, fields get back what they held unless they were corrected since.

    Refuses: undone already, a later merge that must be undone first.
    """
    with transaction.atomic():
        open_rows = EmployerMerge.objects.filter(pk=merge.pk, undone_at__isnull=True)
        if not open_rows.update(undone_at=at, undone_by=by):
            raise RegisterRefused("Diese Zusammenführung ist schon aufgehoben.")
        later = EmployerMerge.objects.filter(undone_at__isnull=True, pk__gt=merge.pk)
        if later.filter(kept=merge.kept_id).exists() or later.filter(gone=merge.kept_id).exists():
            raise RegisterRefused("Bitte heben Sie zuerst die spätere Zusammenführung auf.")
        kept = Employer.objects.select_for_update().get(pk=merge.kept_id)
        gone = Employer.objects.select_for_update().get(pk=merge.gone_id)
        after = merge.memento["after"]
        back = {n: v for n, v in merge.memento["before"].items() if getattr(kept, n) == after[n]}
        for name, value in back.items():
            setattr(kept, name, value)
        kept.search_name = normalise(kept.name)[:220]
        save_revision(kept, expected=kept.revision, fields=[*back, "search_name"])
        gone.merged_into = None
        save_revision(gone, expected=gone.revision, fields=["merged_into"])
        for label, ids in merge.memento["rows"].items():
            _move(label, kept, gone, ids)
        index_employer(kept)
        index_employer(gone)
        _tell("employers.parted", merge, by=by, at=at)


def active_merges(employer: Employer) -> QuerySet[EmployerMerge]:
    """The merges into `employer` that stand, newest first."""
    rows = EmployerMerge.objects.filter(kept=employer, undone_at__isnull=True)
    return rows.select_related("gone", "kept__organisation", "merged_by")


def _check(kept: Employer, gone: Employer) -> None:
    if kept.pk == gone.pk:
        raise RegisterRefused("Das ist ein und derselbe Eintrag.")
    if kept.organisation_id != gone.organisation_id:
        raise RegisterRefused("Einträge verschiedener Dienste werden nicht zusammengeführt.")
    if kept.merged_into_id or gone.merged_into_id:
        raise RegisterRefused("Einer der Einträge ist schon in einem anderen aufgegangen.")


def _move(label: str, source: Employer, target: Employer, ids: Iterable[int] | None) -> list[int]:
    return lead(*following(label, source, ids), target)


def _tell(action: str, merge: EmployerMerge, *, by: User, at: datetime) -> None:
    kept = merge.kept
    trail.record(
        action, by=by, at=at, subject=merge, scope=kept, organisation=kept.organisation,
        details={"kept": kept.code, "gone": merge.gone.code},
    )  # fmt: skip


def keep_apart(*, one: Employer, other: Employer, by: User, at: datetime) -> EmployersApart:
    """Record that two entries that look alike are two companies; they are not offered again.

    Refuses: one and the same, different services, an entry that is joined already. Said twice it stays as it was.
    """
    _check(one, other)
    first, second = sorted((one, other), key=lambda row: row.pk)
    with transaction.atomic():
        row, new = EmployersApart.objects.get_or_create(
            first=first, second=second, defaults={"told_at": at, "told_by": by}
        )
        if new:
            _tell_apart("employers.kept_apart", row, by=by, at=at)
    return row


def compare_again(*, apart: EmployersApart, by: User, at: datetime) -> None:
    """Take back that two entries are two companies. Effects: the pair is offered again; an audit entry."""
    with transaction.atomic():
        EmployersApart.objects.filter(pk=apart.pk).delete()
        _tell_apart("employers.compared_again", apart, by=by, at=at)


def _tell_apart(action: str, row: EmployersApart, *, by: User, at: datetime) -> None:
    first = row.first
    trail.record(
        action, by=by, at=at, subject=first, scope=first, organisation=first.organisation,
        details={"first": first.code, "second": row.second.code},
    )  # fmt: skip
