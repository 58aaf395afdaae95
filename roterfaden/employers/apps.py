from django.apps import AppConfig


class EmployersConfig(AppConfig):
    name = "roterfaden.employers"
    label = "employers"
