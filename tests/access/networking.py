"""The arguments of the pages of the network and of certificates; their rows have tests of their own."""

from typing import Any

from roterfaden.cases.models import Case

ROWS = (
    "partner", "partner_contact", "pact", "committee", "sitting", "resolution", "outreach", "venue", "mail_certificate",
)  # fmt: skip


def network_arguments(guarded: Case) -> dict[str, Any]:
    """Nothing there belongs to a case: the uuid of something else will do."""
    return {**dict.fromkeys(ROWS, guarded.uuid), "criterion": "stop"}
