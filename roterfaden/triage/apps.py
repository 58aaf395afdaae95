from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "roterfaden.triage"
    label = "triage"
