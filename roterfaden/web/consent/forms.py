"""The forms of consent: the declaration with its twelve parts, the release, the way out, the pledge."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.cases.sharing import Shareable, shareable_parts
from roterfaden.common.forms import PickField, PlainTextField, SafeDateField, offer
from roterfaden.consent import legal
from roterfaden.consent.choices import Aid, Channel, DataClass, GivenForm, Giver, RecipientKind
from roterfaden.consent.declarations import Facts
from roterfaden.consent.gate import Item
from roterfaden.consent.models import Consent, Recipient
from roterfaden.consent.queries import recipients_of, standing_consents
from roterfaden.consent.transfers import Plan
from roterfaden.dossier.sharing import protocol_parts
from roterfaden.languages.shipped import shipped
from roterfaden.web.casefile.forms import CHOOSE
from roterfaden.web.cases.reading import shows

# ways out that a person takes by hand; the others open with their capability
BY_HAND = (Channel.LETTER, Channel.MAIL, Channel.ORAL, Channel.PRINT, Channel.ROUND_TABLE)


class NewRecipientFields(forms.Form):
    """A recipient who is not on the service's list yet."""

    new_name = PlainTextField(label=_("Neu: Name der Stelle oder Person"), max_length=200, required=False)
    new_kind = PickField(label=_("Neu: Art"), choices=[("", CHOOSE), *RecipientKind.choices], required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("new_name") and not data.get("new_kind") and "new_kind" not in self.errors:
            self.add_error("new_kind", _("Bitte wählen Sie die Art der neuen Stelle."))
        return data


class ConsentForm(NewRecipientFields):
    """What a declaration says. The domain names what is missing; the form only reads."""

    recipients = forms.MultipleChoiceField(
        label=_("An wen?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    purpose = PlainTextField(
        label=_("Wozu?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    occasion = PlainTextField(
        label=_("Aus welchem Anlass?"),
        help_text=_("Eine Einwilligung gilt für einen Fall, nicht für alles."),
        max_length=1000,
        required=False,
    )
    classes = forms.MultipleChoiceField(
        label=_("Was?"), choices=DataClass.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    special_named = forms.BooleanField(
        label=_("Gesundheitsangaben sind im Text ausdrücklich genannt"), required=False
    )
    consequences = PlainTextField(
        label=_("Was folgt, wenn die Person nicht einwilligt?"),
        help_text=_("So, wie Sie es ihr gesagt haben."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    withdrawal_explained = forms.BooleanField(
        label=_("Ich habe erklärt, dass und wie sie widerrufen kann"), required=False
    )
    language = PlainTextField(label=_("Sprache des Textes"), max_length=60, required=False, initial="Deutsch")
    aid = PickField(label=_("Verständlich gemacht"), choices=[("", CHOOSE), *Aid.choices], required=False)
    given_by = PickField(label=_("Erklärt hat"), choices=[("", CHOOSE), *Giver.choices], required=False)
    guardian = PlainTextField(
        label=_("Gesetzliche Vertretung: Name und Aufgabenkreis"), max_length=400, required=False
    )
    form = PickField(label=_("Form"), choices=[("", CHOOSE), *GivenForm.choices], required=False)
    given_on = SafeDateField(label=_("Erklärt am"), required=False)
    valid_until = SafeDateField(label=_("Gilt bis"), required=False)
    field_order = [
        "recipients", "new_name", "new_kind", "purpose", "occasion", "classes", "special_named", "consequences",
        "withdrawal_explained", "language", "aid", "given_by", "guardian", "form", "given_on", "valid_until",
    ]  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"case": case}
        self.known = {str(one.uuid): one for one in recipients_of(case.service)}
        offer(self, "recipients", [(key, one.name) for key, one in self.known.items()])
        if not self.known:
            del self.fields["recipients"]

    def facts(self, new: Recipient | None) -> Facts:
        data = self.cleaned_data
        chosen = [self.known[key] for key in data.get("recipients", ())]
        return Facts(
            purpose=data["purpose"],
            occasion=data["occasion"],
            recipients=[*chosen, new] if new else chosen,
            classes=frozenset(DataClass(code) for code in data["classes"]),
            consequences=data["consequences"],
            withdrawal_explained=data["withdrawal_explained"],
            special_named=data["special_named"],
            language=data["language"],
            aid=Aid(data["aid"]) if data["aid"] else None,
            given_by=Giver(data["given_by"]) if data["given_by"] else None,
            guardian=data["guardian"],
            form=GivenForm(data["form"]) if data["form"] else None,
            given_on=data["given_on"],
            valid_until=data["valid_until"],
        )


class ReleaseForm(ConsentForm):
    """Free a bound person from secrecy towards others."""

    holder = PickField(label=_("Wer wird von der Schweigepflicht entbunden?"))
    both_ways = forms.BooleanField(
        label=_("Der Dienst darf auch selbst mit dieser Person sprechen"), required=False
    )
    field_order = ["holder", "both_ways", *ConsentForm.field_order]

    def __init__(self, data: Mapping[str, Any] | None = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, case=case, **kwargs)
        bound = [(key, one.name) for key, one in self.known.items() if one.kind == RecipientKind.PROFESSIONAL]
        offer(self, "holder", [("", CHOOSE), *bound])


class PassOnForm(forms.Form):
    """What goes to whom, how and why."""

    recipient = PickField(label=_("An wen?"))
    channel = PickField(
        label=_("Wie?"), choices=[("", CHOOSE), *((channel, channel.label) for channel in BY_HAND)]
    )
    purpose = PlainTextField(label=_("Wozu?"), max_length=1000)
    basis = PickField(label=_("Auf welcher Grundlage?"))
    parts = forms.MultipleChoiceField(
        label=_("Aus der Akte"), widget=forms.CheckboxSelectMultiple, required=False
    )
    own_text = PlainTextField(
        label=_("Eigener Text"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    own_class = PickField(
        label=_("Was für Angaben stehen im eigenen Text?"),
        choices=[("", CHOOSE), *DataClass.choices],
        required=False,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"case": case}
        today = timezone.localdate()
        self.known = {str(one.uuid): one for one in recipients_of(case.service)}
        self.consents = {str(one.uuid): one for one in standing_consents(case.person, on=today)}
        health = shows(case, FieldClass.HEALTH)
        self.shareable: dict[str, Shareable] = {
            part.key: part
            for part in (*shareable_parts(case, health=health), *protocol_parts(case, health=health))
        }
        offer(self, "recipient", [("", CHOOSE), *((key, one.name) for key, one in self.known.items())])
        offer(self, "basis", [("", CHOOSE), *bases(self.consents, case.service)])
        offer(self, "parts", [(key, _named(part.item)) for key, part in self.shareable.items()])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("own_text") and not data.get("own_class") and "own_class" not in self.errors:
            self.add_error("own_class", _("Bitte sagen Sie, was für Angaben im eigenen Text stehen."))
        return data

    def plan(self) -> Plan:
        data = self.cleaned_data
        items = [self.shareable[key].item for key in data["parts"]]
        if data["own_text"]:
            own = Item(data_class=DataClass(data["own_class"]), title="Mitteilung", text=data["own_text"])
            items.append(own)
        consent = self.consents.get(data["basis"])
        return Plan(
            recipient=self.known[data["recipient"]],
            channel=Channel(data["channel"]),
            purpose=data["purpose"],
            items=items,
            consent=consent,
            legal_basis="" if consent else data["basis"],
        )


class PledgeForm(forms.Form):
    """A recipient promises to use what it gets for the named purpose only."""

    signed_by = PlainTextField(label=_("Zugesagt hat"), max_length=200)
    signed_on = SafeDateField(label=_("Zugesagt am"))


def _named(item: Item) -> str:
    return f"{item.title} ({DataClass(item.data_class).label.partition(':')[0]})"


def bases(consents: Mapping[str, Consent], service: Organisation) -> list[tuple[str, Any]]:
    """What something may pass on: the consents that stand, and the legal powers of the region."""
    given = [(key, f"vom {one.given_on:%d.%m.%Y}: {one.purpose[:80]}") for key, one in consents.items()]
    powers = [
        (basis.id, shipped(basis.title)) for basis in legal.bases_for(service.region, on=timezone.localdate())
    ]
    groups: list[tuple[Any, list[tuple[str, str]]]] = [
        (_("Einwilligung"), given),
        (_("Ohne Einwilligung, kraft Gesetzes"), powers),
    ]
    return [(title, rows) for title, rows in groups if rows]
