from django.urls import path

from roterfaden.web.matrix import views

app_name = "matrix"
urlpatterns = [
    path("", views.index, name="index"),
    path("mein-blick/", views.mine, name="mine"),
    path("<slug:service>/", views.of_service, name="of_service"),
    path("<slug:service>/aendern/", views.fill_in, name="fill_in"),
]
