"""What stands on the paper of a service."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.revisions import Conflict, save_revision
from roterfaden.correspondence.models import Letterhead

actions.register("correspondence.letterhead_changed", "Briefkopf geändert")

FIELDS = ("office", "street", "town", "phone", "email", "foot", "window")


def change_letterhead(
    *, head: Letterhead, said: Mapping[str, str], revision: int, by: User, at: datetime
) -> None:
    """Write the letterhead of a service, if it still has `revision` (0: there was none). Conflict otherwise."""
    with transaction.atomic():
        for name in FIELDS:
            setattr(head, name, said[name])
        if revision == 0:
            known = Letterhead.objects.filter(service=head.service).first()
            if known is not None:
                raise Conflict(known)
            head.revision = 1
            head.save(force_insert=True)
        else:
            save_revision(head, expected=revision, fields=FIELDS)
        trail.record(
            "correspondence.letterhead_changed", by=by, at=at, subject=head, organisation=head.service
        )
