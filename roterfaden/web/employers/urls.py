from django.urls import path

from roterfaden.web.employers import acquisition, contacts, merging, views, workplaces

app_name = "employers"
urlpatterns = [
    path("", views.index, name="index"),
    path("neu/", views.add_employer, name="add_employer"),
    path("akquise/", acquisition.index, name="acquisition"),
    path("doppelt/", merging.index, name="duplicates"),
    path("doppelt/<code:code>/<code:other>/", merging.merge, name="merge"),
    path("doppelt/<uuid:merge>/aufheben/", merging.part, name="part"),
    path("doppelt/<code:code>/<code:other>/zwei/", merging.apart, name="apart"),
    path("doppelt/<uuid:pair>/wieder/", merging.again, name="again"),
    path("<code:code>/stand/", acquisition.stage, name="stage"),
    path("<code:code>/besuche/neu/", acquisition.visit, name="plan_visit"),
    path("<code:code>/besuche/<uuid:visit>/gemacht/", acquisition.visited, name="visited"),
    path("<code:code>/plaetze/neu/", workplaces.add_workplace, name="add_workplace"),
    path("<code:code>/plaetze/<code:place>/", workplaces.workplace, name="workplace"),
    path("<code:code>/plaetze/<code:place>/aendern/", workplaces.edit_workplace, name="edit_workplace"),
    path("<code:code>/plaetze/<code:place>/personen/", workplaces.persons, name="persons"),
    path(
        "<code:code>/plaetze/<code:place>/anforderungen/<uuid:profile>/",
        workplaces.edit_requirements,
        name="edit_requirements",
    ),
    path(
        "<code:code>/plaetze/<code:place>/anforderungen/<slug:instrument>/",
        workplaces.add_requirements,
        name="add_requirements",
    ),
    path("<code:code>/", views.detail, name="detail"),
    path("<code:code>/aendern/", views.edit_employer, name="edit_employer"),
    path("<code:code>/kontakte/neu/", contacts.add_contact, name="add_contact"),
    path("<code:code>/kontakte/<uuid:contact>/", contacts.edit_contact, name="edit_contact"),
]
