from django.conf import settings
from django.urls import include, path, register_converter

from roterfaden.common.codes import CodeConverter

register_converter(CodeConverter, "code")

urlpatterns = [
    # first, for programs ask most often
    path("api/v1/", include("roterfaden.api.urls")),
    path("", include("roterfaden.web.worklist.urls")),
    path("", include("roterfaden.web.welcome.urls")),
    path("ueben/", include("roterfaden.web.practice.urls")),
    # "neu" and the list come before the cases: no code of a case is as short
    path("faelle/", include("roterfaden.web.caselist.urls")),
    path("faelle/neu/", include("roterfaden.web.intake.urls")),
    path("faelle/", include("roterfaden.web.cases.urls")),
    path("faelle/", include("roterfaden.web.casefile.urls")),
    path("faelle/", include("roterfaden.web.dates.urls")),
    path("", include("roterfaden.web.agenda.urls")),
    path("", include("roterfaden.web.fieldwork.urls")),
    path("faelle/", include("roterfaden.web.consent.urls")),
    path("faelle/", include("roterfaden.web.cooperation.urls")),
    path("koordination/", include("roterfaden.web.cooperation.office_urls")),
    path("", include("roterfaden.web.bpmn.urls")),
    path("prozesse/entwurf/<uuid:edition>/bearbeiten/", include("roterfaden.web.editor.urls")),
    # before the chains: no version of a chain is called like one of these pages
    path("prozesse/", include("roterfaden.web.versions.urls")),
    path("", include("roterfaden.web.anamnesis.urls")),
    path("prozesse/", include("roterfaden.web.chains.urls")),
    path("suche/", include("roterfaden.web.search.urls")),
    path("betriebe/beratung/", include("roterfaden.web.consulting.urls")),
    path("betriebe/", include("roterfaden.web.employers.urls")),
    path("instrumente/", include("roterfaden.web.profiles.service_urls")),
    path("faelle/", include("roterfaden.web.profiles.urls")),
    path("faelle/", include("roterfaden.web.placement.urls")),
    path("arbeiten/", include("roterfaden.web.jobs.urls")),
    path("import/", include("roterfaden.web.imports.urls")),
    path("handbuch/", include("roterfaden.web.handbook.urls")),
    path("auswertung/", include("roterfaden.web.figures.urls")),
    path("statistik/", include("roterfaden.web.statistics.urls")),
    path("vorschlaege/", include("roterfaden.web.proposals.urls")),
    path("", include("roterfaden.web.complaints.urls")),
    path("qualitaet/", include("roterfaden.web.steering.urls")),
    path("", include("roterfaden.web.surveys.urls")),
    path("faelle/", include("roterfaden.web.casegoals.urls")),
    path("audits/", include("roterfaden.web.auditing.urls")),
    path("anforderungen/", include("roterfaden.web.requirements.urls")),
    path("netzwerk/", include("roterfaden.web.network.urls")),
    path("datenschutz/", include("roterfaden.web.privacy.urls")),
    path("faelle/", include("roterfaden.web.privacy.case_urls")),
    path("personal/", include("roterfaden.web.staff.urls")),
    path("massnahmen/", include("roterfaden.web.matrix.urls")),
    path("angebote/", include("roterfaden.web.offers.urls")),
    path("programme/", include("roterfaden.web.programmes.urls")),
    path("einladungen/", include("roterfaden.web.invitations.urls")),
    path("faelle/", include("roterfaden.web.admission.urls")),
    path("faelle/", include("roterfaden.web.applications.urls")),
    path("faelle/", include("roterfaden.web.triage.urls")),
    path("", include("roterfaden.web.visibility.urls")),
    path("auftraege/", include("roterfaden.web.orders.urls")),
    path("abrechnung/", include("roterfaden.web.billing.urls")),
    path("", include("roterfaden.web.measures.urls")),
    path("vertretung/", include("roterfaden.web.deputies.urls")),
    path("verwaltung/", include("roterfaden.web.administration.urls")),
    path("faelle/", include("roterfaden.web.crisis.urls")),
    path("faelle/", include("roterfaden.web.archive.case_urls")),
    path("faelle/", include("roterfaden.web.dossier.urls")),
    path("faelle/", include("roterfaden.web.reports.urls")),
    path("archiv/", include("roterfaden.web.archive.urls")),
    path("abwesenheit/", include("roterfaden.web.absence.urls")),
    path("krisenkontakte/", include("roterfaden.web.crisis.contact_urls")),
    path("unterlagen/quarantaene/", include("roterfaden.web.quarantine.urls")),
    path("textbausteine/", include("roterfaden.web.textblocks.urls")),
    path("entwuerfe/", include("roterfaden.web.drafts.urls")),
    path("", include("roterfaden.web.letters.urls")),
    path("", include("roterfaden.web.health.urls")),
    path("portal/", include("roterfaden.web.portal.urls")),
    path("faelle/", include("roterfaden.web.guests.urls")),
    path("konto/", include("roterfaden.web.account.urls")),
    path("konto/zugaenge/", include("roterfaden.web.tokens.urls")),
]
if settings.DEMO_MODE:
    urlpatterns.append(path("stil/", include("roterfaden.web.styleguide.urls")))

handler400 = "roterfaden.web.errors.bad_request"
handler403 = "roterfaden.web.errors.permission_denied"
handler404 = "roterfaden.web.errors.page_not_found"
handler429 = "roterfaden.web.errors.too_many_requests"
handler500 = "roterfaden.web.errors.server_error"
