from django.urls import path

from roterfaden.web.profiles import service

app_name = "instruments"
urlpatterns = [
    path("", service.index, name="index"),
    path("<slug:service>/einlesen/", service.take_in, name="take_in"),
    path("<slug:service>/bauen/", service.build, name="build"),
    path("<slug:service>/bauen/<slug:instrument>/", service.build, name="rebuild"),
    path("<slug:service>/gewichte/", service.weights, name="weights"),
]
