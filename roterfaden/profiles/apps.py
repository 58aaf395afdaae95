from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "roterfaden.profiles"
    label = "profiles"
