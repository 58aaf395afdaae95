"""What is recorded without a network. The same form stands on the page of the device and reads what it sends."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.choices import ContactKind
from roterfaden.cases.document_kinds import document_kinds
from roterfaden.cases.filing import Upload
from roterfaden.cases.journal import ContactFacts
from roterfaden.common.forms import PickField, PlainTextField, TypedDecimalField, offer
from roterfaden.deadlines.choices import Attendance
from roterfaden.documents.models import UNSORTED
from roterfaden.languages.shipped import shipped
from roterfaden.web.casefile.journal_forms import MinutesField

CAME = (Attendance.ATTENDED, Attendance.EXCUSED, Attendance.UNEXCUSED)
MOST_PHOTOS = 10


class DeviceForm(forms.Form):
    device = forms.UUIDField()


class ContactForm(forms.Form):
    """What a person types on the road."""

    attendance = PickField(
        label=_("War die Klientin, der Klient da?"), required=False, widget=forms.RadioSelect
    )
    kind = PickField(label=_("Art"), choices=ContactKind.choices, initial=ContactKind.MEETING)
    text = PlainTextField(
        label=_("Was war?"), required=False, widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "true"})
    )
    result = PlainTextField(
        label=_("Ergebnis"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    next_step = PlainTextField(
        label=_("Nächster Schritt"), max_length=1000, required=False, widget=forms.TextInput()
    )
    minutes = MinutesField(label=_("Minuten"))
    travel_minutes = MinutesField(label=_("Fahrzeit in Minuten"))
    travel_km = TypedDecimalField(
        label=_("Gefahrene Kilometer"), max_digits=6, decimal_places=1, min_value=0, required=False
    )
    photo_kind = PickField(
        label=_("Was zeigen die Fotos?"),
        required=False,
        help_text=_(
            "Danach richtet sich, wer sie lesen kann. Ohne Angabe sieht sie zunächst nur ein enger Kreis."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "attendance", [(one.value, one.label) for one in CAME])
        kinds = document_kinds()
        named = [(kind.id, shipped(kind.title)) for kind in kinds.kinds.values()]
        offer(self, "photo_kind", [("", shipped(kinds.unsorted.title)), *named])

    def facts(self) -> ContactFacts:
        data = self.cleaned_data
        names = ("result", "next_step", "minutes", "travel_minutes", "travel_km")
        return ContactFacts(**{name: data[name] for name in names})


class RecordForm(ContactForm):
    """One record as the device sends it, with its photos."""

    device = forms.UUIDField()
    token = forms.UUIDField()
    recorded_at = forms.DateTimeField()
    code = forms.CharField(max_length=12)
    appointment = forms.UUIDField(required=False)
    revision = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    def moment(self) -> datetime:
        """When it was recorded, as the clock of the device says."""
        told: datetime = self.cleaned_data["recorded_at"]
        return told

    def photos(self) -> list[Upload]:
        """The pictures in the order in which they were taken."""
        kind = self.cleaned_data["photo_kind"] or UNSORTED
        files = self.files.getlist("photos")[:MOST_PHOTOS] if self.files else []
        return [
            Upload(name=f"foto-{number}.jpg", stream=file, kind=kind) for number, file in enumerate(files, 1)
        ]
