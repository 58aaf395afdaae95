"""What to do with rows that look like somebody who is known already: for one row, or for all that are open."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.imports.choices import Decision, State, Verdict
from roterfaden.imports.models import Import
from roterfaden.imports.states import hold
from roterfaden.imports.uploading import ImportRefused

actions.register("imports.decided", "Über mögliche Dubletten eines Imports entschieden")


def possible_decisions(kind: str) -> list[tuple[str, str]]:
    """What may be decided, as choices. A person alone cannot be attached to anything, a company not be doubled."""
    impossible = {"persons": Decision.ATTACH, "employers": Decision.CREATE}.get(kind)
    return [(str(value), str(label)) for value, label in Decision.choices if value != impossible]


def decide_row(*, run: Import, number: int, decision: str, by: User, at: datetime) -> None:
    """Decide about one row. Refuses what is not possible for it, and an import that is not waiting for decisions."""
    decide_rows(run=run, decisions={number: decision}, by=by, at=at)


def decide_rows(*, run: Import, decisions: dict[int, str], by: User, at: datetime) -> int:
    """Decide about several rows; returns how many decisions changed. Effects: one audit entry if any did."""
    changed = 0
    with transaction.atomic():
        held = _deciding(run)
        rows = {row.number: row for row in held.rows.filter(number__in=decisions, verdict=Verdict.KNOWN)}
        for number, decision in decisions.items():
            row = rows.get(number)
            if row is None:
                raise ImportRefused(_("Zeile %s braucht keine Entscheidung.") % number)
            if decision not in dict(possible_decisions(held.kind)) or (
                decision == Decision.ATTACH and row.candidate is None
            ):
                raise ImportRefused(_("Das ist bei Zeile %s nicht möglich.") % number)
            if row.decision != decision:
                row.decision = decision
                row.save(update_fields=["decision"])
                changed += 1
        if changed:
            _tell(held, changed, by=by, at=at)
    return changed


def decide_all(*, run: Import, decision: str, by: User, at: datetime) -> int:
    """Decide about all rows that are still open; returns how many. Rows to which nothing can be attached stay open."""
    with transaction.atomic():
        held = _deciding(run)
        if decision not in dict(possible_decisions(held.kind)):
            raise ImportRefused(_("Das ist bei diesem Import nicht möglich."))
        rows = held.rows.filter(verdict=Verdict.KNOWN, decision=Decision.OPEN)
        if decision == Decision.ATTACH:
            rows = rows.filter(candidate__isnull=False)
        changed = rows.update(decision=decision)
        if changed:
            _tell(held, changed, by=by, at=at)
    return changed


def _deciding(run: Import) -> Import:
    held = hold(run)
    if held.state != State.CHECKED:
        raise ImportRefused(_("Entscheiden geht nach dem Probelauf und vor dem Import."))
    return held


def _tell(held: Import, changed: int, *, by: User, at: datetime) -> None:
    trail.record(
        "imports.decided",
        by=by,
        at=at,
        subject=held,
        organisation=held.organisation,
        details={"rows": changed},
    )
