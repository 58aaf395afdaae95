from django.urls import path

from roterfaden.web.visibility import conflicts, emergency, table

app_name = "visibility"
urlpatterns = [
    path("sichtbarkeit/", table.index, name="index"),
    path("sichtbarkeit/<str:service>/<str:bond>/", table.narrow, name="narrow"),
    path("notzugang/", emergency.index, name="emergency"),
    path("notzugang/<uuid:opening>/beenden/", emergency.end, name="end_opening"),
    path("notzugang/<uuid:opening>/pruefen/", emergency.review, name="review"),
    path("befangen/", conflicts.index, name="conflicts"),
    path("befangen/<uuid:conflict>/beenden/", conflicts.end, name="end_conflict"),
]
