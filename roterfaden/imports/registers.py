"""The registers into which imports write, and how a record is taken back: whole, and only if nobody touched it.

What may point to a record without anybody having worked on it is named here, table by table; any other row that points
to it, from whatever capability, keeps it where it is. So a new table protects by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.cases.models import Case, CaseEvent, CaseKey, CaseRun, Mandate, SearchText, SearchWord
from roterfaden.common.models import DataKey
from roterfaden.employers.models import Employer, EmployerContact, EmployerKey
from roterfaden.people.models import Person, PersonKey
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.models import Deadline, Run, Task

# why a record stays, in the words of the reader, by the table that points to it
REASONS = {
    "people.FactSlot": gettext_lazy("Zur Person gibt es Angaben in der Anamnese."),
    "people.HealthRecord": gettext_lazy("Zur Person gibt es eine Gesundheitsakte."),
    "people.Relation": gettext_lazy("Zur Person ist jemand in ihrem Umfeld eingetragen."),
    "people.Person": gettext_lazy("Die Person wurde mit einer anderen zusammengeführt."),
    "people.PersonMerge": gettext_lazy("Die Person wurde mit einer anderen zusammengeführt."),
    "consent.Consent": gettext_lazy("Zur Person gibt es eine Einwilligung."),
    "consent.SecrecyRelease": gettext_lazy("Zur Person gibt es eine Entbindung von der Schweigepflicht."),
    "consent.Transfer": gettext_lazy("Über die Person wurde etwas weitergegeben."),
    "invitations.Invitee": gettext_lazy("Die Person steht auf einer Einladungsliste."),
    "cases.Case": gettext_lazy("Zur Person gibt es noch einen Fall."),
    "cases.JournalEntry": gettext_lazy("Im Journal des Falls steht schon etwas."),
    "cases.CaseParticipant": gettext_lazy("Am Fall ist schon jemand beteiligt."),
    "cases.Crisis": gettext_lazy("Im Fall wurde eine Krise festgehalten."),
    "cases.PersonalNote": gettext_lazy("Zum Fall gibt es eine persönliche Notiz."),
    "cases.Mandate": gettext_lazy("Zum Fall kam ein Auftrag dazu."),
    "employers.EmployerContact": gettext_lazy("Zum Betrieb kam eine Ansprechperson dazu."),
    "process.TaskDocument": gettext_lazy("Zum ersten Schritt gibt es schon eine Unterlage."),
}
ANOTHER = gettext_lazy("Es gibt schon weitere Einträge dazu.")
CHANGED = gettext_lazy("Der Eintrag wurde seitdem geändert.")
WALKED = gettext_lazy("Am Fall wurde schon weitergearbeitet.")
GONE = gettext_lazy("Den Eintrag gibt es nicht mehr.")


@dataclass(frozen=True)
class Register:
    """One register: its model, and the tables that may point to a record without keeping it."""

    model: type[Model]
    own: frozenset[str]


REGISTERS = {
    "case": Register(
        Case,
        frozenset(
            (
                "cases.CaseRun",
                "cases.CaseEvent",
                "cases.Mandate",
                "cases.SearchText",
                "cases.SearchWord",
                "cases.CaseKey",
            )
        ),
    ),
    "mandate": Register(Mandate, frozenset()),
    "person": Register(Person, frozenset(("people.PersonKey",))),
    "contact": Register(EmployerContact, frozenset()),
    "employer": Register(Employer, frozenset(("employers.EmployerKey",))),
}
# in this order: what points comes before what it points to; orders go with their cases
ORDER = ("case", "person", "contact", "employer")


def reasons_to_keep(
    register: str, revisions: Mapping[int, int], *, orders: Iterable[int] = ()
) -> dict[int, str]:
    """Why each of these records has to stay, by its id; those that may go are missing.

    `revisions`: what each record was like when it was imported; `orders`: the orders that the import made itself.
    The number of queries does not depend on the number of records.
    """
    model: Any = REGISTERS[register].model
    rows = model._default_manager.select_for_update().filter(pk__in=list(revisions))  # noqa: SLF001 - any model's
    now = {row.pk: row.revision for row in rows.order_by("pk")}
    found = {pk: str(GONE) for pk in revisions if pk not in now}
    found |= {pk: str(CHANGED) for pk, revision in now.items() if revision != revisions[pk]}
    found |= pointing_to(model, list(now), own=REGISTERS[register].own)
    if register == "case":
        found |= _worked_on(list(now), set(orders))
    return found


def pointing_to(model: type[Model], ids: Sequence[int], *, own: frozenset[str]) -> dict[int, str]:
    """Which of the records are pointed to by a row of a table that is not among `own`, and the sentence for it."""
    found: dict[int, str] = {}
    for relation in model._meta.get_fields(include_hidden=True):  # noqa: SLF001
        other: Any = relation.related_model
        if not relation.auto_created or relation.concrete or other._meta.label in own:  # noqa: SLF001
            continue
        name = relation.field.name  # type: ignore[union-attr]
        rows = other._base_manager.filter(**{f"{name}__in": ids}).order_by()  # noqa: SLF001
        label = other._meta.label  # noqa: SLF001
        for pk in set(rows.values_list(name, flat=True)):
            found[pk] = str(REASONS.get(label, ANOTHER))
    return found


def _worked_on(ids: Sequence[int], orders: set[int]) -> dict[int, str]:
    """Cases that went on since they were opened: further turns, orders, runs, moves, or anything beside their run."""
    found: dict[int, str] = {}
    for model in (CaseEvent, CaseRun):
        seen: set[int] = set()
        for case_id in model.objects.filter(case__in=ids).order_by().values_list("case_id", flat=True):
            if case_id in seen:
                found[case_id] = str(WALKED)
            seen.add(case_id)
    for pk, case_id, revision in Mandate.objects.filter(case__in=ids).values_list(
        "pk", "case_id", "revision"
    ):
        if pk not in orders:
            found[case_id] = str(REASONS["cases.Mandate"])
        elif revision > 1:
            found[case_id] = str(CHANGED)
    runs = dict(CaseRun.objects.filter(case__in=ids).values_list("run_id", "case_id"))
    tasks = dict(Task.objects.filter(run__in=runs).values_list("pk", "run_id"))
    dates = dict(Deadline.objects.filter(run__in=runs).values_list("pk", "run_id"))
    moved = Run.objects.filter(pk__in=runs).exclude(state=RunState.RUNNING)
    closed = Task.objects.filter(run__in=runs).exclude(state=TaskState.OPEN)
    counted = Deadline.objects.filter(run__in=runs, revision__gt=1)
    for run_id in (
        *moved.values_list("pk", flat=True),
        *closed.values_list("run_id", flat=True),
        *counted.values_list("run_id", flat=True),
    ):
        found[runs[run_id]] = str(WALKED)
    beside: tuple[tuple[type[Model], Mapping[int, Any], dict[int, int], frozenset[str]], ...] = (
        (
            Run,
            runs,
            {pk: pk for pk in runs},
            frozenset(("process.Task", "process.Deadline", "cases.CaseRun")),
        ),
        (Task, tasks, tasks, frozenset(("process.Deadline",))),
        (Deadline, dates, dates, frozenset()),
    )
    for table, ids_there, run_of, own in beside:
        for pk, reason in pointing_to(table, list(ids_there), own=own).items():
            found[runs[run_of[pk]]] = reason
    return found


def remove(register: str, ids: Sequence[int], *, at: Any) -> None:
    """Delete records that nothing keeps, with all that was written along with them, and destroy their data keys."""
    match register:
        case "case":
            _remove_cases(ids, at=at)
        case "person":
            PersonKey.objects.filter(person__in=ids).delete()
            keys = list(Person.objects.filter(pk__in=ids).values_list("data_key_id", flat=True))
            Person.objects.filter(pk__in=ids).delete()
            _destroy(keys, at=at)
        case "contact":
            EmployerContact.objects.filter(pk__in=ids).delete()
        case "employer":
            EmployerKey.objects.filter(employer__in=ids).delete()
            Employer.objects.filter(pk__in=ids).delete()


def _remove_cases(ids: Sequence[int], *, at: Any) -> None:
    runs = list(CaseRun.objects.filter(case__in=ids).values_list("run_id", flat=True))
    keys = list(Case.objects.filter(pk__in=ids).values_list("data_key_id", flat=True))
    for model in (CaseRun, CaseEvent, Mandate, SearchText, SearchWord, CaseKey):
        model.objects.filter(case__in=ids).delete()
    for table in (Deadline, Task):
        table.objects.filter(run__in=runs).delete()
    Run.objects.filter(pk__in=runs).delete()
    Case.objects.filter(pk__in=ids).delete()
    _destroy(keys, at=at)


def _destroy(keys: Sequence[Any], *, at: Any) -> None:
    DataKey.objects.filter(pk__in=keys, destroyed_at=None).update(wrapped=None, destroyed_at=at)


def sentence_for_kept(count: int) -> str:
    """How many records stayed, for the page and the job."""
    return (
        _("%s Einträge konnten nicht zurückgenommen werden, weil seitdem jemand daran gearbeitet hat.")
        % count
    )
