"""Who acts in the portal, for the trail: a guest has no account, so the label tells the kind and the access."""

from dataclasses import dataclass
from typing import Any

from roterfaden.portal.choices import GuestKind
from roterfaden.portal.models import Guest


@dataclass(frozen=True)
class Visitor:
    """A guest as actor of the trail: `client:7K3M9X2`, `partner:…`. Never a name."""

    guest: Guest

    @property
    def pk(self) -> Any:
        return None

    def get_username(self) -> str:
        kind = "partner" if self.guest.kind == GuestKind.PARTNER else "client"
        return f"{kind}:{self.guest.number}"
