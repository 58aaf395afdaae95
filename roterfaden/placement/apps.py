from django.apps import AppConfig


class PlacementConfig(AppConfig):
    name = "roterfaden.placement"
    label = "placement"
