from django.urls import path

from roterfaden.web.matrix import views

app_name = "matrix"
urlpatterns = [
    path("", views.index, name="index"),
    path("mein-blick/", views.mine, name="mine"),
    path("<uuid:organisation>/", views.of_service, name="of_service"),
    path("<uuid:organisation>/aendern/", views.fill_in, name="fill_in"),
]
