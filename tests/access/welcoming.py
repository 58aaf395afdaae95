"""The arguments of the pages that greet people; reports have tests of their own (tests/web/welcome)."""

from typing import Any

from roterfaden.cases.models import Case


def welcome_arguments(guarded: Case) -> dict[str, Any]:
    """Nothing there belongs to a case: the uuid of something else will do."""
    return {"barrier": guarded.uuid, "first_step": "help"}
