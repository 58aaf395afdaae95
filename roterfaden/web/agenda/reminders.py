"""How a user is reminded: by mail, and through the feed that their own calendar reads."""

import hashlib
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.cases.second_line import show_to
from roterfaden.common.forms import PickField
from roterfaden.common.text import validate_plain_text
from roterfaden.deadlines import feed as domain
from roterfaden.deadlines.choices import Frequency
from roterfaden.deadlines.models import Reminder
from roterfaden.deadlines.reminders import ReminderRefused, choose_reminder
from roterfaden.web.guards import open_view, reading_view, user_of, writing_view

HERE = "agenda:reminders"


class ReminderForm(forms.Form):
    """How often, and where to."""

    frequency = PickField(
        label=gettext_lazy("Erinnerung per E-Mail"), choices=Frequency.choices, widget=forms.RadioSelect
    )
    email = forms.EmailField(
        label=gettext_lazy("Dienstliche E-Mail-Adresse"),
        required=False,
        max_length=254,
        validators=[validate_plain_text],
        help_text=gettext_lazy("In den E-Mails stehen nur Aktenzeichen und Tage, keine Namen."),
    )


@reading_view
def reminders(request: HttpRequest) -> HttpResponse:
    """What is set at present."""
    user = user_of(request)
    row = Reminder.objects.filter(user=user).first()
    known = (
        {"frequency": row.frequency, "email": row.email}
        if row
        else {"frequency": "never", "email": user.email}
    )
    return _page(request, ReminderForm(initial=known))


@writing_view("POST")
def choose(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = ReminderForm(request.POST)
    if form.is_valid():
        frequency = Frequency(form.cleaned_data["frequency"])
        email = form.cleaned_data["email"]
        try:
            choose_reminder(user=user, frequency=frequency, email=email, by=user, at=timezone.now())
        except ReminderRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect(HERE)
    return _page(request, form)


@writing_view("POST")
def make_feed(request: HttpRequest) -> HttpResponse:
    """A new address for the calendar; it is shown this once."""
    user = user_of(request)
    token = domain.make_feed(user=user, by=user, at=timezone.now())
    address = request.build_absolute_uri(reverse("agenda:feed", args=[token]))
    return render(request, "agenda/feed_made.html", {"address": address})


@writing_view("POST")
def revoke_feed(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    domain.revoke_feed(user=user, by=user, at=timezone.now())
    messages.success(request, _("Die Adresse gilt nicht mehr."))
    return redirect(HERE)


@open_view
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed behind a secret address. A wrong secret is a missing page."""
    user = domain.user_of_feed(token)
    if user is None:
        raise Http404
    show_to(user, on=timezone.localdate())
    body = domain.calendar_of(user, today=timezone.localdate())
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = request.headers.get("If-None-Match", "")
    fresh = tag in [part.strip().removeprefix("W/") for part in known.split(",")]
    response = (
        HttpResponse(status=304) if fresh else HttpResponse(body, content_type="text/calendar; charset=utf-8")
    )
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _page(request: HttpRequest, form: ReminderForm) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "feed": domain.feed_of(user_of(request))}
    return render(request, "agenda/reminders.html", context, status=422 if form.is_bound else 200)
