from django.urls import path

from roterfaden.web.administration import identities, logins, offline, organisations, outbox, users

app_name = "administration"
urlpatterns = [
    path("", organisations.index, name="index"),
    path("stellen/neu/", organisations.add_organisation, name="add_organisation"),
    path("stellen/<slug:code>/", organisations.organisation, name="organisation"),
    path("stellen/<slug:code>/team/", organisations.add_team, name="add_team"),
    path("stellen/<slug:code>/mitglied/", organisations.add_member, name="add_member"),
    path("stellen/<slug:code>/bezeichnungen/", organisations.choose_labels, name="choose_labels"),
    path("stellen/<slug:code>/sprache/", organisations.choose_language, name="choose_language"),
    path("stellen/<slug:code>/anmeldung/", logins.change_rules, name="login_rules"),
    path("stellen/<slug:code>/unterwegs/", offline.change_offline, name="offline"),
    path("mitgliedschaften/<uuid:membership>/beenden/", organisations.end_membership, name="end_membership"),
    path("ausgang/", outbox.index, name="outbox"),
    path("ausgang/<uuid:mail>/anhalten/", outbox.stop, name="stop_mail"),
    path("ausgang/<uuid:mail>/noch-einmal/", outbox.retry, name="retry_mail"),
    path("personen/", users.users, name="users"),
    path("personen/neu/", users.add_user, name="add_user"),
    path("personen/<uuid:user>/", users.user, name="user"),
    path("personen/<uuid:user>/sperren/", users.lock_user, name="lock_user"),
    path("personen/<uuid:user>/entsperren/", users.unlock_user, name="unlock_user"),
    path("personen/<uuid:user>/anmeldedienst/", identities.bind_identity, name="bind_identity"),
    path(
        "personen/<uuid:user>/anmeldedienst/<slug:idp>/loesen/",
        identities.unbind_identity,
        name="unbind_identity",
    ),
    path("personen/<uuid:user>/passwort/", users.give_start_password, name="give_start_password"),
]
