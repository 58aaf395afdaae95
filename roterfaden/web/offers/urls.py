from django.urls import path

from roterfaden.web.offers import views

app_name = "offers"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:shipped>/", views.offer, name="offer"),
]
