"""The audit trail of a seeded database: one entry for each case, in a chain that verifies."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from roterfaden.audit.chain import Fields, canonical_payload, commit, link
from roterfaden.audit.models import Entry, Head
from roterfaden.operations.volume.making import Opened
from roterfaden.operations.volume.tables import Table, write

COLUMNS = (*Fields._fields, "payload", "salt", "previous", "hash")


class Trail:
    """Where the chain ends, and who is who."""

    def __init__(self, usernames: Mapping[int, str]) -> None:
        head = Head.objects.get(pk=1)
        self._seq, self._hash, self._usernames = head.seq, head.hash, usernames
        self._table = Table(Entry, COLUMNS)

    def tell(self, opened: Sequence[Opened]) -> None:
        """Add an entry for each of these cases. The guards of the database check that it continues the chain."""
        rows = []
        for case in opened:
            payload, salt = canonical_payload({"chain": case.chain}), secrets.token_hex(16)
            fields = Fields(
                seq=self._seq + 1,
                at=datetime.fromisoformat(case.at).replace(tzinfo=UTC),
                actor_id=case.user_id,
                actor_label=self._usernames[case.user_id],
                action="cases.opened",
                subject_type="cases.case",
                subject_uuid=UUID(case.uuid),
                subject_code=case.code,
                scope_uuid=UUID(case.uuid),
                organisation_uuid=UUID(case.organisation_uuid),
                commitment=commit(salt, payload),
            )
            linked = link(self._hash, fields)
            plain = fields._replace(
                at=case.at,  # type: ignore[arg-type]
                subject_uuid=case.uuid,  # type: ignore[arg-type]
                scope_uuid=case.uuid,  # type: ignore[arg-type]
                organisation_uuid=case.organisation_uuid,  # type: ignore[arg-type]
            )
            rows.append((*plain, payload, salt, self._hash, linked))
            self._seq, self._hash = fields.seq, linked
        write(self._table, rows)
