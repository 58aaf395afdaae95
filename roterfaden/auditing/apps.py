from django.apps import AppConfig


class AuditingConfig(AppConfig):
    name = "roterfaden.auditing"
    label = "auditing"
