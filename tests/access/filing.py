"""The arguments of the pages of files, mails and identity providers; their rows have tests of their own."""

from typing import Any
from uuid import UUID


def filing_arguments(elsewhere: UUID) -> dict[str, Any]:
    """A held file and a mail belong to no case: the uuid of something else will do."""
    return {"held": elsewhere, "mail": elsewhere, "file_version": 1, "idp": "amt"}
