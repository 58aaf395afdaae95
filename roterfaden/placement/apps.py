from django.apps import AppConfig


class PlacementConfig(AppConfig):
    name = "roterfaden.placement"
    label = "placement"

    def ready(self) -> None:
        from roterfaden.placement import file_part  # noqa: F401, PLC0415 - registers its part of the printed file
