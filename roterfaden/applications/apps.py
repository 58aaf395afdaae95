from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "roterfaden.applications"
    label = "applications"

    def ready(self) -> None:
        from roterfaden.applications import file_part  # noqa: F401, PLC0415 - registers its part of the printed file
