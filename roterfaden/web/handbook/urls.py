from django.urls import path

from roterfaden.web.handbook import aids, views

app_name = "handbook"
urlpatterns = [
    path("", views.index, name="index"),
    path("druck/", views.whole, name="whole"),
    path("kapitel/<slug:chapter>/", views.chapter, name="chapter"),
    path("kapitel/<slug:chapter>/<slug:box>/", views.edit_box, name="edit_box"),
    path("eintrag/<slug:of>/<slug:about>/<slug:box>/", views.edit_entry, name="edit_entry"),
    path("massnahmen/", views.measures, name="measures"),
    path("massnahmen/<slug:measure>/", views.measure, name="measure"),
    path("ergaenzungen/", views.layers, name="layers"),
    path("abkuerzungen/", views.abbreviations, name="abbreviations"),
    path("recht/", views.law, name="law"),
    path("hilfen/", aids.index, name="aids"),
    path("hilfen/neu/", aids.add, name="add_aid"),
    path("hilfen/eigene/<uuid:aid>/", aids.own, name="own_aid"),
    path("hilfen/eigene/<uuid:aid>/aendern/", aids.change, name="change_aid"),
    path("hilfen/eigene/<uuid:aid>/zurueckziehen/", aids.withdraw, name="withdraw_aid"),
    path("hilfen/eigene/<uuid:aid>/datei/", aids.file, name="aid_file"),
    path("hilfen/<slug:aid>/", aids.shipped, name="aid"),
]
