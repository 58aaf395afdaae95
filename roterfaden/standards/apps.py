from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "roterfaden.standards"
    label = "standards"

    def ready(self) -> None:
        from roterfaden.standards import duties  # noqa: F401, PLC0415 - register its days
