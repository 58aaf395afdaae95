from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "roterfaden.imports"
    label = "imports"
