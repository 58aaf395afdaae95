"""The forms of the network."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roterfaden.accounts.models import Organisation, User
from roterfaden.common.forms import (
    PickField,
    PlainTextField,
    RevisionField,
    SafeDateField,
    TypedDecimalField,
    offer,
)
from roterfaden.common.text import validate_plain_text
from roterfaden.languages.shipped import shipped_pairs
from roterfaden.network.choices import ContactWay, OutreachState, RoomState
from roterfaden.network.models import MOST_WEEKS
from roterfaden.network.vocabulary import kinds
from roterfaden.web.formpage import UserPick, alone

NO_CLIENT = _("Nichts über einzelne Klientinnen und Klienten: Das gehört in deren Fall.")
HOURS = _("Zum Beispiel: Mo-Do 9:00-16:00, Fr 9:00-12:00. Feiertage sind zu, wenn nichts anderes dasteht.")
MOST_REACHED, MOST_MONEY = 10_000_000, 10


def _area(
    label: Any, *, required: bool = True, rows: int = 4, most: int = 4000, **more: Any
) -> PlainTextField:
    widget = forms.Textarea(attrs={"rows": rows})
    return PlainTextField(label=label, required=required, max_length=most, widget=widget, **more)


def _mail() -> forms.EmailField:
    return forms.EmailField(
        label=_("E-Mail"), required=False, max_length=200, validators=[validate_plain_text]
    )


class PlacePick(PickField):
    """One of the offered organisations; cleaned to it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.places: dict[str, Organisation] = {}

    def offer(self, places: Iterable[Organisation], *, empty: bool = False) -> None:
        self.places = {one.code: one for one in places}
        named = [(code, one.name) for code, one in self.places.items()]
        self.choices = [("", "–"), *named] if empty else named

    def clean(self, value: Any) -> Any:
        return self.places.get(super().clean(value))


