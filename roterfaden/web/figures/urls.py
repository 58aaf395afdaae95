from django.urls import path

from roterfaden.web.figures import views

app_name = "figures"
urlpatterns = [
    path("<slug:key>/<str:version>/", views.chain, name="chain"),
    path("<slug:key>/<str:version>/neu-berechnen/", views.refresh, name="refresh"),
]
