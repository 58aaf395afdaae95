from django.urls import path

from roterfaden.web.surveys import answering, inviting, own, rounds, telling

app_name = "surveys"
urlpatterns = [
    path("befragungen/", rounds.index, name="index"),
    path("befragungen/neu/", rounds.new, name="new"),
    path("befragungen/an-der-reihe/", inviting.due, name="due"),
    path("befragungen/<uuid:survey>/eingeladen/", inviting.addressees, name="addressees"),
    path("befragungen/<uuid:survey>/anschreiben/", inviting.letters, name="letters"),
    path("befragungen/frageboegen/", own.index, name="questionnaires"),
    path("befragungen/frageboegen/neu/", own.begin, name="begin"),
    path("befragungen/frageboegen/hochladen/", own.upload, name="upload"),
    path("befragungen/frageboegen/datei/<str:sheet_id>/<str:sheet_version>/", own.as_file, name="sheet_file"),
    path("befragungen/frageboegen/<uuid:own_sheet>/", own.detail, name="own"),
    path("befragungen/frageboegen/<uuid:own_sheet>/kopf/", own.head, name="head"),
    path("befragungen/frageboegen/<uuid:own_sheet>/fassung/", own.version, name="version"),
    path("befragungen/frageboegen/<uuid:own_sheet>/frage/", own.question, name="add_question"),
    path("befragungen/frageboegen/<uuid:own_sheet>/frage/<str:own_question>/", own.question, name="question"),
    path("befragungen/frageboegen/<uuid:own_sheet>/frage/<str:own_question>/zug/", own.turn, name="turn"),
    path("befragungen/<uuid:survey>/", rounds.detail, name="round"),
    path("befragungen/<uuid:survey>/codes/", rounds.codes, name="codes"),
    path("befragungen/<uuid:survey>/schliessen/", rounds.close, name="close"),
    path("befragungen/<uuid:survey>/vergleich/", telling.compared, name="compared"),
    path("befragungen/<uuid:survey>/ziele/", telling.goals, name="goals"),
    path("befragungen/<uuid:survey>/datei/<str:survey_form>/", telling.file, name="file"),
    path("befragung/", answering.enter, name="enter"),
    path("befragung/<str:survey_code>/", answering.answer, name="answer"),
]
