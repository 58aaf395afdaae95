"""The form that makes a key for a program."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.api.choices import HookKind, Scope
from roterfaden.common.forms import PickField, PlainTextField, offer

DAYS = (30, 90, 180, 365)


class TokenForm(forms.Form):
    """For which program, in which organisation, with which rights, how long."""

    name = PlainTextField(
        label=_("Für welches Programm?"),
        help_text=_("So erkennen Sie den Zugang wieder. Der Name steht im Protokoll bei jedem Lesen."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    organisation = PickField(label=_("Für welche Stelle?"))
    scopes = forms.MultipleChoiceField(
        label=_("Was darf es?"),
        help_text=_("Nie mehr, als Sie selbst dürfen. Wählen Sie nur, was das Programm braucht."),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte wählen Sie, was das Programm darf.")},
    )
    days = PickField(label=_("Wie lange gilt er?"), widget=forms.RadioSelect)

    def __init__(self, data: Mapping[str, Any] | None, *, user: User, today: date) -> None:
        self.places = {one.code: one for one in organisations_of(user, on=today).order_by("name")}
        self.today = today
        super().__init__(data, initial={"organisation": next(iter(self.places), ""), "days": "90"})
        offer(self, "organisation", [(code, one.name) for code, one in self.places.items()])
        until = {days: date_format(today + timedelta(days=days), "d.m.Y") for days in DAYS}
        offer(
            self,
            "days",
            [(str(days), _("%(n)s Tage, bis %(day)s") % {"n": days, "day": until[days]}) for days in DAYS],
        )

    def chosen(self) -> dict[str, Any]:
        """As `api.tokens.make_token` wants it."""
        place: Organisation = self.places[self.cleaned_data["organisation"]]
        return {
            "name": self.cleaned_data["name"],
            "organisation": place,
            "scopes": [Scope(one) for one in self.cleaned_data["scopes"]],
            "valid_until": self.today + timedelta(days=int(self.cleaned_data["days"])),
        }


class HookForm(forms.Form):
    """Which address is told of what."""

    url = PlainTextField(
        label=_("Adresse"),
        help_text=_("Zum Beispiel https://amt.example.org/meldung. Ihre Verwaltung gibt den Rechner frei."),
        max_length=300,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    organisation = PickField(label=_("Für welche Stelle?"))
    kinds = forms.MultipleChoiceField(
        label=_("Wovon soll das Programm erfahren?"),
        help_text=_("Gemeldet werden Art, Kürzel des Falls und Zeit, nie ein Inhalt."),
        choices=HookKind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte wählen Sie, wovon das Programm erfahren soll.")},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, user: User, today: date) -> None:
        self.places = {one.code: one for one in organisations_of(user, on=today).order_by("name")}
        super().__init__(data, initial={"organisation": next(iter(self.places), "")})
        offer(self, "organisation", [(code, one.name) for code, one in self.places.items()])

    def chosen(self) -> dict[str, Any]:
        """As `api.hooks.make_hook` wants it."""
        return {
            "url": self.cleaned_data["url"],
            "organisation": self.places[self.cleaned_data["organisation"]],
            "kinds": [HookKind(one) for one in self.cleaned_data["kinds"]],
        }
