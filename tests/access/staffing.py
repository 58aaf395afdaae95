"""The arguments of the pages about staff; its rows have tests of their own (tests/web/staff)."""

from typing import Any

from roterfaden.cases.models import Case

ROWS = (
    "staff_file", "qualification", "own_criterion", "induction", "induction_step", "vacancy", "training", "supervision",
)  # fmt: skip


def staff_arguments(guarded: Case) -> dict[str, Any]:
    """Nothing there belongs to a case: the uuid of something else will do."""
    return {**dict.fromkeys(ROWS, guarded.uuid), "staff_criterion": "law"}
