from django.urls import path

from roterfaden.web.proposals import committee, moves, views

app_name = "proposals"
urlpatterns = [
    path("", views.index, name="index"),
    path("neu/", views.new, name="new"),
    path("ausschuss/", committee.index, name="committee"),
    path("ausschuss/<uuid:seat>/ende/", committee.end, name="end_seat"),
    path("<uuid:proposal>/", views.detail, name="detail"),
    path("<uuid:proposal>/schritt/<int:number>/", moves.move_on, name="move_on"),
    path("<uuid:proposal>/zuruecknehmen/", moves.undo, name="undo"),
    path("<uuid:proposal>/zurueckziehen/", moves.withdraw, name="withdraw"),
    path("<uuid:proposal>/weiterreichen/", moves.pass_on, name="pass_on"),
    path("<uuid:proposal>/gelesen/", moves.read, name="read"),
]
