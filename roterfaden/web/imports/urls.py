from django.urls import path

from roterfaden.web.imports import columns, files, rows, steps

app_name = "imports"
urlpatterns = [
    path("", files.index, name="index"),
    path("neu/<slug:kind>/", files.upload, name="upload"),
    path("beispiel/<slug:kind>.<slug:form>", files.sample, name="sample"),
    path("vorlagen/<uuid:template>/loeschen/", columns.drop_template, name="drop_template"),
    path("<uuid:imported>/", steps.detail, name="detail"),
    path("<uuid:imported>/spalten/", columns.columns, name="columns"),
    path("<uuid:imported>/vorlage/", columns.use_template, name="use_template"),
    path("<uuid:imported>/probelauf/", steps.check, name="check"),
    path("<uuid:imported>/zeilen/", rows.rows, name="rows"),
    path("<uuid:imported>/zeilen/entscheiden/", rows.decide, name="decide"),
    path("<uuid:imported>/befunde.csv", rows.findings, name="findings"),
    path("<uuid:imported>/importieren/", steps.run, name="run"),
    path("<uuid:imported>/zuruecknehmen/", steps.undo, name="undo"),
    path("<uuid:imported>/verwerfen/", steps.discard, name="discard"),
]
