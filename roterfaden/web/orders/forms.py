"""The forms of orders and contingents."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.choices import MandateKind
from roterfaden.cases.finding import with_file_number
from roterfaden.cases.models import Case
from roterfaden.cases.rules import may_work_on
from roterfaden.common.forms import (
    PickField,
    PlainTextField,
    RevisionField,
    SafeDateField,
    TypedDecimalField,
    offer,
)
from roterfaden.languages.shipped import shipped
from roterfaden.measures.catalogue import carrying
from roterfaden.measures.choices import Act, ContingentUnit, Side
from roterfaden.measures.contingents import ContingentFacts
from roterfaden.measures.models import Order
from roterfaden.measures.orders import MOVES, OrderFacts
from roterfaden.web.casefile.forms import CHOOSE
from roterfaden.web.choices import commissioner_choices

ORDERED = [one for one in MandateKind.choices if one[0] != MandateKind.LOW_THRESHOLD]


def measure_choices(country: str) -> list[tuple[str, str]]:
    """The kinds of measures of a country, by their id."""
    kinds = carrying().kinds.values()
    return [(kind.id, shipped(kind.title)) for kind in kinds if kind.country in ("", country)]


class OrderForm(forms.Form):
    """Order support: a clerk chooses the service, a service writes down who ordered."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    service = PickField(label=_("Dienst"))
    commissioner = PickField(label=_("Beauftragende Stelle"))
    about = PlainTextField(
        label=_("Für wen?"),
        help_text=_("Name und Geburtsdatum. Ist die Person beim Dienst bekannt, auch das Aktenzeichen."),
        max_length=300,
    )
    reference = PlainTextField(label=_("Zeichen der beauftragenden Stelle"), max_length=100, required=False)
    kind = PickField(label=_("Art des Auftrags"), choices=[("", CHOOSE), *ORDERED])
    measure = PickField(label=_("Maßnahme"), required=False)
    valid_from = SafeDateField(label=_("von"))
    valid_until = SafeDateField(label=_("bis"))
    hours_per_month = TypedDecimalField(
        label=_("Umfang in Stunden je Monat"),
        required=False,
        min_value=0,
        max_digits=5,
        decimal_places=1,
    )
    goal = PlainTextField(
        label=_("Ziel"),
        help_text=_("Was soll danach anders sein? Nur, was für den Auftrag nötig ist."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        services: Iterable[Organisation],
        bodies: Iterable[Organisation],
        seen_from: Organisation,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        own = list(bodies)
        for name, rows in (("service", list(services)), ("commissioner", own)):
            choices: Any = [(row.code, row.name) for row in rows]
            if name == "commissioner" and not own:
                choices = [("", CHOOSE), *commissioner_choices(seen_from=seen_from)]
            elif len(choices) == 1:
                self.fields[name].widget = forms.HiddenInput()
                self.fields[name].initial = choices[0][0]
            else:
                choices = [("", CHOOSE), *choices]
            offer(self, name, choices)
        offer(self, "measure", [("", _("noch offen")), *measure_choices(seen_from.region[:2])])

    def facts(self) -> OrderFacts:
        data = self.cleaned_data
        names = ("measure", "valid_from", "valid_until", "hours_per_month", "about", "reference", "goal")
        return OrderFacts(kind=MandateKind(data["kind"]), **{name: data[name] for name in names})

    def chosen(self, name: str) -> Organisation:
        return Organisation.objects.get(code=self.cleaned_data[name])


class AcceptForm(forms.Form):
    """Take an order into a case that is there."""

    revision = RevisionField()
    case = PlainTextField(
        label=_("Aktenzeichen des Falls"),
        help_text=_("Gibt es noch keinen Fall, nehmen Sie ihn zuerst auf."),
        max_length=30,
    )
    region = PickField(label=_("Kontingent"), required=False)
    text = PlainTextField(
        label=_("Nachricht an die Stelle"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        user: User,
        on: date,
        regions: list[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"user": user, "on": on, "regions": regions}
        self.user, self.on = user, on
        offer(self, "region", [("", _("keines")), *((name, name) for name in regions)])
        self.fields["region"].initial = regions[0] if len(regions) == 1 else ""
        if not regions:
            del self.fields["region"]

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {name: data[name] for name in ("case", "text", "revision")} | {
            "region": data.get("region", "")
        }

    def clean_case(self) -> Case:
        found = with_file_number(self.cleaned_data["case"], user=self.user, on=self.on)
        if found is None or not may_work_on(self.user, found, on=self.on):
            raise ValidationError(
                gettext("Einen offenen Fall mit diesem Aktenzeichen gibt es bei Ihnen nicht.")
            )
        return found


class MoveForm(forms.Form):
    """What is said with one act: a day, a new last day, a text; each act asks for some of it."""

    revision = RevisionField()
    on = SafeDateField(label=_("Tag"))
    until = SafeDateField(label=_("Neuer letzter Tag"))
    text = PlainTextField(
        label=_("Begründung oder Nachricht"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, act: Act, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"act": act}
        move = MOVES[act]
        self.fields["text"].required = move.needs_text
        if not move.needs_until:
            del self.fields["until"]
        if act in (Act.NOTE, Act.ASK_MORE, Act.EXTEND, Act.DENY_MORE, Act.REFUSE, Act.WITHDRAW):
            del self.fields["on"]

    def said(self, order: Order, *, today: date) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "order": order,
            "on": data.get("on") or today,
            "until": data.get("until"),
            "text": data["text"],
            "revision": data["revision"],
        }


class ContingentForm(forms.Form):
    """How much a body orders in a region."""

    revision = RevisionField(required=False)
    service = PickField(label=_("Dienst"))
    commissioner = PickField(label=_("Beauftragende Stelle"))
    region = PlainTextField(label=_("Region"), max_length=80)
    kind = PickField(label=_("Art des Auftrags"), choices=[("", CHOOSE), *ORDERED])
    unit = PickField(label=_("Was wird gezählt?"), choices=ContingentUnit.choices)
    amount = forms.IntegerField(label=_("Umfang"), min_value=1, max_value=100_000)
    valid_from = SafeDateField(label=_("von"))
    valid_until = SafeDateField(label=_("bis"))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, services: list[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"services": services}
        offer(self, "service", [(row.code, row.name) for row in services])
        if len(services) == 1:
            self.fields["service"].widget = forms.HiddenInput()
            self.fields["service"].initial = services[0].code
        offer(self, "commissioner", [("", CHOOSE), *commissioner_choices(seen_from=services[0])])

    def facts(self) -> ContingentFacts:
        data = self.cleaned_data
        names = ("region", "unit", "amount", "valid_from", "valid_until")
        return ContingentFacts(
            commissioner=Organisation.objects.get(code=data["commissioner"]),
            kind=MandateKind(data["kind"]),
            **{name: data[name] for name in names},
        )


def side_words(side: Side) -> str:
    """What the other side is called on the page of an order."""
    return gettext("Dienst") if side == Side.COMMISSIONER else gettext("Beauftragende Stelle")
