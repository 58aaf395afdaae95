"""The rights of a person, in a case."""

from django.urls import path

from roterfaden.web.privacy import rights

HOME = "<code:code>/rechte/"
ONE = f"{HOME}<uuid:rights_request>/"

app_name = "rights"
urlpatterns = [
    path(HOME, rights.index, name="index"),
    path(f"{HOME}neu/", rights.new, name="new"),
    path(ONE, rights.detail, name="detail"),
    path(f"{ONE}aendern/", rights.change, name="change"),
    path(f"{ONE}verlaengern/", rights.extend, name="extend"),
    path(f"{ONE}entscheiden/", rights.decide, name="decide"),
    path(f"{ONE}unterrichtet/<uuid:recipient>/", rights.tell, name="tell"),
    path(f"{ONE}zurueckhalten/", rights.hold_back, name="hold_back"),
    path(f"{ONE}zurueckhalten/<uuid:held_back>/freigeben/", rights.give_free, name="give_free"),
    path(f"{ONE}auskunft/<slug:report_part>.pdf", rights.report, name="report"),
    path(f"{ONE}auskunft/<slug:report_part>.json", rights.report_data, name="report_data"),
]
