from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "roterfaden.api"
    label = "api"
