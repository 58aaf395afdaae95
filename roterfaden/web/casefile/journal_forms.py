"""Forms of the journal: a contact, its correction, a file, a note for oneself, the filter."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.accounts.queries import colleagues_in
from roterfaden.cases.choices import ContactKind, Information
from roterfaden.cases.journal import MOST_MINUTES, CompanyPart, ContactFacts
from roterfaden.cases.journal_records import TextBlock
from roterfaden.cases.models import Case
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, TypedDecimalField
from roterfaden.consent.models import Recipient
from roterfaden.people.queries import CASE_ROLES
from roterfaden.web.cases.filing_forms import FileKindFields, offer_bound

INSERT = "insert_block"
MORE = ("people", "colleagues", "result", "next_step", "next_on", "travel_minutes", "travel_km")


class MinutesField(forms.IntegerField):
    """Minutes of one day at most; empty if nobody looked at the clock."""

    default_error_messages = {
        "invalid": _("Bitte geben Sie ganze Minuten ein, zum Beispiel 45."),
        "max_value": _("Mehr als 24 Stunden am Stück: Bitte prüfen Sie die Minuten."),
        "min_value": _("Bitte geben Sie keine negative Zahl ein."),
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(
            required=False, min_value=0, max_value=MOST_MINUTES, widget=widget, localize=True, **kwargs
        )


class ContactFields(forms.Form):
    """What is said about a contact. Needs `offer_colleagues`."""

    kind = PickField(label=_("Art"), choices=ContactKind.choices, initial=ContactKind.NOTE)
    day = SafeDateField(label=_("Tag"))
    time = forms.TimeField(
        label=_("Uhrzeit"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M"],
    )
    minutes = MinutesField(label=_("Minuten"))
    people = PlainTextField(
        label=_("Wer war dabei?"), max_length=500, required=False, widget=forms.TextInput()
    )
    colleagues = forms.MultipleChoiceField(
        label=_("Kolleginnen und Kollegen dabei"), required=False, widget=forms.CheckboxSelectMultiple
    )
    result = PlainTextField(
        label=_("Ergebnis"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    next_step = PlainTextField(
        label=_("Nächster Schritt"), max_length=1000, required=False, widget=forms.TextInput()
    )
    next_on = SafeDateField(
        label=_("bis wann"),
        required=False,
        help_text=_("Liegt an diesem Tag auf Ihrer Wiedervorlage."),
    )
    travel_minutes = MinutesField(label=_("Fahrzeit in Minuten"))
    stems_from = PickField(
        label=_("Stammt das aus einer Praxis oder Klinik?"),
        required=False,
        help_text=_("Ohne deren Entbindung von der Schweigepflicht geht es an niemanden sonst."),
    )
    travel_km = TypedDecimalField(
        label=_("Weg in Kilometern"),
        required=False,
        min_value=0,
        max_digits=5,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def offer_colleagues(self, case: Case, *, writer: User, on: date) -> None:
        found = colleagues_in(case.service, on=on, roles=CASE_ROLES).exclude(pk=writer.pk)
        self.bodies = offer_bound(self, "stems_from", case)
        self.fields["colleagues"].choices = [(user.username, str(user)) for user in found]  # type: ignore[attr-defined]

    @property
    def happened_at(self) -> datetime:
        moment = datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])
        return timezone.make_aware(moment)

    def said(self) -> dict[str, Any]:
        """As `cases.journal` wants it."""
        data = self.cleaned_data
        names = ("people", "result", "next_step", "next_on", "minutes", "travel_minutes", "travel_km")
        return {
            "kind": ContactKind(data["kind"]),
            "happened_at": self.happened_at,
            "text": data["text"],
            "facts": ContactFacts(**{name: data[name] for name in names}, stems_from=self.origin()),
            "colleagues": list(User.objects.filter(username__in=data["colleagues"])),
        }

    def origin(self) -> Recipient | None:
        """The bound person from whom this came."""
        return self.bodies.get(self.cleaned_data.get("stems_from", ""))

    @property
    def has_more(self) -> bool:
        """Whether the folded part holds something."""
        names = (*MORE, "stems_from") if "stems_from" in self.fields else MORE
        return _any(self, *names)


class EntryForm(ContactFields, FileKindFields):
    """Write down a contact: what was, and apart from it what concerns the company."""

    text = PlainTextField(
        label=_("Was war?"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "true"}),
        error_messages={"required": _("Bitte schreiben Sie, was war.")},
    )
    company = PlainTextField(label=_("Betrieb"), max_length=200, required=False, widget=forms.TextInput())
    company_text = PlainTextField(
        label=_("Was betrifft den Betrieb?"),
        help_text=_("Kein Wort über die Person: Diese Angaben werden ohne den Fall gezeigt."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    file = forms.FileField(label=_("Datei dazu"), required=False)
    block = PickField(label=_("Textbaustein"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, files: Any = None, *, case: Case, writer: User, on: date,
        blocks: list[TextBlock], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, files, **kwargs)
        self.offer_colleagues(case, writer=writer, on=on)
        self.offer_kinds(case)
        # the file came from whom the entry came from
        self.fields.pop("file_from", None)
        # company information alone is an entry, too
        self.fields["text"].required = not (data or {}).get("company_text", "").strip()
        self.blocks = {str(block.uuid): block for block in blocks}
        offered = [(key, block.title) for key, block in self.blocks.items()]
        self.fields["block"].choices = [("", _("keiner")), *offered]  # type: ignore[attr-defined]

    def company_part(self) -> CompanyPart | None:
        text = self.cleaned_data["company_text"]
        return CompanyPart(company=self.cleaned_data["company"], text=text) if text else None

    def file_origin(self) -> Recipient | None:
        return self.origin()

    @property
    def has_company(self) -> bool:
        return _any(self, "company", "company_text")


class CorrectionForm(ContactFields):
    """Correct an entry; of company information also the name of the company."""

    revision = RevisionField(required=False)
    company = PlainTextField(label=_("Betrieb"), max_length=200, widget=forms.TextInput())
    text = PlainTextField(label=_("Was war?"), widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "true"}))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, case: Case, writer: User, on: date,
        information: str, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, **kwargs)
        self.made_with = {"case": case, "writer": writer, "on": on, "information": information}
        self.fields["next_on"].help_text = _("Eine Wiedervorlage, die es dazu gibt, ändern Sie dort.")
        self.offer_colleagues(case, writer=writer, on=on)
        if information != Information.COMPANY:
            del self.fields["company"]

    def said(self) -> dict[str, Any]:
        return super().said() | {"company": self.cleaned_data.get("company")}


class AttachmentForm(FileKindFields):
    """Hang a file on an entry."""

    file = forms.FileField(label=_("Datei"))
    field_order = ["file", "file_kind", "file_from"]

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made_with = {"case": case}
        self.offer_kinds(case)
        self.fields["file_kind"].required = True


class NoteForm(forms.Form):
    """A working note that only its author reads."""

    revision = RevisionField(required=False)
    text = PlainTextField(label=_("Notiz"), widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "true"}))


class FilterForm(forms.Form):
    """Which entries are shown."""

    is_filter = True
    kind = PickField(label=_("Art"), choices=[("", _("alle")), *ContactKind.choices], required=False)

    def chosen(self) -> str:
        """The kind; nonsense in the address shows everything."""
        return str(self.cleaned_data.get("kind", "")) if self.is_valid() else ""


def _any(form: forms.Form, *names: str) -> bool:
    return any(form[name].value() or form[name].errors for name in names)
