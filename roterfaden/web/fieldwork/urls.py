from django.urls import path

from roterfaden.web.fieldwork import folder, pages, sending

app_name = "fieldwork"
urlpatterns = [
    path("unterwegs/", pages.index, name="index"),
    path("unterwegs/offline/", pages.offline, name="offline"),
    path("unterwegs/mitnehmen/", folder.take_along, name="take_along"),
    path("unterwegs/schluessel/", folder.release_key, name="key"),
    path("unterwegs/loeschen/", folder.drop, name="drop"),
    path("unterwegs/senden/", sending.send, name="send"),
    path("unterwegs/stand/", sending.standing, name="standing"),
    path("sw.js", pages.worker, name="worker"),
]
