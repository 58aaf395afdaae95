"""A complaint about who leads the case, with a canary in each of its texts."""

from typing import Any

from roterfaden.cases.models import Case
from roterfaden.complaints.choices import Channel, Complainant
from roterfaden.complaints.receiving import Told, receive
from tests.fixtures import AT


def complaint_arguments(guarded: Case) -> dict[str, Any]:
    """The arguments of the pages of complaints."""
    texts = {name: f"KANARIE-{name}" for name in ("text", "wish", "about", "name", "contact")}
    made = receive(
        organisation=guarded.service,
        told=Told(Complainant.CLIENT, Channel.PORTAL, **texts),
        token=guarded.uuid,
        by=None,
        at=AT,
        concerned=[guarded.responsible],
        case=guarded,
    )
    return {"complaint": made.uuid, "officer": guarded.uuid, "letter": "answer"}
