"""The arguments of the pages of surveys; their rounds have tests of their own."""

from typing import Any
from uuid import UUID


def survey_arguments(missing: UUID) -> dict[str, Any]:
    return {
        "survey": missing,
        "survey_code": "MISSING",
        "survey_form": "csv",
        "own_sheet": missing,
        "own_question": "q1",
        "sheet_id": "own-missing",
        "sheet_version": "1",
    }
