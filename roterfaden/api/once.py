"""A request that writes happens once, however often it is sent: under the number that its sender gives it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from roterfaden.api.models import Once, Token
from roterfaden.api.problems import Fault, bad_request, conflict
from roterfaden.jobs import clock

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{8,80}")
KEPT_FOR = timedelta(days=7)
SALT = "roterfaden.api.once"


def once(
    *, token: Token, key: str, operation: str, body: bytes, at: datetime, do: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """What `do` answers, or what it answered when the same was sent before.

    `operation` names method and address. Refuses: no key, and with 409 another request under a known key. What `do`
    refuses leaves nothing behind, so that it may be mended and sent under the same key. Of two at once the second waits
    for the first. `do` returns numbers and addresses, never contents: they are kept for seven days.
    """
    if not KEY.fullmatch(key):
        raise bad_request(
            _("Schreibende Anfragen brauchen eine eigene Nummer."),
            Fault(HEADER, "8 bis 80 sichtbare Zeichen, zum Beispiel eine UUID."),
        )
    sent = salted_hmac(SALT, body, algorithm="sha256").hexdigest()
    with transaction.atomic():
        row, is_new = Once.objects.get_or_create(
            token=token, key=key, defaults={"operation": operation, "body_hash": sent, "at": at}
        )
        if is_new:
            row.answer = do()
            row.save(update_fields=["answer"])
        elif (row.operation, row.body_hash) != (operation, sent):
            raise conflict("key-used", _("Unter dieser Nummer wurde schon etwas anderes geschickt."))
    answer: dict[str, Any] = row.answer
    return answer


@clock.nightly("api.forget_requests")
def forget_requests(*, at: datetime) -> dict[str, int]:
    """Forget what was sent under which number after seven days. Safe to repeat."""
    gone, _rows = Once.objects.filter(at__lt=at - KEPT_FOR).delete()
    return {"requests": gone}
