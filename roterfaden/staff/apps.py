from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "roterfaden.staff"
    label = "staff"

    def ready(self) -> None:
        from roterfaden.staff import duties  # noqa: F401, PLC0415 - registers what waits for whom
