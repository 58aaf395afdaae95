from django.urls import path

from roterfaden.web.guests import access, documents, offers, partners, talking

app_name = "guests"
TOP = "<code:code>/zugang/"
urlpatterns = [
    path(TOP, access.index, name="index"),
    path(f"{TOP}person/", access.give, name="give"),
    path(f"{TOP}stelle/", partners.give, name="give_partner"),
    path(f"{TOP}unterschrift/", offers.single, name="single"),
    path(f"{TOP}erklaerung/", offers.offer, name="offer"),
    path(f"{TOP}erklaerung/<uuid:offer>/zuruecknehmen/", offers.take_back, name="take_back"),
    path(f"{TOP}unterlagen/", documents.index, name="documents"),
    path(f"{TOP}unterlagen/<uuid:uuid>/hineinlegen/", documents.put, name="put_document"),
    path(f"{TOP}unterlagen/<uuid:put>/zuruecknehmen/", documents.take_back, name="take_back_document"),
    path(f"{TOP}nachrichten/", talking.messages_page, name="messages"),
    path(f"{TOP}nachrichten/<uuid:message>/uebernehmen/", talking.take, name="take"),
    path(f"{TOP}<uuid:guest>/code/", access.new_code, name="new_code"),
    path(f"{TOP}<uuid:guest>/pin/", access.new_pin, name="new_pin"),
    path(f"{TOP}<uuid:guest>/sperren/", access.revoke, name="revoke"),
]
