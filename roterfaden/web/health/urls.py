from django.urls import path

from roterfaden.web.health import views

app_name = "health"
urlpatterns = [
    path("gesund/", views.health, name="health"),
    path("messwerte/", views.metrics, name="metrics"),
]
