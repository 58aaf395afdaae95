from django.urls import path

from roterfaden.web.statistics import analysis, reports, turns

app_name = "statistics"
urlpatterns = [
    path("", analysis.index, name="index"),
    path("faelle/", analysis.behind, name="behind"),
    path("datei/<slug:form>/", analysis.export, name="export"),
    path("merken/", analysis.save, name="save"),
    path("gemerkt/<uuid:view>/loeschen/", analysis.forget, name="forget"),
    path("berichte/", reports.index, name="reports"),
    path("berichte/einlesen/", reports.receive, name="receive"),
    path("berichte/<uuid:report>/", reports.detail, name="report"),
    path("berichte/<uuid:report>/worte/", turns.write, name="write"),
    path("berichte/<uuid:report>/neu-rechnen/", turns.reckon, name="reckon"),
    path("berichte/<uuid:report>/vorlegen/", turns.propose, name="propose"),
    path("berichte/<uuid:report>/zuruecknehmen/", turns.take_back, name="take_back"),
    path("berichte/<uuid:report>/freigeben/", turns.release, name="release"),
    path("berichte/<uuid:report>/veroeffentlichen/", turns.publish, name="publish"),
    path("berichte/<uuid:report>/datei/<slug:form>/", turns.file, name="file"),
]
