from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "roterfaden.portal"
    label = "portal"

    def ready(self) -> None:
        from roterfaden.portal import sending, tidying  # noqa: F401, PLC0415
