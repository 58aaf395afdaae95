from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "roterfaden.imports"
    label = "imports"

    def ready(self) -> None:
        """Register the jobs and the nightly duty."""
        from roterfaden.imports import checking, retention, running  # noqa: F401, PLC0415
