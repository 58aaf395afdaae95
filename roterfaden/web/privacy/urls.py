"""What is due, and the papers of a body: who answers, record, assessment, providers, pledges, breaches."""

from django.urls import path

from roterfaden.web.privacy import breaches, due, papers, pledges, processors

HOME = "<slug:operator>/"

app_name = "privacy"
urlpatterns = [
    path("", due.index, name="index"),
    path(HOME, papers.index, name="papers"),
    path(f"{HOME}stelle/", papers.change, name="operator"),
    path(f"{HOME}verzeichnis.pdf", papers.record, name="record"),
    path(f"{HOME}folgenabschaetzung/", papers.assess, name="assessment"),
    path(f"{HOME}folgenabschaetzung.pdf", papers.assessment, name="assessment_paper"),
    path(f"{HOME}dienstleister/", processors.index, name="processors"),
    path(f"{HOME}dienstleister/neu/", processors.new, name="new_processor"),
    path(f"{HOME}dienstleister/<uuid:processor>/", processors.change, name="processor"),
    path(f"{HOME}dienstleister/<uuid:processor>/anzeige.pdf", processors.notice, name="notice"),
    path(f"{HOME}verpflichtungen/", pledges.index, name="pledges"),
    path(f"{HOME}verpflichtungen/neu/", pledges.new, name="new_pledge"),
    path(f"{HOME}verpflichtungen/blatt.pdf", pledges.sheet, name="pledge_sheet"),
    path(f"{HOME}verpflichtungen/<uuid:pledge>/", pledges.change, name="pledge"),
    path(f"{HOME}verletzungen/", breaches.index, name="breaches"),
    path(f"{HOME}verletzungen/neu/", breaches.new, name="new_breach"),
    path(f"{HOME}verletzungen/<uuid:breach>/", breaches.detail, name="breach"),
    path(f"{HOME}verletzungen/<uuid:breach>/aendern/", breaches.change, name="change_breach"),
    path(f"{HOME}verletzungen/<uuid:breach>/gemeldet/", breaches.report, name="report_breach"),
    path(f"{HOME}verletzungen/<uuid:breach>/abschliessen/", breaches.close, name="close_breach"),
    path(f"{HOME}verletzungen/<uuid:breach>/meldung.pdf", breaches.paper, name="breach_paper"),
]
