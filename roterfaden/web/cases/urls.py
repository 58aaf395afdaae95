from django.urls import path

from roterfaden.web.cases import views

app_name = "cases"
urlpatterns = [
    path("<code:code>/", views.thread, name="thread"),
]
