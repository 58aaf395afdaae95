from django.urls import path

from roterfaden.web.applications import changing, views

app_name = "applications"
urlpatterns = [
    path("<code:code>/antraege/", views.index, name="index"),
    path("<code:code>/antraege/neu/", changing.new, name="new"),
    path("<code:code>/antraege/angaben/", changing.facts, name="facts"),
    path("<code:code>/antraege/<uuid:application>/", views.detail, name="detail"),
    path("<code:code>/antraege/<uuid:application>/aendern/", changing.edit, name="edit"),
    path("<code:code>/antraege/<uuid:application>/unterlagen/", changing.papers, name="papers"),
    path("<code:code>/antraege/<uuid:application>/stand/", changing.turn, name="turn"),
]
