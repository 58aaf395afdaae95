from django.urls import path

from roterfaden.web.surveys import answering, rounds, telling

app_name = "surveys"
urlpatterns = [
    path("befragungen/", rounds.index, name="index"),
    path("befragungen/neu/", rounds.new, name="new"),
    path("befragungen/<uuid:survey>/", rounds.detail, name="round"),
    path("befragungen/<uuid:survey>/codes/", rounds.codes, name="codes"),
    path("befragungen/<uuid:survey>/schliessen/", rounds.close, name="close"),
    path("befragungen/<uuid:survey>/vergleich/", telling.compared, name="compared"),
    path("befragungen/<uuid:survey>/ziele/", telling.goals, name="goals"),
    path("befragungen/<uuid:survey>/datei/<str:survey_form>/", telling.file, name="file"),
    path("befragung/", answering.enter, name="enter"),
    path("befragung/<str:survey_code>/", answering.answer, name="answer"),
]
