from django.urls import path

from roterfaden.web.consulting import actions, frameworks, inquiries, projects, views

app_name = "consulting"
urlpatterns = [
    path("", views.index, name="index"),
    path("rahmen/neu/", frameworks.add, name="add_framework"),
    path("rahmen/<uuid:framework>/", frameworks.detail, name="framework"),
    path("rahmen/<uuid:framework>/aendern/", frameworks.edit, name="edit_framework"),
    path("rahmen/<uuid:framework>/vorlegen/", frameworks.submit, name="submit_framework"),
    path("rahmen/<uuid:framework>/entscheiden/", frameworks.decide, name="decide_framework"),
    path("bei/<code:code>/neu/", projects.add, name="add_project"),
    path("projekt/<uuid:project>/", projects.detail, name="project"),
    path("projekt/<uuid:project>/aendern/", projects.edit, name="edit_project"),
    path("projekt/<uuid:project>/vorlegen/", projects.submit, name="submit_project"),
    path("projekt/<uuid:project>/entscheiden/", projects.decide, name="decide_project"),
    path("projekt/<uuid:project>/meilenstein/", projects.milestone, name="milestone"),
    path("projekt/<uuid:project>/beenden/", projects.end, name="end_project"),
    path("projekt/<uuid:project>/massnahme/", actions.add, name="add_action"),
    path("massnahme/<uuid:action>/", actions.edit, name="action"),
    path("massnahme/<uuid:action>/teilnehmende/", actions.add_participant, name="add_participant"),
    path("massnahme/<uuid:action>/rueckmeldung/", actions.feedback, name="feedback"),
    path("massnahme/<uuid:action>/bogen/", actions.sheet, name="sheet"),
    path("kontakt/neu/", inquiries.add, name="add_inquiry"),
    path("kontakt/<uuid:inquiry>/", inquiries.detail, name="inquiry"),
    path("kontakt/<uuid:inquiry>/vertiefen/", inquiries.deepen, name="deepen"),
]
