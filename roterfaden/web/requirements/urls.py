from django.urls import path

from roterfaden.web.requirements import comparison, evidence, introduction, overview, own, rating, rounds

app_name = "requirements"
urlpatterns = [
    path("", overview.index, name="index"),
    path("<slug:place>/", overview.overview, name="overview"),
    path("<slug:place>/norm/<str:standard>/", rounds.standard_page, name="standard"),
    path("<slug:place>/norm/<str:standard>/beginnen/", rounds.begin, name="begin_round"),
    path("<slug:place>/norm/<str:standard>/vergleich/", comparison.comparison, name="comparison"),
    path("<slug:place>/norm/<str:standard>/<str:requirement>/", rating.requirement_page, name="requirement"),
    path("<slug:place>/runden/<uuid:assessment>/", rounds.round_page, name="round"),
    path("<slug:place>/runden/<uuid:assessment>/abschliessen/", rounds.close, name="close_round"),
    path("<slug:place>/runden/<uuid:assessment>/uebernehmen/", rounds.take_over, name="take_over"),
    path("<slug:place>/runden/<uuid:assessment>/entscheidung/", rounds.decide, name="decide_round"),
    path("<slug:place>/runden/<uuid:assessment>/<str:requirement>/", rating.rate, name="rate"),
    path(
        "<slug:place>/runden/<uuid:assessment>/<str:requirement>/verbesserung/",
        rating.improve,
        name="improve",
    ),
    path("<slug:place>/nachweise/", evidence.index, name="evidence_list"),
    path("<slug:place>/nachweise/neu/", evidence.add, name="add_evidence"),
    path("<slug:place>/nachweise/zuordnen/", evidence.assign, name="assign_evidence"),
    path("<slug:place>/nachweise/<uuid:evidence>/", evidence.change, name="change_evidence"),
    path("<slug:place>/nachweise/<uuid:evidence>/datei/", evidence.file, name="evidence_file"),
    path(
        "<slug:place>/nachweise/<uuid:evidence>/zurueckziehen/", evidence.withdraw, name="withdraw_evidence"
    ),
    path("<slug:place>/eigene/", own.index, name="own"),
    path("<slug:place>/eigene/laden/", own.load, name="load_standard"),
    path("<slug:place>/eigene/norm/<uuid:loaded>/", own.text, name="own_standard"),
    path("<slug:place>/eigene/norm/<uuid:loaded>/zurueckziehen/", own.withdraw, name="withdraw_standard"),
    path("<slug:place>/eigene/neu/<str:standard>/", own.demand, name="demand"),
    path("<slug:place>/eigene/<uuid:own>/", own.change, name="change_demand"),
    path("<slug:place>/eigene/<uuid:own>/zurueckziehen/", own.drop, name="drop_demand"),
    path("<slug:place>/einfuehrung/", introduction.index, name="introduction"),
    path("<slug:place>/einfuehrung/beginnen/", introduction.begin, name="begin_introduction"),
    path("<slug:place>/einfuehrung/beauftragt/", introduction.officer, name="name_officer"),
    path("<slug:place>/einfuehrung/stufe/", introduction.add, name="add_stage"),
    path("<slug:place>/einfuehrung/stufe/<int:number>/", introduction.stage, name="stage"),
]
