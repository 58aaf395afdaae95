from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "roterfaden.surveys"
    label = "surveys"

    def ready(self) -> None:
        from roterfaden.surveys import duties, erasing  # noqa: F401, PLC0415 - register days and what goes with a case
