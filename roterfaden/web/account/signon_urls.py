from django.urls import path

from roterfaden.web.account import signon

app_name = "signon"
urlpatterns = [
    path("", signon.index, name="index"),
    path("<slug:idp>/", signon.begin, name="begin"),
    path("<slug:idp>/zurueck/", signon.back, name="back"),
    path("<slug:idp>/abgemeldet/", signon.told, name="told"),
    path("<slug:idp>/auch-dort/", signon.left, name="left"),
    path("<slug:idp>/bestaetigen/", signon.confirm, name="confirm"),
    path("<slug:idp>/verbinden/", signon.connect, name="connect"),
    path("<slug:idp>/loesen/", signon.disconnect, name="disconnect"),
]
