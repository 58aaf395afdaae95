from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "roterfaden.people"
    label = "people"
