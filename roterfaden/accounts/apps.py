from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "roterfaden.accounts"
    label = "accounts"
