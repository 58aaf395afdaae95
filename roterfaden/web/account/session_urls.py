from django.urls import path

from roterfaden.web.account import sessions

app_name = "sessions"
urlpatterns = [
    path("", sessions.index, name="index"),
    path("beenden/", sessions.end_others, name="end_others"),
    path("<uuid:session>/beenden/", sessions.end, name="end"),
]
