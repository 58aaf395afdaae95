from django.urls import path

from roterfaden.web.drafts import views

app_name = "drafts"
urlpatterns = [
    path("", views.index, name="index"),
    path("speichern/", views.keep, name="keep"),
    path("marke/", views.fresh_token, name="token"),
    path("<uuid:token>/verwerfen/", views.discard, name="discard"),
    path("<uuid:token>/zurueckholen/", views.bring_back, name="bring_back"),
]
