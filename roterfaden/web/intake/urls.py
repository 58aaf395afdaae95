from django.urls import path

from roterfaden.web.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.new, name="new"),
]
