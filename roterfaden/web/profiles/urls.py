from django.urls import path

from roterfaden.web.profiles import abilities, searching

app_name = "profiles"
urlpatterns = [
    path("<code:code>/profile/", abilities.index, name="index"),
    path("<code:code>/profile/bedingungen/", abilities.terms, name="terms"),
    path("<code:code>/profile/neu/<slug:instrument>/", abilities.add, name="add"),
    path("<code:code>/profile/<uuid:profile>/", abilities.edit, name="edit"),
    path("<code:code>/plaetze/", searching.places, name="places"),
    path("<code:code>/plaetze/<code:place>/", searching.place, name="place"),
    path("<code:code>/plaetze/<code:place>/bericht/<uuid:case_report>/", searching.take, name="take"),
]
