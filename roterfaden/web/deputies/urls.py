from django.urls import path

from roterfaden.web.deputies import views

app_name = "deputies"
urlpatterns = [
    path("", views.index, name="index"),
    path("neu/", views.name_deputy, name="name_deputy"),
    path("<uuid:deputy>/beenden/", views.end_deputy, name="end_deputy"),
]
