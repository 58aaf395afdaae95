from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "roterfaden.audit"
    label = "audit"
