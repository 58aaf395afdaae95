from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "roterfaden.documents"
    label = "documents"

    def ready(self) -> None:
        from roterfaden.documents import orphans, quarantine  # noqa: F401, PLC0415
