from django.urls import path

from roterfaden.web.offers import own, tables, views

app_name = "offers"
urlpatterns = [
    path("", views.index, name="index"),
    path("eigenes/", own.write, name="write_own"),
    path("eigenes/<uuid:own>/", own.change, name="change_own"),
    path("dmn/", tables.read, name="read_dmn"),
    path("<slug:shipped>/", views.offer, name="offer"),
    path("<slug:shipped>/entscheidungstabelle/", tables.table, name="table"),
    path("<slug:shipped>/entscheidungstabelle.dmn", tables.file, name="dmn_file"),
    path("<slug:shipped>/plaetze/", own.places, name="places"),
]
