from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "roterfaden.network"
    label = "network"

    def ready(self) -> None:
        from roterfaden.network import reminding  # noqa: F401, PLC0415 - registers the nightly duty
