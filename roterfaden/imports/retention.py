"""Tables do not lie about: an import that nobody finishes loses its table after fourteen days."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from roterfaden.audit import actions, trail
from roterfaden.imports.choices import State
from roterfaden.imports.models import Import
from roterfaden.imports.states import change_state, hold
from roterfaden.imports.uploading import destroy_table
from roterfaden.jobs import clock

actions.register("imports.expired", "Tabelle eines Imports nach 14 Tagen vernichtet")
KEPT_FOR = timedelta(days=14)


@clock.nightly("imports.forget_tables")
def forget_tables(*, at: datetime) -> Mapping[str, int]:
    """Destroy the tables of imports that were uploaded fourteen days ago and not finished.

    One that had begun to write keeps what it wrote and can still be taken back; the others are discarded. Effects: an
    audit entry each.
    """
    old = Import.objects.filter(uploaded_at__lt=at - KEPT_FOR, table_key__destroyed_at=None)
    count = 0
    for run in old.order_by("pk"):
        with transaction.atomic():
            held = hold(run)
            wrote = held.rows.exclude(outcome="").exists()
            destroy_table(held, at=at)
            change_state(held, State.DONE if wrote else State.DISCARDED, ended_at=at)
            trail.record("imports.expired", by=None, at=at, subject=held, organisation=held.organisation)
        count += 1
    return {"tables": count}
