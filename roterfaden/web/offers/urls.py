from django.urls import path

from roterfaden.web.offers import own, views

app_name = "offers"
urlpatterns = [
    path("", views.index, name="index"),
    path("eigenes/", own.write, name="write_own"),
    path("eigenes/<uuid:own>/", own.change, name="change_own"),
    path("<slug:shipped>/", views.offer, name="offer"),
    path("<slug:shipped>/plaetze/", own.places, name="places"),
]
