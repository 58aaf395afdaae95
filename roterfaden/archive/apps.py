from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "roterfaden.archive"
    label = "archive"
