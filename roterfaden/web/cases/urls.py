from django.urls import path

from roterfaden.web.cases import files, moves, views

app_name = "cases"
urlpatterns = [
    path("<code:code>/", views.thread, name="thread"),
    path("<code:code>/notiz/", views.quick_note, name="quick_note"),
    path("<code:code>/lauf/<int:run>/bild/", views.drawing, name="drawing"),
    path("<code:code>/lauf/<int:run>/schritt/<int:number>/", moves.complete, name="complete"),
    path("<code:code>/lauf/<int:run>/schritt/<int:number>/abweichen/", moves.deviate, name="deviate"),
    path("<code:code>/lauf/<int:run>/schritt/<int:number>/teilkette/", moves.subchain, name="subchain"),
    path("<code:code>/lauf/<int:run>/schritt/<int:number>/unterlage/<int:index>/", files.document, name="document"),
    path("<code:code>/lauf/<int:run>/zuruecknehmen/", moves.undo, name="undo"),
    path("<code:code>/lauf/<int:run>/wieder-aufnehmen/", moves.resume, name="resume"),
    path("<code:code>/lauf/<int:run>/weiter/", moves.go_on, name="go_on"),
    path("<code:code>/datei/<uuid:uuid>/", files.file, name="file"),
]
