from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "roterfaden.common"
    label = "common"
