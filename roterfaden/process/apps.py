from django.apps import AppConfig


class ProcessConfig(AppConfig):
    name = "roterfaden.process"
    label = "process"
