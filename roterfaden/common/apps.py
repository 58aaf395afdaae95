from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CommonConfig(AppConfig):
    name = "roterfaden.common"
    label = "common"

    def ready(self) -> None:
        from roterfaden.common.rows import tell_connection  # noqa: PLC0415

        connection_created.connect(tell_connection, dispatch_uid="common.rows")
