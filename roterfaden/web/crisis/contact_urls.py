from django.urls import path

from roterfaden.web.crisis import contacts

app_name = "crisis_contacts"
urlpatterns = [
    path("", contacts.index, name="index"),
    path("neu/", contacts.add, name="add"),
    path("<uuid:contact>/aendern/", contacts.change, name="change"),
    path("<uuid:contact>/loeschen/", contacts.discard, name="discard"),
    path("<uuid:contact>/zurueckholen/", contacts.restore, name="restore"),
]
