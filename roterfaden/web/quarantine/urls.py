from django.urls import path

from roterfaden.web.quarantine import views

app_name = "quarantine"
urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:held>/pruefen/", views.ask_again, name="ask_again"),
    path("<uuid:held>/verwerfen/", views.discard, name="discard"),
]
