from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "roterfaden.measures"
    label = "measures"
