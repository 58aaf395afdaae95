from django.urls import path

from roterfaden.web.portal import dates, entrance, home, known, partner, signing, talking

app_name = "portal"
urlpatterns = [
    path("", entrance.enter, name="enter"),
    path("code/", entrance.new_code, name="new_code"),
    path("abmelden/", entrance.leave, name="leave"),
    path("sprache/", entrance.wording, name="wording"),
    path("video/<slug:name>/", entrance.video, name="video"),
    path("start/", home.start, name="start"),
    path("plan/", home.plan, name="plan"),
    path("sicht/", home.own_view, name="own_view_all"),
    path("sicht/<slug:line>/", home.own_view, name="own_view"),
    path("termine/", dates.index, name="dates"),
    path("termine/<uuid:appointment>/", dates.answer, name="answer"),
    path("tage/<uuid:meeting>/", dates.days, name="days"),
    path("wissen/", known.index, name="known"),
    path("wissen/datei/<slug:ending>/", known.file, name="known_file"),
    path("wissen/<slug:declared>/<uuid:declaration>/", known.withdraw, name="withdraw"),
    path("unterschreiben/", signing.index, name="sign"),
    path("unterschreiben/plan/", signing.plan, name="sign_plan"),
    path("unterschreiben/erklaerung/<uuid:offer>/", signing.offer, name="sign_offer"),
    path("danke/", signing.thanks, name="thanks"),
    path("nachrichten/", talking.messages, name="messages"),
    path("beschwerde/", talking.complaint, name="complaint"),
    path("umfragen/", talking.surveys, name="surveys"),
    path("teil/", partner.part, name="part"),
    path("teil/angabe/", partner.add, name="part_add"),
    path("teil/unterschreiben/", partner.sign, name="part_sign"),
]
