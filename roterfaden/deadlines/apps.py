from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "roterfaden.deadlines"

    def ready(self) -> None:
        """Make the worker know the regular duties."""
        from roterfaden.deadlines import reminders  # noqa: F401, PLC0415
