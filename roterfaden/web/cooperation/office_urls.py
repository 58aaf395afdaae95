from django.urls import path

from roterfaden.web.cooperation import office

app_name = "coordination"
ONE = "<slug:body>/"
urlpatterns = [
    path("", office.index, name="index"),
    path(ONE, office.costs, name="costs"),
    path(f"{ONE}neu/", office.add, name="add"),
    path(f"{ONE}<uuid:office_cost>/streichen/", office.strike, name="strike"),
]
