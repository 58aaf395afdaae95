"""Login and its security. Of allauth only what is offered: no sign-up, no e-mail, no reset by mail."""

from allauth.account import views as allauth
from django.urls import include, path

from roterfaden.web.account import languages, views

urlpatterns = [
    path("anmelden/", allauth.login, name="account_login"),
    path("abmelden/", allauth.logout, name="account_logout"),
    path("gesperrt/", allauth.account_inactive, name="account_inactive"),
    path("bestaetigen/", allauth.reauthenticate, name="account_reauthenticate"),
    path("passwort/", allauth.password_change, name="account_change_password"),
    path("sicherheit/", include("allauth.mfa.urls")),
    path("ersatzcodes/", include("roterfaden.web.account.recovery_urls")),
    path("anmeldedienste/", include("roterfaden.web.account.signon_urls")),
    path("sitzungen/", include("roterfaden.web.account.session_urls")),
    path("sprache/", languages.choose, name="language"),
    path("darstellung/", views.change_appearance, name="appearance"),
]
