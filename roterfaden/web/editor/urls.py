"""A draft of a whole chain, edited part by part."""

from django.urls import path

from roterfaden.web.editor import views

app_name = "editor"
urlpatterns = [
    path("", views.index, name="index"),
    path("kette/", views.head, name="head"),
    path("zuruecknehmen/", views.undo, name="undo"),
    path("neu/<slug:group>/", views.add, name="add"),
    path("teil/<slug:group>/<str:part>/", views.part, name="part"),
    path("teil/<slug:group>/<str:part>/danach/", views.insert, name="insert"),
    path("teil/<slug:group>/<str:part>/entfernen/", views.take_out, name="take_out"),
    path("teil/<slug:group>/<str:part>/verschieben/", views.move, name="move"),
]
