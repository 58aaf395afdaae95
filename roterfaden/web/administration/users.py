"""The people who log in: find them, give somebody an access."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts import members
from roterfaden.accounts.queries import find_users
from roterfaden.web.administration.access import administrator_of
from roterfaden.web.administration.forms import SearchForm, UserForm
from roterfaden.web.guards import reading_view, writing_view
from roterfaden.web.paging import page_of


@reading_view
def users(request: HttpRequest) -> HttpResponse:
    """All who have an access, by name, with what they do where today."""
    administrator_of(request)
    form = SearchForm(request.GET)
    status = 200 if form.is_valid() else 422
    found = find_users(form.cleaned_data.get("name", ""), on=timezone.localdate())
    context = {"nav": "administration", "form": form, "page": page_of(request, found)}
    return render(request, "administration/users.html", context, status=status)


@writing_view("GET", "POST")
def add_user(request: HttpRequest) -> HttpResponse:
    """Give somebody an access. The start password is shown once, on the page that answers."""
    admin = administrator_of(request)
    form = UserForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        password = members.new_start_password()
        try:
            added = members.add_user(**form.cleaned_data, password=password, by=admin, at=timezone.now())
        except members.MembershipRefused as refusal:
            form.add_error("username", str(refusal))
        else:
            context = {"nav": "administration", "added": added, "password": password}
            return render(request, "administration/user_added.html", context, status=201)
    context = {
        "nav": "administration",
        "form": form,
        "title": _("Zugang anlegen"),
        "meta": _(
            "Danach tragen Sie bei einer Stelle ein, was diese Person dort tut. Ohne das sieht sie nichts."
        ),
        "submit": _("Zugang anlegen"),
        "back_url": reverse("administration:users"),
    }
    return render(request, "administration/form.html", context, status=422 if form.is_bound else 200)
