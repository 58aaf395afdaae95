"""The form that names a deputy."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import colleagues_in, organisations_led_by, organisations_of
from roterfaden.common.forms import PickField, SafeDateField

STAFF = tuple(role for role in Role if role != Role.ADMINISTRATOR)


class DeputyForm(forms.Form):
    """Who stands in for whom, where, from when to when. Team leads may name somebody for their colleagues."""

    absent = PickField(label=gettext_lazy("Wer fehlt?"))
    deputy = PickField(label=gettext_lazy("Wer vertritt?"))
    organisation = PickField(label=gettext_lazy("In welcher Stelle?"))
    valid_from = SafeDateField(label=gettext_lazy("von"))
    valid_until = SafeDateField(
        label=gettext_lazy("bis"), help_text=gettext_lazy("Der letzte Tag zählt mit.")
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, user: User, today: date) -> None:
        places = list(organisations_of(user, on=today))
        super().__init__(
            data,
            initial={
                "absent": user.username,
                "organisation": places[0].code if places else "",
                "valid_from": today,
            },
        )
        led = set(organisations_led_by(user, on=today).values_list("pk", flat=True))
        staff = {place: list(colleagues_in(place, on=today, roles=STAFF)) for place in places}
        absent = {user.username: _("ich selbst")}
        absent |= {
            c.username: str(c) for place in places if place.pk in led for c in staff[place] if c != user
        }
        others = {c.username: str(c) for colleagues in staff.values() for c in colleagues}
        self._offer("absent", absent)
        self._offer("deputy", {"": _("Bitte wählen")} | others)
        self._offer("organisation", {place.code: place.name for place in places})

    @property
    def for_others(self) -> bool:
        return len(self._choices("absent")) > 1

    @property
    def in_several(self) -> bool:
        return len(self._choices("organisation")) > 1

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        people = User.objects.in_bulk([data["absent"], data["deputy"]], field_name="username")
        return {
            "absent": people[data["absent"]],
            "deputy": people[data["deputy"]],
            "organisation": Organisation.objects.get(code=data["organisation"]),
            "valid_from": data["valid_from"],
            "valid_until": data["valid_until"],
        }

    def _choices(self, name: str) -> list[Any]:
        return list(cast("Iterable[Any]", cast("forms.ChoiceField", self.fields[name]).choices))

    def _offer(self, name: str, choices: Mapping[str, str]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = list(choices.items())
