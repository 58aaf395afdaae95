"""In which language a body is written to that gets something."""

from contextlib import AbstractContextManager

from roterfaden.accounts.languages import speaking_as
from roterfaden.accounts.models import Organisation
from roterfaden.consent.models import Recipient


def speaking_to_body(body: Recipient | None, service: Organisation) -> AbstractContextManager[None]:
    """Within `with`: its own language where the body has a place here, else that of the service that writes."""
    return speaking_as((body.organisation if body is not None else None) or service)
