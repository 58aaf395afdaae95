from django.urls import path

from roterfaden.web.consent import declarations, ledger

app_name = "consent"
urlpatterns = [
    path("<code:code>/einwilligungen/", declarations.index, name="index"),
    path("<code:code>/einwilligungen/neu/", declarations.add_consent, name="add_consent"),
    path("<code:code>/einwilligungen/entbindung/", declarations.add_release, name="add_release"),
    path(
        "<code:code>/einwilligungen/<str:declared>/<uuid:declaration>/widerrufen/",
        declarations.withdraw,
        name="withdraw",
    ),
    path("<code:code>/weitergaben/", ledger.index, name="ledger"),
    path("<code:code>/weitergaben/neu/", ledger.pass_on, name="pass_on"),
    path("<code:code>/weitergaben/<uuid:transfer>/", ledger.detail, name="transfer"),
    path("<code:code>/weitergaben/<uuid:transfer>/informiert/", ledger.tell, name="tell"),
    path("<code:code>/empfaenger/<uuid:recipient>/zusage/", ledger.pledge, name="pledge"),
]