class NetworkForm(forms.Form):
    """A form for something new (`token`) or for a change (`revision`); people and services are offered to it."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    revision = RevisionField(required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        people: Sequence[User] = (),
        places: Sequence[Organisation] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.offered = list(places)
        self.made_with = {"people": list(people), "places": self.offered}
        for field in self.fields.values():
            if isinstance(field, UserPick):
                field.offer(alone(people))
        self._offer_places(self.offered)

    def _offer_places(self, places: list[Organisation]) -> None:
        field = self.fields.get("service")
        if isinstance(field, PlacePick) and len(places) > 1:
            field.offer(places)
        elif field is not None:
            del self.fields["service"]

    def kept_by(self) -> Organisation:
        """The service that keeps what is new."""
        chosen = self.cleaned_data.get("service")
        return chosen if isinstance(chosen, Organisation) else self.offered[0]

    @property
    def kept_revision(self) -> int:
        return self.cleaned_data.get("revision") or 0

    def clean_token(self) -> Any:
        token = self.cleaned_data["token"]
        if token is None and "token" in self.initial:
            raise forms.ValidationError(_("Das Formular ist unvollständig. Bitte laden Sie die Seite neu."))
        return token


class PartnerForm(NetworkForm):
    """What is known of an institution."""

    name = PlainTextField(label=_("Name"), max_length=200)
    kind = PickField(label=_("Art"))
    is_here = PlacePick(label=_("In dieser Installation als"), required=False)
    street = PlainTextField(label=_("Straße und Hausnummer"), max_length=150, required=False)
    town = PlainTextField(label=_("PLZ und Ort"), max_length=120, required=False)
    phone = PlainTextField(label=_("Telefon"), max_length=40, required=False)
    email = _mail()
    about = _area(_("Worum geht es in der Zusammenarbeit?"), required=False, help_text=NO_CLIENT)
    cared_by = UserPick(label=_("Wer hält den Kontakt?"), required=False)
    service = PlacePick(label=_("Dienst"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", shipped_pairs(kinds().partners.items()))
        bodies = Organisation.objects.filter(kind__runs_cases=False).order_by("name")
        picked = self.fields["is_here"]
        assert isinstance(picked, PlacePick)
        picked.offer(bodies, empty=True)


class NewPartnerForm(PartnerForm):
    sure = forms.BooleanField(
        label=_("Ich habe nachgesehen: Dieser Partner steht noch nicht in der Liste."), required=False
    )


class ChangePartnerForm(PartnerForm):
    ended_on = SafeDateField(label=_("Zusammenarbeit beendet am"), required=False)


class ContactForm(NetworkForm):
    """Whom to call."""

    name = PlainTextField(label=_("Name"), max_length=200)
    task = PlainTextField(label=_("Aufgabe"), max_length=200, required=False)
    phone = PlainTextField(label=_("Telefon"), max_length=40, required=False)
    email = _mail()


class ChangeContactForm(ContactForm):
    gone_on = SafeDateField(label=_("Nicht mehr zuständig seit"), required=False)


class TouchForm(NetworkForm):
    """That one was in touch."""

    happened_on = SafeDateField(label=_("Wann?"))
    way = PickField(label=_("Wie?"), choices=ContactWay.choices)
    note = _area(_("Worum ging es?"), most=2000, rows=3, help_text=NO_CLIENT)


class PactForm(NetworkForm):
    """A cooperation agreement."""

    title = PlainTextField(label=_("Wovon handelt sie?"), max_length=200)
    parties = _area(_("Wer schließt sie?"), most=1000, rows=2)
    content = _area(_("Was ist vereinbart?"), rows=6)
    filed = PlainTextField(label=_("Wo liegt das unterschriebene Papier?"), max_length=300, required=False)
    begins_on = SafeDateField(label=_("Gilt ab"))
    ends_on = SafeDateField(
        label=_("Gilt bis"), required=False, help_text=_("Leer: Sie gilt, bis jemand sie beendet.")
    )
    notice_weeks = forms.IntegerField(
        label=_("Kündigungsfrist in Wochen"), min_value=0, max_value=MOST_WEEKS, initial=0
    )
    responsible = UserPick(label=_("Wer behält sie im Blick?"))


class ChangePactForm(PactForm):
    ended_on = SafeDateField(label=_("Vorzeitig beendet am"), required=False)


class PactFileForm(forms.Form):
    """The signed paper."""

    file = forms.FileField(label=_("Datei"))
    revision = RevisionField()


class CommitteeForm(NetworkForm):
    """A committee."""

    name = PlainTextField(label=_("Name"), max_length=200)
    purpose = _area(_("Wozu gibt es das Gremium?"), required=False, most=2000)
    seat = UserPick(label=_("Wer vertritt den Dienst?"), required=False)
    agreed_on = SafeDateField(
        label=_("Teilnahme abgestimmt am"), required=False, help_text=_("Mit Träger und Integrationsamt.")
    )
    service = PlacePick(label=_("Dienst"))


class ChangeCommitteeForm(CommitteeForm):
    dissolved_on = SafeDateField(label=_("Aufgelöst am"), required=False)


class SittingForm(NetworkForm):
    """A meeting: the agenda before it, the rest after it."""

    held_on = SafeDateField(label=_("Wann?"))
    location = PlainTextField(label=_("Wo?"), max_length=200, required=False)
    agenda = _area(_("Tagesordnung"), required=False, rows=5)
    attendance = _area(_("Wer war da?"), required=False, rows=3)
    minutes = _area(
        pgettext_lazy("Sitzung", "Verlauf"), required=False, rows=10, most=20_000, help_text=NO_CLIENT
    )


class ResolutionForm(NetworkForm):
    """What was decided."""

    text = _area(_("Was ist beschlossen?"), rows=3, most=2000, help_text=NO_CLIENT)
    responsible = UserPick(label=_("Wer im Dienst tut es?"), required=False)
    elsewhere = PlainTextField(
        label=_("Oder wer sonst?"),
        max_length=200,
        required=False,
        help_text=_("Person oder Stelle außerhalb."),
    )
    due_on = SafeDateField(label=_("Bis wann?"), required=False)


class FinishForm(NetworkForm):
    """What came of a resolution."""

    outcome = _area(_("Was kam heraus?"), rows=3, most=2000, help_text=NO_CLIENT)


class OutreachForm(NetworkForm):
    """Public relations or an event."""

    kind = PickField(label=_("Art"))
    title = PlainTextField(label=_("Was?"), max_length=200)
    begins_on = SafeDateField(label=_("Wann?"))
    ends_on = SafeDateField(label=_("Bis"), required=False)
    target_group = PlainTextField(label=_("Für wen?"), max_length=200)
    agreed_on = SafeDateField(label=_("Mit dem Amt abgestimmt am"), required=False)
    responsible = UserPick(label=_("Wer kümmert sich?"), required=False)
    state = PickField(label=_("Stand"), choices=OutreachState.choices, initial=OutreachState.PLANNED)
    cost = TypedDecimalField(
        label=_("Kosten"), min_value=0, max_digits=MOST_MONEY, decimal_places=2, required=False
    )
    reached = forms.IntegerField(
        label=_("Erreichte Menschen"), min_value=0, max_value=MOST_REACHED, required=False
    )
    effect = _area(_("Was hat es gebracht?"), required=False, rows=3, most=2000)
    service = PlacePick(label=_("Dienst"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", shipped_pairs(kinds().actions.items()))


class VenueForm(NetworkForm):
    """A place where people reach the service."""

    name = PlainTextField(label=_("Name"), max_length=120)
    address = PlainTextField(label=_("Anschrift"), max_length=200)
    hours = PlainTextField(label=_("Geöffnet"), max_length=300, help_text=HOURS)
    phone = PlainTextField(label=_("Telefon"), max_length=40, required=False)
    phone_hours = PlainTextField(label=_("Am Telefon"), max_length=300, required=False)
    email = _mail()
    way_there = _area(_("Weg dorthin"), required=False, rows=2, most=500)
    response = _area(
        _("So schnell antworten wir"),
        required=False,
        rows=2,
        most=500,
        help_text=_("Zum Beispiel: in Krisen sofort, auf Anfragen in zwei Wochen."),
    )
    is_public = forms.BooleanField(label=_("Öffentlich aushängen"), required=False)
    service = PlacePick(label=_("Dienst"))


class ChangeVenueForm(VenueForm):
    closed_on = SafeDateField(label=_("Geschlossen seit"), required=False)


class CriterionForm(NetworkForm):
    """A criterion of the service's own."""

    title = PlainTextField(label=_("Worauf ist zu achten?"), max_length=200)
    service = PlacePick(label=_("Dienst"))


class RoomForm(NetworkForm):
    """How a place meets one criterion."""

    state = PickField(label=_("Stand"), choices=RoomState.choices)
    gap = PlainTextField(label=_("Was fehlt?"), max_length=500, required=False)
