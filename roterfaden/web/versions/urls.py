from django.urls import path

from roterfaden.web.versions import changes, drafts, moving, views

app_name = "versions"
urlpatterns = [
    path("entwurf/<uuid:edition>/", drafts.edit, name="edit"),
    path("entwurf/<uuid:edition>/aenderung/", changes.add, name="add_change"),
    path("entwurf/<uuid:edition>/aenderung/<int:number>/entfernen/", changes.drop, name="drop_change"),
    path("entwurf/<uuid:edition>/vorlegen/", drafts.check, name="check"),
    path("entwurf/<uuid:edition>/zurueckholen/", drafts.take_back, name="take_back"),
    path("entwurf/<uuid:edition>/freigeben/", drafts.release, name="release"),
    path("entwurf/<uuid:edition>/zurueckziehen/", drafts.retire, name="retire"),
    path("entwurf/<uuid:edition>/verwerfen/", drafts.discard, name="discard"),
    path("umstellen/<uuid:moved_run>/", moving.move_one, name="move_one"),
    path("umstellen/<uuid:moved_run>/zurueck/", moving.move_back, name="move_back"),
    path("umstellung/<uuid:bulk>/zurueck/", moving.move_all_back, name="move_all_back"),
    path("<slug:key>/umstellen/", moving.move, name="move"),
    path("<slug:key>/fassungen/", views.index, name="index"),
    path("<slug:key>/vergleich/", views.compare, name="compare"),
    path("<slug:key>/entwurf/", drafts.add, name="add"),
]
