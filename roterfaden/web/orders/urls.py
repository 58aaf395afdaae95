from django.urls import path

from roterfaden.web.orders import contingents, moving, requesting, views

app_name = "orders"
urlpatterns = [
    path("", views.index, name="index"),
    path("neu/", requesting.new, name="new"),
    path("kontingente/", contingents.index, name="contingents"),
    path("kontingente/neu/", contingents.add, name="add_contingent"),
    path("kontingente/<uuid:contingent>/", contingents.change, name="change_contingent"),
    path("<uuid:order>/", views.detail, name="detail"),
    path("<uuid:order>/annehmen/", moving.accept, name="accept"),
    path("<uuid:order>/<slug:done>/", moving.move, name="move"),
    path("<uuid:order>/brief/<int:nth>.pdf", views.letter, name="letter"),
]
