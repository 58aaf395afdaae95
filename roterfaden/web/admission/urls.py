from django.urls import path

from roterfaden.web.admission import views, waiting

app_name = "admission"
urlpatterns = [
    path("<code:code>/angebote/", views.index, name="index"),
    path("<code:code>/angebote/angaben/", views.facts, name="facts"),
    path("<code:code>/angebote/<slug:shipped>/", views.offer, name="offer"),
    path("<code:code>/angebote/<slug:shipped>/entscheiden/", views.decide, name="decide"),
    path("<code:code>/angebote/<slug:shipped>/warteliste/", waiting.wait, name="wait"),
]
