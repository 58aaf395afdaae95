"""An application with a turn, for the tests of this folder and of access."""

from datetime import date
from typing import Any

from roterfaden.applications import applying
from roterfaden.applications.applying import Said
from roterfaden.applications.checking import find_responsible
from roterfaden.applications.choices import State
from roterfaden.applications.models import Application, Turn
from roterfaden.applications.reader import application_kinds
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from tests.fixtures import AT, TODAY, World

KIND = "de-working-life"


def prepared(world: World, case: Case, kind: str = KIND, **facts: str) -> Application:
    found = find_responsible(case, application_kinds()[kind], parts=frozenset(FieldClass), on=TODAY)
    known = {"agency": found.proposed, "body": "Stelle am Kanal", "aim": "Umschulung im Büro."}
    return applying.prepare(case=case, found=found, facts=known | facts, offer="", by=world.anna, at=AT)


def turned(world: World, row: Application, state: State, day: date, **more: Any) -> Turn:
    said = Said(state=state, day=day, **more)
    return applying.record_turn(application=row, said=said, revision=row.revision, by=world.anna, at=AT)


def apply_for(world: World, case: Case) -> Application:
    """One application with a turn; `plant` writes the canaries into its texts."""
    row = prepared(world, case)
    turned(world, row, State.SENT, TODAY, note="Mit der Post.")
    return row
