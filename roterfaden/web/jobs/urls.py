from django.urls import path

from roterfaden.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:job>/", views.detail, name="detail"),
    path("<uuid:job>/abbrechen/", views.cancel, name="cancel"),
]
