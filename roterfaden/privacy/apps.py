from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "roterfaden.privacy"
    label = "privacy"

    def ready(self) -> None:
        from roterfaden.privacy import duties, trail_keeping  # noqa: F401, PLC0415 - register what waits, by night
