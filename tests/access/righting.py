"""A request of the person with a canary in its words and in what is kept back; the papers have tests of their own."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from roterfaden.cases.models import Case
from roterfaden.privacy import requests
from roterfaden.privacy.choices import Ground, Part
from roterfaden.privacy.models import RightsRequest
from tests.fixtures import AT


def a_request(guarded: Case) -> RightsRequest:
    facts = {
        "kind": "access",
        "way": "letter",
        "wording": "KANARIE-Antrag",
        "identity": "known",
        "received_on": AT.date() - timedelta(days=3),
    }
    return requests.receive(case=guarded, facts=facts, token=uuid4(), by=guarded.responsible, at=AT)


def rights_arguments(guarded: Case) -> dict[str, Any]:
    made = a_request(guarded)
    entry = guarded.journal.earliest("pk")
    held = requests.hold_back(
        request=made,
        case=guarded,
        row=f"cases.JournalEntry:{entry.uuid}",
        ground=Ground.OTHERS,
        reason="KANARIE-Zurueckgehalten",
        by=guarded.responsible,
        at=AT,
    )
    missing = dict.fromkeys(("processor", "pledge", "breach"), guarded.uuid)
    return {
        "rights_request": made.uuid,
        "held_back": held.uuid,
        "report_part": Part.WHOLE.value,
        "operator": guarded.service.code,
        **missing,
    }
