from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "roterfaden.measures"
    label = "measures"

    def ready(self) -> None:
        from roterfaden.measures import file_part  # noqa: F401, PLC0415 - registers its part of the printed file
