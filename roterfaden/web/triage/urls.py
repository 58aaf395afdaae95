from django.urls import path

from roterfaden.web.triage import assessments, sanctions, views

app_name = "triage"
HOME = "<code:code>/triage/"
urlpatterns = [
    path(HOME, views.index, name="index"),
    path(f"{HOME}weg/<slug:triage_path>/", views.decide, name="decide"),
    path(f"{HOME}potenzial/", assessments.add, name="assess"),
    path(f"{HOME}sanktion/", sanctions.begin, name="sanction_begin"),
    path(f"{HOME}sanktion/<uuid:sanction>/", sanctions.note, name="sanction"),
    path(f"{HOME}sanktion/<uuid:sanction>/entscheiden/", sanctions.decide, name="sanction_decide"),
]
