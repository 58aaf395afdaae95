"""The archive of one's services: what lies there, what is restricted, what is due."""

from django.urls import path

from roterfaden.web.archive import destruction, lists

app_name = "archive"
urlpatterns = [
    path("", lists.index, name="index"),
    path("eingeschraenkt/", lists.restricted, name="restricted"),
    path("ablegen/", lists.ready, name="ready"),
    path("loeschen/", destruction.due, name="due"),
    path("loeschen/<uuid:destruction>/", destruction.decide, name="decide"),
    path("loeschen/<uuid:destruction>/vorschlagen/", destruction.propose, name="propose"),
    path("loeschen/<uuid:destruction>/zuruecknehmen/", destruction.withdraw, name="withdraw"),
    path("loeschen/<uuid:destruction>/behalten/", destruction.keep, name="keep"),
]
