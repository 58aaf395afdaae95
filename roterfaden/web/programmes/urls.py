from django.urls import path

from roterfaden.web.programmes import changing, reports, views

app_name = "programmes"
ONE = "<uuid:programme_plan>/"
urlpatterns = [
    path("", views.index, name="index"),
    path("beginnen/<slug:body>/<slug:key>/", changing.begin, name="begin"),
    path(ONE, views.plan, name="plan"),
    path(f"{ONE}massnahme/<uuid:plan_line>/", views.line, name="line"),
    path(f"{ONE}massnahme/<uuid:plan_line>/stand/", changing.change, name="change"),
    path(f"{ONE}indikator/<slug:indicator>/", changing.value, name="value"),
    path(f"{ONE}indikator/<slug:indicator>/uebernehmen/", changing.take, name="take"),
    path(f"{ONE}bericht/<int:year>.pdf", reports.report, name="report"),
    path(f"{ONE}massnahmen.csv", reports.measures, name="measures"),
]
