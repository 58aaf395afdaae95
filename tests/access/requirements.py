"""The arguments of the pages of requirements; rounds and evidence have tests of their own (tests/web/requirements)."""

from typing import Any

from roterfaden.cases.models import Case


def requirement_arguments(guarded: Case) -> dict[str, Any]:
    """Nothing there belongs to a case: the uuid of something else will do."""
    missing = dict.fromkeys(("assessment", "evidence", "loaded"), guarded.uuid)
    return {**missing, "standard": "kassys", "requirement": "P61-01"}
