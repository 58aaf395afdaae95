from django.urls import path

from roterfaden.web.surveys import answering, rounds

app_name = "surveys"
urlpatterns = [
    path("befragungen/", rounds.index, name="index"),
    path("befragungen/neu/", rounds.new, name="new"),
    path("befragungen/<uuid:survey>/", rounds.detail, name="round"),
    path("befragungen/<uuid:survey>/codes/", rounds.codes, name="codes"),
    path("befragungen/<uuid:survey>/schliessen/", rounds.close, name="close"),
    path("befragung/", answering.enter, name="enter"),
    path("befragung/<str:survey_code>/", answering.answer, name="answer"),
]
