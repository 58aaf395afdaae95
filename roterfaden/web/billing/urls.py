from django.urls import path

from roterfaden.web.billing import prices, views

app_name = "billing"
urlpatterns = [
    path("", views.index, name="index"),
    path("preise/", prices.index, name="prices"),
    path("preise/neu/", prices.add, name="add_price"),
    path("anschrift/<slug:body>/", prices.address, name="address"),
    path("entwurf/<slug:service>/<slug:body>/<int:year>/<int:month>/", views.draft, name="draft"),
    path("<uuid:statement>/", views.detail, name="detail"),
    path("<uuid:statement>/storno/", views.reverse_statement, name="reverse"),
    path("<uuid:statement>/<slug:sort>/", views.export, name="export"),
]
