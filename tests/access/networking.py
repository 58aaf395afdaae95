"""The arguments of the pages of the network, of certificates and of data protection."""

from typing import Any

from roterfaden.cases.models import Case
from tests.access.righting import rights_arguments

ROWS = (
    "partner", "partner_contact", "pact", "committee", "sitting", "resolution", "outreach", "venue", "mail_certificate",
)  # fmt: skip


def network_arguments(guarded: Case) -> dict[str, Any]:
    """Nothing in the network belongs to a case: the uuid of something else will do."""
    return {**dict.fromkeys(ROWS, guarded.uuid), "criterion": "stop", **rights_arguments(guarded)}
