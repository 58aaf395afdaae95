from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "roterfaden.statistics"
    label = "statistics"

    def ready(self) -> None:
        from roterfaden.statistics import refreshing  # noqa: F401, PLC0415 - registers its job and its duty
