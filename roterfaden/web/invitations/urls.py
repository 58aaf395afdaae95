from django.urls import path

from roterfaden.web.invitations import printing, views, writing

app_name = "invitations"
ONE = "<uuid:inviting>/"
urlpatterns = [
    path("", views.index, name="index"),
    path("neu/", writing.new, name="new"),
    path(ONE, views.detail, name="detail"),
    path(f"{ONE}personen/", writing.add, name="add"),
    path(f"{ONE}einladen/", writing.invite, name="invite"),
    path(f"{ONE}person/<uuid:invitee>/", writing.answer, name="answer"),
    path(f"{ONE}briefe/<int:nth>.pdf", printing.letters, name="letters"),
    path(f"{ONE}liste.csv", printing.export, name="export"),
    path(f"{ONE}abschliessen/", writing.close, name="close"),
]
