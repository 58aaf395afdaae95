from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "roterfaden.jobs"
    label = "jobs"

    def ready(self) -> None:
        from roterfaden.jobs import undelivered  # noqa: F401, PLC0415
