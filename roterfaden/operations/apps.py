from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "roterfaden.operations"
    label = "operations"
