"""In which language the parties of a table are written to."""

from contextlib import AbstractContextManager

from roterfaden.accounts.languages import speaking_as
from roterfaden.cooperation.choices import PartyKind
from roterfaden.cooperation.models import Party
from roterfaden.people.writing import writing_to


def speaking_to_party(party: Party) -> AbstractContextManager[None]:
    """The person in theirs; a body in its own where it has a place here, else in that of the service."""
    case = party.cooperation.case
    if party.kind == PartyKind.CLIENT:
        return writing_to(case.person)
    body = party.recipient.organisation if party.recipient is not None else None
    return speaking_as(body or case.service)
