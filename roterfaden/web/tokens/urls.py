from django.urls import path

from roterfaden.web.tokens import views

app_name = "tokens"
urlpatterns = [
    path("", views.index, name="index"),
    path("neu/", views.new, name="new"),
    path("<uuid:token>/sperren/", views.revoke, name="revoke"),
    path("schnittstelle/", views.guide, name="guide"),
]
