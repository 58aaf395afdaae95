from django.urls import path

from roterfaden.web.tokens import hooks, views

app_name = "tokens"
urlpatterns = [
    path("", views.index, name="index"),
    path("neu/", views.new, name="new"),
    path("<uuid:token>/sperren/", views.revoke, name="revoke"),
    path("benachrichtigung/neu/", hooks.new_hook, name="new_hook"),
    path("benachrichtigung/<uuid:hook>/beenden/", hooks.end_hook, name="end_hook"),
    path("benachrichtigung/<uuid:hook>/noch-einmal/", hooks.send_again, name="send_again"),
    path("schnittstelle/", views.guide, name="guide"),
]
