from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "roterfaden.complaints"
    label = "complaints"

    def ready(self) -> None:
        from roterfaden.complaints import erasing  # noqa: F401, PLC0415
