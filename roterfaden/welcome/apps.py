from django.apps import AppConfig


class WelcomeConfig(AppConfig):
    name = "roterfaden.welcome"
    label = "welcome"

    def ready(self) -> None:
        from roterfaden.welcome import barriers  # noqa: F401, PLC0415 - registers the nightly duty
