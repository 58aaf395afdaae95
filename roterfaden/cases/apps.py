from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "roterfaden.cases"
    label = "cases"
