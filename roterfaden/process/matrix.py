"""The matrix 4.3 M: which measures are usual in which field of activity. It suggests and never locks.

The shipped matrix has the certain crosses only; a service sets its own, which then count in place of the shipped ones.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.audit import actions, trail
from roterfaden.common.revisions import Conflict, save_revision
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.process.models import MeasureMatrix
from roterfaden.process.schema import CATALOGUE

actions.register("process.matrix_changed", "Maßnahmenmatrix des Dienstes geändert")

MATRIX_FILE = CATALOGUE / "measure_matrix.yaml"
WHO_FILLS_IN = (Role.TEAM_LEAD, Role.COORDINATOR, Role.QUALITY_OFFICER)
MAX_TITLE, MAX_LINE, MAX_PARAGRAPH, MOST_MARKS = 80, 400, 2000, 99

Cells = dict[str, frozenset[str]]  # the fields in which a measure is usual, by measure


class MatrixRefused(ValueError):
    """The matrix cannot be written like this; the message says why."""


@dataclass(frozen=True)
class FieldOfActivity:
    """One column. `chains` are those whose steps stand in this field."""

    id: str
    title: str
    chains: tuple[str, ...]


@dataclass(frozen=True)
class Measure:
    """One row. `marks` is how many crosses the source prints, `certain` the fields of those that are sure."""

    id: str
    title: str
    chains: tuple[str, ...]
    marks: int
    certain: frozenset[str]


@dataclass(frozen=True)
class Matrix:
    """The matrix as it is shipped."""

    version: str
    source: str
    note: str
    fields: tuple[FieldOfActivity, ...]
    measures: tuple[Measure, ...]

    def certain_cells(self) -> Cells:
        return {measure.id: measure.certain for measure in self.measures}

    def fields_of(self, chain_key: str) -> list[FieldOfActivity]:
        """The fields in which a step of the chain stands; none for measures and for what lies outside of the matrix."""
        return [field for field in self.fields if chain_key in field.chains]

    def measure_of(self, chain_key: str) -> Measure | None:
        """The measure that the chain carries out."""
        return next((measure for measure in self.measures if chain_key in measure.chains), None)


@cache
def shipped_matrix() -> Matrix:
    """The matrix of the catalogue, read once."""
    return read_matrix(MATRIX_FILE)


def read_matrix(path: Path) -> Matrix:
    """The matrix of a file. Raises FileFaults with every fault: wrong fields, ids twice, unknown fields of activity,
    more certain crosses than the source prints.
    """
    faults = Faults(str(path))
    top = Fields(read_tree(read_file(path), path=str(path)), faults)
    top.choice("kind", ("measure_matrix",))
    top.day("valid_from")
    top.choice("language", ("de",))
    matrix = Matrix(
        version=top.text("version", most=20),
        source=top.text("source", most=MAX_LINE),
        note=top.text("note", most=MAX_PARAGRAPH),
        fields=tuple(_field(row) for row in top.many("fields", least=1)),
        measures=(),
    )
    known = {field.id for field in matrix.fields}
    rows = tuple(_measure(row, known) for row in top.many("measures", least=1))
    top.close()
    ids = [*(field.id for field in matrix.fields), *(row.id for row in rows)]
    if len(set(ids)) < len(ids):
        faults.add("measures", "Eine Kennung steht zweimal.")
    if faults.found:
        raise FileFaults(faults.found)
    return Matrix(matrix.version, matrix.source, matrix.note, matrix.fields, rows)


def _field(row: Fields) -> FieldOfActivity:
    field = FieldOfActivity(
        row.identifier("id"), row.text("title", most=MAX_TITLE), row.identifiers("chains", optional=False)
    )
    row.close()
    return field


def _measure(row: Fields, known: Collection[str]) -> Measure:
    measure = Measure(
        id=row.identifier("id"),
        title=row.text("title", most=MAX_TITLE),
        chains=row.identifiers("chains", optional=False),
        marks=row.number("marks", least=0, most=MOST_MARKS),
        certain=frozenset(row.identifiers("certain")),
    )
    if measure.certain - set(known):
        row.refuse("certain", "Ein Tätigkeitsfeld ist nicht bekannt.")
    if len(measure.certain) > measure.marks:
        row.refuse("certain", "Es sind mehr Felder sicher, als die Quelle Kreuze zählt.")
    row.close()
    return measure


def services_with_matrix(user: User, *, on: date) -> list[Organisation]:
    """The organisations whose matrix `user` sees: those in which the user works and that run cases, by name."""
    rows = organisations_of(user, on=on, roles=[role for role in Role if role != Role.ADMINISTRATOR])
    return list(rows.filter(kind__runs_cases=True).order_by("name", "pk"))


def may_fill_in(user: User, organisation: Organisation, *, on: date) -> bool:
    """Team lead, coordination and quality officer of the organisation."""
    return organisations_of(user, on=on, roles=list(WHO_FILLS_IN)).filter(pk=organisation.pk).exists()


def own_matrix(organisation: Organisation) -> MeasureMatrix | None:
    """What the service filled in; None as long as the shipped matrix counts."""
    return MeasureMatrix.objects.filter(organisation=organisation).first()


def cells_of(own: MeasureMatrix | None) -> Cells:
    """The crosses that count: those of the service, else the certain ones of the source."""
    if own is None:
        return shipped_matrix().certain_cells()
    return {measure.id: frozenset(own.cells.get(measure.id, ())) for measure in shipped_matrix().measures}


def fill_in(
    *,
    organisation: Organisation,
    cells: Mapping[str, Collection[str]],
    revision: int,
    by: User,
    at: datetime,
) -> MeasureMatrix:
    """Set the crosses of a service; `revision` is what the person saw, 0 for a matrix that was not filled in yet.

    Refuses: measures or fields that the matrix does not have; with Conflict a matrix that was changed meanwhile.
    Effects: the service's matrix, audit entry with the crosses that were set and taken away.
    """
    matrix = shipped_matrix()
    fields = {field.id for field in matrix.fields}
    if set(cells) - {measure.id for measure in matrix.measures} or set().union(*cells.values()) - fields:
        raise MatrixRefused(_("Diese Maßnahme oder dieses Tätigkeitsfeld gibt es in der Matrix nicht."))
    order = [field.id for field in matrix.fields]
    new = {key: sorted(marked, key=order.index) for key, marked in cells.items() if marked}
    with transaction.atomic():
        # the organisation's row is held, so that two first fillings do not meet
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        row = own_matrix(organisation)
        before = cells_of(row)
        if (row.revision if row else 0) != revision:
            raise Conflict(row)
        if row is None:
            row = MeasureMatrix.objects.create(organisation=organisation, cells=new)
        else:
            row.cells = new
            save_revision(row, expected=revision, fields=["cells"])
        trail.record(
            "process.matrix_changed",
            by=by,
            at=at,
            subject=row,
            organisation=organisation,
            details=_changes(before, cells_of(row)),
        )
    return row


def _changes(before: Cells, after: Cells) -> dict[str, list[str]]:
    changed: dict[str, list[str]] = defaultdict(list)
    for key, now in after.items():
        changed["set"] += [f"{key}/{field}" for field in sorted(now - before[key])]
        changed["taken"] += [f"{key}/{field}" for field in sorted(before[key] - now)]
    return dict(changed)


def usual_here(chain_key: str, called: Collection[str], cells: Cells) -> dict[str, list[FieldOfActivity]]:
    """Those of the chains `called` whose measure is usual where a step of `chain_key` stands, with the fields."""
    matrix = shipped_matrix()
    here = matrix.fields_of(chain_key)
    found = {}
    for key in called:
        measure = matrix.measure_of(key)
        usual = [field for field in here if measure and field.id in cells[measure.id]]
        if usual:
            found[key] = usual
    return found
