from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "roterfaden.quality"
    label = "quality"
