from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "roterfaden.fieldwork"

    def ready(self) -> None:
        """Make the worker know the regular duty."""
        from roterfaden.fieldwork import carrying  # noqa: F401, PLC0415
