from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "roterfaden.programmes"
    label = "programmes"
