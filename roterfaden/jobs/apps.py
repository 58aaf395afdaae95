from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "roterfaden.jobs"
    label = "jobs"
