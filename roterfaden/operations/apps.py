from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils import timezone


class OperationsConfig(AppConfig):
    name = "roterfaden.operations"
    label = "operations"

    def ready(self) -> None:
        from roterfaden.operations import checkpointing, master_keys, tidying  # noqa: F401, PLC0415
        from roterfaden.operations.practice import erasing  # noqa: F401, PLC0415
        from roterfaden.operations.upkeep import count_rows  # noqa: PLC0415

        def count_anew(**_told: Any) -> None:
            """An index that has just come is not chosen, or wrongly, until its rows are counted."""
            count_rows(at=timezone.now())

        # sent for apps with tables only, of which this is none
        sender = apps.get_app_config("cases")
        post_migrate.connect(count_anew, sender=sender, weak=False, dispatch_uid="operations.count_rows")
