from django.apps import AppConfig


class SteeringConfig(AppConfig):
    name = "roterfaden.steering"
    label = "steering"

    def ready(self) -> None:
        from roterfaden.steering import case_goals, duties, goals_part, improvements, keeping, sweeping  # noqa: F401, PLC0415 - register duties and jobs
