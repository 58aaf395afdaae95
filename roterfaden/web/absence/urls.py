from django.urls import path

from roterfaden.web.absence import views

app_name = "absence"
urlpatterns = [path("", views.index, name="index")]
