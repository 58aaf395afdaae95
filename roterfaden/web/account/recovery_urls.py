from django.urls import path

from roterfaden.web.account import recovery

app_name = "recovery"
urlpatterns = [
    path("", recovery.index, name="index"),
    path("neu/", recovery.make, name="make"),
]
