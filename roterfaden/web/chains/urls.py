from django.urls import path

from roterfaden.web.chains import views

app_name = "chains"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:key>/", views.detail, name="detail"),
    path("<slug:key>/<str:version>/", views.version, name="version"),
]
