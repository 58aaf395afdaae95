from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models import IntegerField

from roterfaden.common.among import Among


class CommonConfig(AppConfig):
    name = "roterfaden.common"
    label = "common"

    def ready(self) -> None:
        from roterfaden.common.rows import tell_connection  # noqa: PLC0415

        connection_created.connect(tell_connection, dispatch_uid="common.rows")
        IntegerField.register_lookup(Among)
