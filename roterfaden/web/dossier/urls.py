"""Printing a file, and protocols of a hand-over."""

from django.urls import path

from roterfaden.web.dossier import printing, protocols

PROTOCOL = "<code:code>/uebergabeprotokoll/"
ONE = f"{PROTOCOL}<uuid:protocol>/"

app_name = "dossier"
urlpatterns = [
    path("<code:code>/drucken/", printing.choose, name="print"),
    path("<code:code>/drucken/lesen/", printing.read, name="read"),
    path("<code:code>/drucken/<uuid:printed>/", printing.printed_file, name="printed_file"),
    path(PROTOCOL, protocols.index, name="protocols"),
    path(f"{PROTOCOL}beginnen/<slug:protocol_form>/", protocols.begin, name="begin_protocol"),
    path(ONE, protocols.edit, name="protocol"),
    path(f"{ONE}verwerfen/", protocols.discard, name="discard_protocol"),
    path(f"{ONE}datei/", protocols.file, name="protocol_file"),
]
