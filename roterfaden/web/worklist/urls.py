from django.urls import path

from roterfaden.web.worklist import views

app_name = "worklist"
urlpatterns = [
    path("", views.index, name="index"),
]
