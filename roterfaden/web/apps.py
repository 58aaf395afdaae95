from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "roterfaden.web"
    label = "web"
