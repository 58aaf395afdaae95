"""The forms of text blocks."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.queries import services_of
from roterfaden.cases.text_blocks import BlockText
from roterfaden.common.forms import PickField, PlainTextField, RevisionField


class BlockForm(forms.Form):
    """Change a text block."""

    revision = RevisionField(required=False)
    title = PlainTextField(label=_("Name"), max_length=80, widget=forms.TextInput())
    text = PlainTextField(
        label=_("Text"),
        help_text=_("Nichts über einzelne Personen: Der Text steht allen offen, die ihn einfügen dürfen."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    kind = PickField(
        label=_("Setzt die Art auf"),
        choices=[("", _("nichts")), *ContactKind.choices],
        required=False,
    )

    def said(self) -> BlockText:
        return BlockText(**{name: self.cleaned_data[name] for name in ("title", "text", "kind")})


class NewBlockForm(BlockForm):
    """Add a text block, for oneself or for a service."""

    service = PickField(label=_("Für wen?"), required=False)
    field_order = ("title", "text", "kind", "service")

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = {service.code: service for service in services_of(user, on=on)}
        shared = [(code, str(service)) for code, service in self.services.items()]
        self.fields["service"].choices = [("", _("nur für mich")), *shared]  # type: ignore[attr-defined]

    def owner(self) -> Organisation | None:
        return self.services.get(self.cleaned_data["service"])
