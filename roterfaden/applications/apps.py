from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "roterfaden.applications"
    label = "applications"
