from django.urls import path

from roterfaden.web.welcome import barriers, first_days, pages

app_name = "welcome"
urlpatterns = [
    path("barrierefreiheit/", pages.statement, name="statement"),
    path("barrierefreiheit/melden/", barriers.report, name="report"),
    path("barrierefreiheit/danke/", pages.thanks, name="thanks"),
    path("leichte-sprache/", pages.easy, name="easy"),
    path("gebaerdensprache/", pages.sign, name="sign"),
    path("gebaerdensprache/film/", pages.film, name="film"),
    path("hilfe/", pages.help_page, name="help"),
    path("hilfe/tastatur/", pages.keys, name="keys"),
    path("hilfe/kurzanleitung/", pages.quick, name="quick"),
    path("erste-schritte/", first_days.index, name="first_days"),
    path("erste-schritte/ausblenden/", first_days.put_away, name="put_away"),
    path("erste-schritte/neu/", first_days.take_up, name="take_up"),
    path("erste-schritte/<slug:first_step>/", first_days.tick, name="tick"),
    path("verwaltung/barrieren/", barriers.index, name="barriers"),
    path("verwaltung/barrieren/<uuid:barrier>/", barriers.answer, name="answer_barrier"),
]
