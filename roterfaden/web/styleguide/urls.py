from django.urls import path

from roterfaden.web.styleguide import views

app_name = "styleguide"
urlpatterns = [
    path("", views.index, name="index"),
    path("fall/", views.case, name="case"),
    path("faeden/", views.threads, name="threads"),
    path("liste/", views.worklist, name="worklist"),
    path("formulare/", views.forms, name="forms"),
    path("leer/", views.empty, name="empty"),
    path("fehler/<int:status>/", views.error, name="error"),
]
