from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "roterfaden.offers"
    label = "offers"
