"""The people who log in: find them, give somebody an access."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts import members
from roterfaden.accounts.models import User
from roterfaden.accounts.queries import find_users
from roterfaden.web import errors
from roterfaden.web.administration.access import administrator_of
from roterfaden.web.administration.forms import SearchForm, UserForm
from roterfaden.web.components import Link
from roterfaden.web.guards import reading_view, writing_view
from roterfaden.web.paging import page_of

CREATED = 201


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
            added = members.add_user(
                **form.cleaned_data, password=password, is_start=True, by=admin, at=timezone.now()
            )
        except members.MembershipRefused as refusal:
            form.add_error("username", str(refusal))
        else:
            return _tell_password(request, added, password, status=CREATED)
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


@reading_view
def user(request: HttpRequest, user: UUID) -> HttpResponse:
    """One access: where this person works or worked, and whether they may log in."""
    administrator_of(request)
    found = get_object_or_404(User, uuid=user)
    rows = found.memberships.select_related("organisation", "team").order_by("-valid_from", "-id")
    crumbs = [Link(title=_("Zugänge"), url=reverse("administration:users")), Link(title=str(found))]
    context = {"nav": "administration", "found": found, "page": page_of(request, rows), "crumbs": crumbs}
    return render(request, "administration/user.html", context)


@writing_view("POST")
def lock_user(request: HttpRequest, user: UUID) -> HttpResponse:
    admin = administrator_of(request)
    found = get_object_or_404(User, uuid=user)
    try:
        members.lock_user(user=found, by=admin, at=timezone.now())
    except members.MembershipRefused as refusal:
        return errors.conflict(request, str(refusal))
    messages.success(request, _("Der Zugang von %(name)s ist gesperrt.") % {"name": found})
    return redirect("administration:user", user=found.uuid)


@writing_view("POST")
def unlock_user(request: HttpRequest, user: UUID) -> HttpResponse:
    admin = administrator_of(request)
    found = get_object_or_404(User, uuid=user)
    members.unlock_user(user=found, by=admin, at=timezone.now())
    messages.success(request, _("Der Zugang von %(name)s ist wieder offen.") % {"name": found})
    return redirect("administration:user", user=found.uuid)


@writing_view("POST")
def give_start_password(request: HttpRequest, user: UUID) -> HttpResponse:
    """For somebody who forgot theirs; shown once, on the page that answers."""
    admin = administrator_of(request)
    found = get_object_or_404(User, uuid=user)
    password = members.give_start_password(user=found, by=admin, at=timezone.now())
    return _tell_password(request, found, password)


def _tell_password(request: HttpRequest, found: User, password: str, status: int = 200) -> HttpResponse:
    context = {
        "nav": "administration",
        "found": found,
        "password": password,
        "ends": members.start_password_ends(found),
        "is_new": status == CREATED,
    }
    return render(request, "administration/start_password.html", context, status=status)
