from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "roterfaden.drafts"
    label = "drafts"
