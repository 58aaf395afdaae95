from django.urls import path

from roterfaden.web.practice import views

app_name = "practice"
urlpatterns = [
    path("", views.index, name="index"),
    path("beginnen/", views.begin, name="begin"),
    path("zurueck/", views.leave, name="leave"),
    path("wegwerfen/", views.throw_practice_away, name="throw_away"),
]
