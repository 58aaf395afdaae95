from django.urls import path

from roterfaden.web.textblocks import views

app_name = "textblocks"
urlpatterns = [
    path("", views.index, name="index"),
    path("neu/", views.add, name="add"),
    path("<uuid:block>/aendern/", views.change, name="change"),
    path("<uuid:block>/loeschen/", views.discard, name="discard"),
    path("<uuid:block>/zurueckholen/", views.restore, name="restore"),
]
