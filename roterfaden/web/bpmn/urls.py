"""Chains as BPMN: to see, to fetch; and drafts to rehearse and to exchange."""

from django.urls import path

from roterfaden.web.bpmn import drafts, modeling, views

app_name = "bpmn"
urlpatterns = [
    path("prozesse/entwurf/<uuid:edition>/probe/", drafts.rehearsal, name="rehearsal"),
    path("prozesse/entwurf/<uuid:edition>/probe/merken/", drafts.remember, name="remember"),
    path("prozesse/entwurf/<uuid:edition>/zeichnen/", modeling.model, name="model"),
    path("prozesse/entwurf/<uuid:edition>/entwurf.bpmn", drafts.download, name="download"),
    path("prozesse/entwurf/<uuid:edition>/hochladen/", drafts.upload, name="upload"),
    path("prozesse/<slug:key>/<str:version>/bpmn/", views.chain, name="chain"),
    path("prozesse/<slug:key>/<str:version>/kette.bpmn", views.file, name="file"),
    path("faelle/<code:code>/prozessbild/<int:run>/bpmn/", views.case, name="case"),
]
