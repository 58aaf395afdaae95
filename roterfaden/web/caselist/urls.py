from django.urls import path

from roterfaden.web.caselist import views

app_name = "caselist"
urlpatterns = [
    path("", views.index, name="index"),
]
