"""Forms of the staff: who gets access, to what, how long; declarations to be signed in the portal."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.common.forms import PickField, PlainTextField, SafeDateField, offer
from roterfaden.common.text import validate_plain_text
from roterfaden.consent.choices import DataClass, RecipientKind
from roterfaden.consent.declarations import Facts
from roterfaden.consent.gate import Item
from roterfaden.consent.models import Recipient
from roterfaden.consent.queries import recipients_of, standing_consents
from roterfaden.cooperation.models import PlanVersion
from roterfaden.cooperation.queries import parties_of, title_of
from roterfaden.portal.choices import CodeWay, OfferKind, Wording
from roterfaden.portal.granting import GuestFacts
from roterfaden.portal.models import Offer
from roterfaden.portal.partners import Part, parts_for_link
from roterfaden.portal.queries import newest_plan, open_offers, running_cooperation
from roterfaden.web.casefile.forms import CHOOSE
from roterfaden.web.cases.reading import shows
from roterfaden.web.consent.forms import ConsentForm, bases

SHORT = 80
A_YEAR, A_MONTH = timedelta(days=365), timedelta(days=30)


class WayFields(forms.Form):
    """How the code gets there. The PIN is told another way, always."""

    way = PickField(
        label=_("Wie kommt der Code hin?"),
        choices=CodeWay.choices,
        initial=CodeWay.PRINTED,
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        help_text=_("Für Codes und den Hinweis „Sie haben eine Nachricht“. Ohne Namen und ohne Inhalt."),
        required=False,
        validators=[validate_plain_text],
    )


class ClientForm(WayFields):
    wording = PickField(label=_("Sprache der Seiten"), choices=Wording.choices, initial=Wording.STANDARD)
    valid_until = SafeDateField(label=_("Gilt bis"))
    field_order = ["way", "email", "wording", "valid_until"]

    def __init__(self, data: Mapping[str, Any] | None = None, *, case: Case, **kwargs: Any) -> None:
        start = {"valid_until": timezone.localdate() + A_YEAR, "email": case.person.email}
        super().__init__(data, initial=start, **kwargs)
        self.case = case

    def facts(self) -> GuestFacts:
        data = self.cleaned_data
        return GuestFacts(
            name=str(self.case.person),
            valid_until=data["valid_until"],
            way=CodeWay(data["way"]),
            email=data["email"],
            wording=Wording(data["wording"]),
        )


class SingleForm(ClientForm):
    """One document, one code, no standing access."""

    document = PickField(label=_("Was soll unterschrieben werden?"))
    field_order = ["document", "way", "email", "wording"]

    def __init__(self, data: Mapping[str, Any] | None = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, case=case, **kwargs)
        del self.fields["valid_until"]
        self.documents: dict[str, PlanVersion | Offer] = {}
        version = newest_plan(case)
        if version is not None:
            self.documents["plan"] = version
        self.documents |= {str(row.uuid): row for row in open_offers(case)}
        offer(self, "document", [("", CHOOSE), *((key, _named(row)) for key, row in self.documents.items())])

    def facts(self) -> GuestFacts:
        self.cleaned_data["valid_until"] = timezone.localdate() + A_YEAR
        return super().facts()


def _named(document: PlanVersion | Offer) -> str:
    if isinstance(document, PlanVersion):
        return f"Plan, Fassung {document.number}"
    whom = ", ".join(one.name for one in document.recipients.all())
    return f"{document.get_kind_display()}: {whom}"


class CodeForm(forms.Form):
    way = PickField(choices=CodeWay.choices)


class PartnerForm(WayFields):
    """Which body reads what, for what, on which basis, and what it may do."""

    recipient = PickField(label=_("Welche Stelle?"))
    name = PlainTextField(label=_("Wer liest dort?"), max_length=200)
    purpose = PlainTextField(label=_("Wozu?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    basis = PickField(label=_("Auf welcher Grundlage?"))
    parts = forms.MultipleChoiceField(
        label=_("Was genau?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte wählen Sie mindestens einen Teil.")},
    )
    party = PickField(
        label=_("Platz in der Zusammenarbeit"),
        help_text=_("Nur nötig, wenn die Stelle Tage abstimmt oder den Plan unterschreibt."),
        required=False,
    )
    may_add = forms.BooleanField(
        label=_("Darf etwas mitteilen (Sie übernehmen es ins Journal)"), required=False, initial=True
    )
    may_sign = forms.BooleanField(label=_("Darf den Plan unterschreiben"), required=False)
    valid_until = SafeDateField(label=_("Gilt bis"))
    field_order = [
        "recipient",
        "name",
        "purpose",
        "basis",
        "parts",
        "may_add",
        "party",
        "may_sign",
        "way",
        "email",
    ]

    def __init__(self, data: Mapping[str, Any] | None = None, *, case: Case, **kwargs: Any) -> None:
        now = timezone.now()
        start = {"valid_until": timezone.localdate() + A_MONTH}
        super().__init__(data, initial=start, **kwargs)
        self.known = {str(one.uuid): one for one in recipients_of(case.service)}
        self.consents = {
            str(one.uuid): one for one in standing_consents(case.person, on=timezone.localdate())
        }
        cooperation = running_cooperation(case)
        seats = [party for party in parties_of(cooperation) if party.recipient_id] if cooperation else []
        self.seats = {str(party.uuid): party for party in seats}
        offer(self, "recipient", [("", CHOOSE), *((key, one.name) for key, one in self.known.items())])
        offer(self, "basis", [("", CHOOSE), *bases(self.consents, case.service)])
        offer(self, "party", [("", _("keiner")), *((key, title_of(one)) for key, one in self.seats.items())])
        shown = parts_for_link(case, health=shows(case, FieldClass.HEALTH), at=now)
        parts = [(part.key, _line(part.item)) for part in shown]
        offer(self, "parts", parts)
        if not seats:
            del self.fields["party"], self.fields["may_sign"]

    def part(self) -> Part:
        data = self.cleaned_data
        consent = self.consents.get(data["basis"])
        return Part(
            recipient=self.known[data["recipient"]],
            purpose=data["purpose"],
            parts=data["parts"],
            consent=consent,
            legal_basis="" if consent else data["basis"],
            party=self.seats.get(data.get("party", "")),
            may_add=data["may_add"],
            may_sign=data.get("may_sign", False),
        )

    def facts(self) -> GuestFacts:
        data = self.cleaned_data
        return GuestFacts(
            name=data["name"],
            valid_until=data["valid_until"],
            way=CodeWay(data["way"]),
            email=data["email"],
        )


def _line(item: Item) -> str:
    return f"{item.title}: {Truncator(item.text).chars(SHORT)}"


class OfferForm(ConsentForm):
    """A declaration with all its parts but form and day: those are of the signature."""

    kind = PickField(label=_("Was soll die Person unterschreiben?"), choices=OfferKind.choices)
    holder = PickField(
        label=_("Wer wird von der Schweigepflicht entbunden?"),
        help_text=_("Nur bei einer Entbindung"),
        required=False,
    )
    both_ways = forms.BooleanField(
        label=_("Der Dienst darf auch selbst mit dieser Person sprechen"), required=False
    )
    field_order = ["kind", "holder", "both_ways", *ConsentForm.field_order]

    def __init__(self, data: Mapping[str, Any] | None = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, case=case, **kwargs)
        del self.fields["form"], self.fields["given_on"]
        bound = [(key, one.name) for key, one in self.known.items() if one.kind == RecipientKind.PROFESSIONAL]
        offer(self, "holder", [("", CHOOSE), *bound])
        offer(self, "classes", DataClass.choices)

    def facts(self, new: Recipient | None) -> Facts:
        self.cleaned_data |= {"form": "", "given_on": None}
        return super().facts(new)


class ReplyForm(forms.Form):
    text = PlainTextField(
        label=_("Nachricht an die Person"),
        help_text=_("Sie liest sie im Portal. Sie steht auch im Journal."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)
