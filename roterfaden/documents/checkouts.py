"""Lines of versions, and who works on a file outside of the program. What may be done is asked by the caller."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from roterfaden.accounts.models import User
from roterfaden.documents.choices import CheckOutEnd
from roterfaden.documents.models import CheckOut, FileVersion, StoredFile

HOURS = (1, 4, 8, 24)
USUAL_HOURS = 4


class CheckedOut(ValueError):
    """Somebody else works on this file; `row` says who and until when."""

    def __init__(self, row: CheckOut) -> None:
        super().__init__(f"{row.taken_by} arbeitet gerade an dieser Unterlage.")
        self.row = row


def lines_of(files: Iterable[StoredFile]) -> dict[int, UUID]:
    """The line of each file, by its id: that of its versions, or its own uuid. One query."""
    rows = list(files)
    known = dict(FileVersion.objects.filter(file__in=rows).values_list("file_id", "line"))
    return {row.pk: known.get(row.pk, row.uuid) for row in rows}


def line_of(file: StoredFile) -> UUID:
    return lines_of([file])[file.pk]


def version_counts(files: Iterable[StoredFile]) -> dict[int, int]:
    """The number of each file within its line, by its id; none for a file that was never changed. One query."""
    return dict(FileVersion.objects.filter(file__in=list(files)).values_list("file_id", "number"))


def files_in_line(line: UUID) -> QuerySet[StoredFile]:
    """Every version, the oldest first; also of a line of one."""
    found = StoredFile.objects.filter(version__line=line).order_by("version__number")
    return found if found.exists() else StoredFile.objects.filter(uuid=line)


def running(lines: Iterable[UUID], *, at: datetime) -> Mapping[UUID, CheckOut]:
    """Who works on which line at `at`: check-outs that have neither ended nor lapsed. One query."""
    rows = CheckOut.objects.filter(line__in=list(lines), ended_at=None, until__gt=at)
    return {row.line: row for row in rows.select_related("taken_by")}


def refuse_worked_on(files: Iterable[StoredFile], *, by: User, at: datetime) -> None:
    """Raises CheckedOut where another person than `by` works on one of the files."""
    rows = list(files)
    if not rows:
        return
    for row in running(lines_of(rows).values(), at=at).values():
        if row.taken_by_id != by.pk:
            raise CheckedOut(row)


def begin(file: StoredFile, line: UUID, *, hours: int, by: User, at: datetime) -> CheckOut:
    """Give `by` the file for some hours, or more hours to who has it. In a transaction that has locked the file.

    Raises CheckedOut where somebody else has it. One that has lapsed is ended first.
    """
    until = at + timedelta(hours=hours)
    row = CheckOut.objects.select_related("taken_by").filter(line=line, ended_at=None).first()
    if row is not None and row.until > at:
        if row.taken_by_id != by.pk:
            raise CheckedOut(row)
        row.until = until
        row.save(update_fields=["until"])
        return row
    if row is not None:
        end(row, CheckOutEnd.LAPSED, by=None, at=at)
    return CheckOut.objects.create(line=line, file=file, taken_at=at, taken_by=by, until=until)


def end(row: CheckOut, how: CheckOutEnd, *, by: User | None, at: datetime, reason: str = "") -> bool:
    """End a check-out, if nobody else did; returns whether it was this call."""
    if not CheckOut.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at, ended_by=by, end=how):
        return False
    row.ended_at, row.ended_by, row.end, row.reason = at, by, how, reason
    row.save(update_fields=["reason"])
    return True


def append_version(*, before: StoredFile, after: StoredFile, line: UUID, remark: str) -> FileVersion:
    """Hang a file on the line of the one before it, which becomes the first version where there was none."""
    last = FileVersion.objects.filter(line=line).order_by("-number").first()
    if last is None:
        last = FileVersion.objects.create(line=line, number=1, file=before)
    return FileVersion.objects.create(line=line, number=last.number + 1, file=after, remark=remark)
