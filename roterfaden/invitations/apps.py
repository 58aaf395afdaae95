from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "roterfaden.invitations"
    label = "invitations"
