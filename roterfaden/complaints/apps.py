from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "roterfaden.complaints"
    label = "complaints"
