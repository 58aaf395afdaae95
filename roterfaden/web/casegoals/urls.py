from django.urls import path

from roterfaden.web.casegoals import views

app_name = "casegoals"
urlpatterns = [
    path("<code:code>/ziele/", views.index, name="index"),
    path("<code:code>/ziele/neu/", views.new, name="new"),
    path("<code:code>/ziele/<uuid:goal>/aendern/", views.change, name="change"),
    path("<code:code>/ziele/<uuid:goal>/sicht/", views.view, name="view"),
    path("<code:code>/ziele/<uuid:goal>/ende/", views.end, name="end"),
]
