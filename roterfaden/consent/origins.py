"""Whose secret a fact is: follows from what was recorded as its source, and is never set by who passes it on."""

from collections.abc import Sequence

from roterfaden.common.text import normalise
from roterfaden.consent.choices import SPECIAL, RecipientKind
from roterfaden.consent.gate import UNNAMED
from roterfaden.consent.models import Recipient


def holder_of(source: Recipient | None) -> int | None:
    """The bound person from whom something came (§ 203 StGB, § 76 SGB X); None for everybody who is not bound."""
    return source.pk if source is not None and source.kind == RecipientKind.PROFESSIONAL else None


def holder_called(name: str, bound: Sequence[Recipient]) -> int:
    """The bound person called `name` in free words; UNNAMED, whom no release frees, where none is called so."""
    wanted = normalise(name)
    return next((one.pk for one in bound if wanted and normalise(one.name) == wanted), UNNAMED)


def bound_recipients(service_id: int) -> list[Recipient]:
    """Everybody bound to secrecy whom the service knows, by name."""
    return list(Recipient.objects.filter(service=service_id, kind=RecipientKind.PROFESSIONAL))


def holder_without_source(data_class: str) -> int | None:
    """Of a text of which nobody noted from whom it came: what is of a special kind no release frees."""
    return UNNAMED if data_class in SPECIAL else None
