from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "roterfaden.consent"
    label = "consent"
