from django.apps import AppConfig


class DossierConfig(AppConfig):
    name = "roterfaden.dossier"
    label = "dossier"
