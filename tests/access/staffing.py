"""The arguments of the pages about staff and of those that greet people; their rows have tests of their own."""

from typing import Any

from roterfaden.cases.models import Case
from tests.access.welcoming import welcome_arguments

ROWS = (
    "staff_file", "qualification", "own_criterion", "induction", "induction_step", "vacancy", "training", "supervision",
)  # fmt: skip


def staff_arguments(guarded: Case) -> dict[str, Any]:
    """Nothing there belongs to a case: the uuid of something else will do."""
    return {**dict.fromkeys(ROWS, guarded.uuid), "staff_criterion": "law", **welcome_arguments(guarded)}
