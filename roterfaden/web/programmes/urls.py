from django.urls import path

from roterfaden.web.programmes import budget, changing, events, reports, views

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
    path(f"{ONE}veranstaltungen/", events.index, name="events"),
    path(f"{ONE}veranstaltungen/neu/", events.add, name="add_event"),
    path(f"{ONE}veranstaltungen/<uuid:programme_event>/", events.change, name="change_event"),
    path(f"{ONE}budget/", budget.index, name="budget"),
    path(f"{ONE}budget/neu/", budget.add, name="add_budget"),
    path(f"{ONE}budget/<uuid:budget_line>/", budget.change, name="change_budget"),
    path(f"{ONE}budget/<uuid:budget_line>/ausgabe/", budget.spend, name="spend"),
    path(f"{ONE}budget/<uuid:budget_line>/ausgabe/<uuid:spending>/streichen/", budget.strike, name="strike"),
    path(f"{ONE}bericht/<int:year>.pdf", reports.report, name="report"),
    path(f"{ONE}massnahmen.csv", reports.measures, name="measures"),
]
