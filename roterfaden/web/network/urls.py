from django.urls import path

from roterfaden.web.network import committees, notice, outreach, overview, pacts, partners, reachability, sittings

app_name = "network"
urlpatterns = [
    path("", overview.index, name="index"),
    path("partner/", partners.index, name="partners"),
    path("partner/neu/", partners.new, name="new_partner"),
    path("partner/<uuid:partner>/", partners.detail, name="partner"),
    path("partner/<uuid:partner>/aendern/", partners.change, name="change_partner"),
    path("partner/<uuid:partner>/kontakt/", partners.touch, name="touch"),
    path("partner/<uuid:partner>/person/neu/", partners.new_contact, name="new_contact"),
    path(
        "partner/<uuid:partner>/person/<uuid:partner_contact>/", partners.change_contact, name="change_contact"
    ),
    path("partner/<uuid:partner>/vereinbarung/neu/", pacts.new, name="new_pact"),
    path("vereinbarungen/", pacts.index, name="pacts"),
    path("vereinbarungen/<uuid:pact>/", pacts.detail, name="pact"),
    path("vereinbarungen/<uuid:pact>/aendern/", pacts.change, name="change_pact"),
    path("gremien/", committees.index, name="committees"),
    path("gremien/neu/", committees.new, name="new_committee"),
    path("gremien/<uuid:committee>/", committees.detail, name="committee"),
    path("gremien/<uuid:committee>/aendern/", committees.change, name="change_committee"),
    path("gremien/<uuid:committee>/sitzung/neu/", sittings.new, name="new_sitting"),
    path("sitzungen/<uuid:sitting>/", sittings.detail, name="sitting"),
    path("sitzungen/<uuid:sitting>.pdf", sittings.minutes, name="minutes"),
    path("sitzungen/<uuid:sitting>/aendern/", sittings.change, name="change_sitting"),
    path("sitzungen/<uuid:sitting>/beschluss/neu/", sittings.resolve, name="resolve"),
    path("beschluesse/", committees.resolutions, name="resolutions"),
    path("beschluesse/<uuid:resolution>/", sittings.change_resolution, name="change_resolution"),
    path("beschluesse/<uuid:resolution>/erledigt/", sittings.finish, name="finish_resolution"),
    path("oeffentlichkeit/", outreach.index, name="outreach"),
    path("oeffentlichkeit/neu/", outreach.new, name="new_outreach"),
    path("oeffentlichkeit/<uuid:outreach>/", outreach.change, name="change_outreach"),
    path("erreichbarkeit/", reachability.index, name="venues"),
    path("erreichbarkeit/neu/", reachability.new, name="new_venue"),
    path("erreichbarkeit/kriterium/", reachability.add_criterion, name="add_criterion"),
    path("erreichbarkeit/<uuid:venue>/", reachability.detail, name="venue"),
    path("erreichbarkeit/<uuid:venue>/aendern/", reachability.change, name="change_venue"),
    path("erreichbarkeit/<uuid:venue>/<slug:criterion>/", reachability.check, name="check_room"),
    path("oeffnungszeiten/<slug:service>/", notice.page, name="notice"),
    path("oeffnungszeiten/<slug:service>.json", notice.data, name="notice_data"),
]
