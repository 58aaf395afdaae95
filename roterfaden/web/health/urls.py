from django.urls import path

from roterfaden.web.health import views

app_name = "health"
urlpatterns = [
    path("gesund/", views.health, name="health"),
    path(".well-known/security.txt", views.security, name="security"),
    path("messwerte/", views.metrics, name="metrics"),
]
