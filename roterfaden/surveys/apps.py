from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "roterfaden.surveys"
    label = "surveys"
