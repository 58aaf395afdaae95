from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "roterfaden.operations"
    label = "operations"

    def ready(self) -> None:
        from roterfaden.operations import tidying, upkeep  # noqa: F401, PLC0415
