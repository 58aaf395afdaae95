"""In which language the parties of a table are written to."""

from contextlib import AbstractContextManager

from roterfaden.consent.addressing import speaking_to_body
from roterfaden.cooperation.choices import PartyKind
from roterfaden.cooperation.models import Party
from roterfaden.people.writing import writing_to


def speaking_to_party(party: Party) -> AbstractContextManager[None]:
    """The person in theirs; a body in its own where it has a place here, else in that of the service."""
    case = party.cooperation.case
    if party.kind == PartyKind.CLIENT:
        return writing_to(case.person)
    return speaking_to_body(party.recipient, case.service)
