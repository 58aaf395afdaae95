from django.urls import path

from roterfaden.web.anamnesis import compare, fact, health, own_fields, views

app_name = "anamnesis"
urlpatterns = [
    path("anamnesis/felder/", own_fields.index, name="own_fields"),
    path("anamnesis/felder/<slug:service>/", own_fields.of_service, name="own_fields_of"),
    path("anamnesis/felder/<slug:service>/<slug:item>/", own_fields.change, name="change_own_field"),
    path("faelle/<code:code>/anamnesis/", views.index, name="index"),
    path("faelle/<code:code>/anamnesis/vergleich/", compare.compare, name="compare"),
    path("faelle/<code:code>/anamnesis/gesundheitsakte/", health.health, name="health"),
    path("faelle/<code:code>/anamnesis/gesundheitsakte/<uuid:grant>/beenden/", health.revoke, name="revoke"),
    path("faelle/<code:code>/anamnesis/angabe/<uuid:slot>/", fact.fact, name="fact"),
    path("faelle/<code:code>/anamnesis/angabe/<uuid:slot>/neu/", fact.answer, name="answer"),
    path("faelle/<code:code>/anamnesis/angabe/<uuid:slot>/bestritten/", fact.dispute, name="dispute"),
    path("faelle/<code:code>/anamnesis/angabe/<uuid:slot>/geklaert/", fact.settle, name="settle"),
    path("faelle/<code:code>/anamnesis/teil/<slug:section_id>/", views.section, name="section"),
]
