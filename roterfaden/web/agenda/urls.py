from django.urls import path

from roterfaden.web.agenda import internal, reminders, week

app_name = "agenda"
urlpatterns = [
    path("termine/", week.index, name="index"),
    path("termine/neu/", internal.add, name="add"),
    path("termine/<uuid:appointment>/", internal.change, name="change"),
    path("termine/<uuid:appointment>/absagen/", internal.cancel, name="cancel"),
    path("konto/erinnerungen/", reminders.reminders, name="reminders"),
    path("konto/erinnerungen/waehlen/", reminders.choose, name="choose_reminders"),
    path("konto/erinnerungen/kalender/", reminders.make_feed, name="make_feed"),
    path("konto/erinnerungen/kalender/sperren/", reminders.revoke_feed, name="revoke_feed"),
    path("kalender/<str:token>.ics", reminders.feed, name="feed"),
]
