from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "roterfaden.standards"
    label = "standards"
