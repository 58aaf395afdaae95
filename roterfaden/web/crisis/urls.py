from django.urls import path

from roterfaden.web.crisis import views

app_name = "crisis"
urlpatterns = [
    path("<code:code>/krise/", views.crisis, name="case"),
    path("<code:code>/krise/protokoll/", views.log, name="log"),
    path("<code:code>/krise/ende/", views.end, name="end"),
    path("<code:code>/krise/nachsorge/", views.plan_aftercare, name="plan_aftercare"),
    path(
        "<code:code>/krise/nachsorge/<uuid:task>/erledigt/", views.finish_aftercare, name="finish_aftercare"
    ),
    path("<code:code>/krise/nachsorge/<uuid:task>/offen/", views.reopen_aftercare, name="reopen_aftercare"),
]
