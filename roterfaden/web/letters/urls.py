"""Templates, letterheads and letters to many."""

from django.urls import path

from roterfaden.web.letters import bulk, certificates, templates

app_name = "letters"
urlpatterns = [
    path("vorlagen/", templates.index, name="index"),
    path("vorlagen/platzhalter/", templates.placeholders, name="placeholders"),
    path("vorlagen/neu/", templates.add, name="add"),
    path("vorlagen/briefkopf/<slug:service>/", templates.letterhead, name="letterhead"),
    path("vorlagen/zertifikate/", certificates.index, name="certificates"),
    path("vorlagen/zertifikate/neu/", certificates.add, name="add_certificate"),
    path("vorlagen/zertifikate/<uuid:mail_certificate>/beenden/", certificates.end, name="end_certificate"),
    path("vorlagen/eigene/<uuid:template>/datei/", templates.own_file, name="own_file"),
    path("vorlagen/eigene/<uuid:template>/probe/", templates.own_trial, name="own_trial"),
    path("vorlagen/eigene/<uuid:template>/beenden/", templates.end, name="end"),
    path("vorlagen/<slug:letter>/probe/", templates.trial, name="trial"),
    path("vorlagen/<slug:letter>/word/", templates.as_word, name="word"),
    path("serienbriefe/", bulk.index, name="bulk"),
    path("serienbriefe/<uuid:letter_run>/", bulk.run, name="run"),
    path("serienbriefe/<uuid:letter_run>/drucken/", bulk.print_file, name="print"),
    path("serienbriefe/<uuid:letter_run>/etiketten/", bulk.labels, name="labels"),
]
