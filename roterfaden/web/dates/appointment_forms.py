"""Forms for appointments: plan or change one, cancel it, say what was."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.deadlines.appointments import AppointmentFacts
from roterfaden.deadlines.choices import AppointmentKind, Attendance, CancelledBy
from roterfaden.deadlines.models import Appointment
from roterfaden.web.dates.forms import lines

INTERNAL = AppointmentKind.INTERNAL.value
USUAL = timedelta(hours=1)


def time_field(label: Any, **options: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M"],
        error_messages={"invalid": _("Das ist keine Uhrzeit. Bitte geben Sie sie so ein: 14:30.")},
        **options,
    )


class AppointmentForm(forms.Form):
    """When, where, what about, and who takes part."""

    revision = RevisionField(required=False)
    kind = PickField(
        label=_("Art"), choices=[choice for choice in AppointmentKind.choices if choice[0] != INTERNAL]
    )
    day = SafeDateField(label=_("Tag"))
    begins = time_field(_("von"))
    ends = time_field(_("bis"), required=False, help_text=_("Ohne Angabe: eine Stunde."))
    place = PlainTextField(label=_("Ort"), required=False, max_length=300)
    subject = PlainTextField(label=_("Thema"), required=False, max_length=200)
    colleagues = forms.MultipleChoiceField(
        label=_("Wer von uns?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Bitte wählen Sie mindestens eine Person."),
            "invalid_choice": _("Bitte wählen Sie jemanden von der Liste."),
        },
    )
    with_client = forms.BooleanField(
        label=_("Die Klientin, der Klient nimmt teil"), required=False, initial=True
    )
    others = PlainTextField(
        label=_("Weitere Beteiligte"), required=False, max_length=500, help_text=_("Name und Aufgabe")
    )
    notes = PlainTextField(label=_("Vorbereitung"), required=False, max_length=4000, widget=lines(3))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        people: Iterable[User],
        internal: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        people = list(people)
        self.made_with = {"people": people, "internal": internal}
        self.internal = internal
        offer(self, "colleagues", [(user.username, str(user)) for user in people])
        if internal:
            del self.fields["kind"], self.fields["with_client"]

    def facts(self) -> AppointmentFacts:
        data = self.cleaned_data
        begins = _moment(data["day"], data["begins"])
        ends = _moment(data["day"], data["ends"]) if data["ends"] else begins + USUAL
        return AppointmentFacts(
            kind=AppointmentKind.INTERNAL if self.internal else AppointmentKind(data["kind"]),
            starts_at=begins,
            ends_at=ends,
            colleagues=list(User.objects.filter(username__in=data["colleagues"]).order_by("pk")),
            subject=data["subject"],
            place=data["place"],
            others=data["others"],
            notes=data["notes"],
            with_client=not self.internal and data["with_client"],
        )


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def stored(row: Appointment) -> dict[str, Any]:
    """The values as the form has them."""
    begins, ends = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    values = {
        "kind": row.kind,
        "day": begins.date(),
        "begins": begins.time().replace(second=0, microsecond=0),
        "ends": ends.time().replace(second=0, microsecond=0),
        "place": row.place,
        "subject": row.subject,
        "colleagues": sorted(row.colleagues.values_list("username", flat=True)),
        "with_client": row.with_client,
        "others": row.others,
        "notes": row.notes,
    }
    if row.case_id is None:
        del values["kind"], values["with_client"]
    return values


class CancelForm(forms.Form):
    """Who cancels, and why."""

    revision = RevisionField()
    cancelled_by = PickField(label=_("Wer sagt ab?"), choices=CancelledBy.choices, widget=forms.RadioSelect)
    reason = PlainTextField(label=_("Grund"), required=False, max_length=1000, widget=lines())
    send_mail = forms.BooleanField(label=_("Absage per E-Mail an die Klientin, den Klienten"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, may_mail: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"may_mail": may_mail}
        if not may_mail:
            del self.fields["send_mail"]


class OutcomeForm(forms.Form):
    """Who came, and what was."""

    revision = RevisionField()
    attendance = PickField(label=_("War die Klientin, der Klient da?"), widget=forms.RadioSelect)
    text = PlainTextField(
        label=_("Was war?"),
        required=False,
        help_text=_("Steht danach im Journal."),
        widget=lines(5),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, with_client: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"with_client": with_client}
        came = (Attendance.ATTENDED, Attendance.EXCUSED, Attendance.UNEXCUSED)
        offer(self, "attendance", [(one.value, one.label) for one in came])
        if not with_client:
            del self.fields["attendance"]
            self.fields["text"].required = True
            self.fields["text"].error_messages["required"] = gettext(
                "Bitte schreiben Sie in einem Satz, was war."
            )

    def attended(self) -> Attendance:
        return Attendance(self.cleaned_data.get("attendance", Attendance.NOT_ASKED.value))
