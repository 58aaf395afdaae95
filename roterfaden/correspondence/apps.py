from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "roterfaden.correspondence"
    label = "correspondence"
