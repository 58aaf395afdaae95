from django.urls import path

from roterfaden.web.employers import contacts, views

app_name = "employers"
urlpatterns = [
    path("", views.index, name="index"),
    path("neu/", views.add_employer, name="add_employer"),
    path("<code:code>/", views.detail, name="detail"),
    path("<code:code>/aendern/", views.edit_employer, name="edit_employer"),
    path("<code:code>/kontakte/neu/", contacts.add_contact, name="add_contact"),
    path("<code:code>/kontakte/<uuid:contact>/", contacts.edit_contact, name="edit_contact"),
]
