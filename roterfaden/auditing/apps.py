from django.apps import AppConfig


class AuditingConfig(AppConfig):
    name = "roterfaden.auditing"
    label = "auditing"

    def ready(self) -> None:
        from roterfaden.auditing import duties  # noqa: F401, PLC0415 - register its days
