"""Closing and keeping of one case."""

from django.urls import path

from roterfaden.web.archive import keeping

HOME = "<code:code>/aufbewahrung/"

app_name = "keeping"
urlpatterns = [
    path(HOME, keeping.index, name="index"),
    path(f"{HOME}ergebnis/", keeping.correct_result, name="correct_result"),
    path(f"{HOME}ablegen/", keeping.file_away, name="file_away"),
    path(f"{HOME}einschraenken/", keeping.restrict, name="restrict"),
    path(f"{HOME}freigeben/", keeping.release, name="release"),
]
