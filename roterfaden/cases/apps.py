from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "roterfaden.cases"
    label = "cases"

    def ready(self) -> None:
        from roterfaden.cases import released  # noqa: F401, PLC0415
