from django.apps import AppConfig


class CooperationConfig(AppConfig):
    name = "roterfaden.cooperation"
    label = "cooperation"

    def ready(self) -> None:
        from roterfaden.cooperation import reminders  # noqa: F401, PLC0415
