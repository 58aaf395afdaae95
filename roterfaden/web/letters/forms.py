"""A Word template, a letterhead, letters to many."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.common.text import validate_plain_text
from roterfaden.consent.models import Recipient
from roterfaden.correspondence.bulk import bulk_templates
from roterfaden.correspondence.choices import Window
from roterfaden.languages.shipped import shipped
from roterfaden.web.casefile.forms import CHOOSE


class TemplateForm(forms.Form):
    """A Word file with placeholders, its name, and from when to when it holds."""

    name = PlainTextField(
        label=_("Name"),
        help_text=_("Derselbe Name wie eine eigene Vorlage ergibt ihre nächste Fassung."),
        max_length=120,
    )
    file = forms.FileField(
        label=_("Word-Datei (.docx)"),
        error_messages={"required": _("Bitte wählen Sie eine Datei."), "empty": _("Die Datei ist leer.")},
    )
    valid_from = SafeDateField(label=_("Gilt ab"))
    valid_until = SafeDateField(label=_("Gilt bis"), required=False)
    service = PickField(label=_("Dienst"))

    def __init__(self, data: Any = None, files: Any = None, *, services: Sequence[Organisation]) -> None:
        super().__init__(data, files, initial={"valid_from": timezone.localdate()})
        self.fields["file"].widget.attrs["accept"] = ".docx"
        self.known = {one.code: one for one in services}
        offer(self, "service", [(one.code, one.name) for one in services])


class LetterheadForm(forms.Form):
    """What stands on the paper of a service."""

    revision = RevisionField()
    office = PlainTextField(label=_("Name auf dem Brief"), max_length=120)
    street = PlainTextField(label=_("Straße und Hausnummer"), max_length=120)
    town = PlainTextField(label=_("Postleitzahl und Ort"), max_length=120)
    phone = PlainTextField(label=_("Telefon"), max_length=60)
    email = forms.EmailField(label=_("E-Mail"), required=False, validators=[validate_plain_text])
    foot = PlainTextField(label=_("Fußzeile"), max_length=300, required=False)
    window = PickField(label=_("Fensterumschlag"), choices=Window.choices)


class CertificateForm(forms.Form):
    """The certificate of a recipient, and that somebody compared it."""

    recipient = PickField(label=_("Wessen Zertifikat?"))
    address = forms.EmailField(
        label=_("An welche Adresse?"),
        help_text=_("Eine Adresse der Stelle. Sie muss im Zertifikat stehen."),
        validators=[validate_plain_text],
    )
    file = forms.FileField(
        label=_("Zertifikat (.pem, .crt, .cer, .der)"),
        help_text=_("Nur das Zertifikat, nie der geheime Schlüssel."),
        error_messages={"required": _("Bitte wählen Sie eine Datei."), "empty": _("Die Datei ist leer.")},
    )
    # the fingerprint that the page showed
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=95)
    compared = forms.BooleanField(
        label=_("Der Fingerabdruck ist mit der Stelle verglichen, etwa am Telefon."),
        required=False,
    )

    def __init__(self, data: Any = None, files: Any = None, *, recipients: Sequence[Recipient]) -> None:
        super().__init__(data, files)
        self.fields["file"].widget.attrs["accept"] = ".pem,.crt,.cer,.der"
        self.known = {str(one.uuid): one for one in recipients}
        offered = [(str(one.uuid), f"{one.name} ({one.service.name})") for one in recipients]
        offer(self, "recipient", [("", CHOOSE), *offered])


class BulkForm(forms.Form):
    """Which letter, to the persons of which cases."""

    template = PickField(label=_("Welcher Brief?"))
    cases = forms.MultipleChoiceField(
        label=_("An wen?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte wählen Sie mindestens eine Person.")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, cases: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        offer(self, "template", [("", CHOOSE), *((one.id, shipped(one.title)) for one in bulk_templates())])
        offer(self, "cases", cases)
