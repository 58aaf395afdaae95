"""Forms of own offers, of what a service says about a shipped one, and of its conditions."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField
from roterfaden.languages.shipped import shipped
from roterfaden.offers.admission.definition import Fact, FactType, Op
from roterfaden.offers.choices import Audience, OfferKind, Urgency
from roterfaden.offers.models import OwnOffer
from roterfaden.offers.own_offers import MAX_CRITERIA, MAX_PLACES, MAX_TEXT, TEXTS
from roterfaden.offers.reader import shipped_facts

EMPTY_ROWS = 3
OP_LABELS = {
    Op.EQ: gettext_lazy("ist"),
    Op.NE: gettext_lazy("ist nicht"),
    Op.GTE: gettext_lazy("mindestens"),
    Op.GT: gettext_lazy("mehr als"),
    Op.LTE: gettext_lazy("höchstens"),
    Op.LT: gettext_lazy("weniger als"),
    Op.BETWEEN: gettext_lazy("von bis"),
    Op.IN: gettext_lazy("eines von"),
    Op.CONTAINS: gettext_lazy("enthält eines von"),
}
KINDS = [(key, label) for key, label in OfferKind.choices if key != OfferKind.SERVICE]


class OwnOfferForm(forms.Form):
    """What there is to say about an offer; of a shipped one only what differs."""

    title = PlainTextField(label=gettext_lazy("Name"), max_length=200)
    kind = PickField(label=gettext_lazy("Art"), choices=KINDS)
    audience = PickField(label=gettext_lazy("Zielgruppe"), choices=Audience.choices)
    provider = PlainTextField(label=gettext_lazy("Anbieter"), max_length=200, required=False)
    legal_basis = PlainTextField(
        label=gettext_lazy("Rechtsgrundlage, eine je Zeile"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    source = PlainTextField(label=gettext_lazy("Quelle"), max_length=MAX_TEXT, required=False)
    note = PlainTextField(
        label=gettext_lazy("Worum es geht, wie lange"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    valid_from = SafeDateField(label=gettext_lazy("Gilt ab"))
    valid_until = SafeDateField(label=gettext_lazy("Gilt bis"), required=False)
    places = forms.IntegerField(
        label=gettext_lazy("Plätze"),
        min_value=0,
        max_value=MAX_PLACES,
        initial=0,
        help_text=gettext_lazy("0 heißt: Niemand zählt sie."),
    )
    revision = RevisionField(required=False)

    def __init__(
        self, data: Any = None, *, services: Sequence[Organisation] = (), overlay: bool, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.made_with = {"services": services, "overlay": overlay}
        self.services = {one.code: one for one in services}
        if services:
            choices = [(code, one.name) for code, one in self.services.items()]
            self.fields["service"] = PickField(label=_("Für"), choices=choices)
        if overlay:
            self.fields["title"].required = False
            self.fields["title"].label = _("Name, wenn er hier anders lautet")
            for name in ("kind", "audience", "source"):
                del self.fields[name]
        known = sum(1 for name in self.initial if name.startswith("text_"))
        self.rows = min(known + EMPTY_ROWS, MAX_CRITERIA)
        for place in range(1, self.rows + 1):
            self._add_row(place)

    def _add_row(self, place: int) -> None:
        facts = sorted(shipped_facts().values(), key=lambda fact: fact.meaning)
        chosen = [("", _("beurteilt eine Fachperson")), *((fact.id, shipped(fact.meaning)) for fact in facts)]
        self.fields[f"text_{place}"] = PlainTextField(
            label=_("Bedingung %(n)s in einem Satz") % {"n": place}, max_length=MAX_TEXT, required=False
        )
        self.fields[f"fact_{place}"] = PickField(label=_("Sachverhalt"), choices=chosen, required=False)
        self.fields[f"op_{place}"] = PickField(
            label=_("Vergleich"), choices=[("", "–"), *OP_LABELS.items()], required=False
        )
        self.fields[f"value_{place}"] = PlainTextField(
            label=_("Wert"),
            max_length=200,
            required=False,
            help_text=_("ja, nein, eine Zahl; mehrere mit Komma"),
        )
        self.fields[f"group_{place}"] = PlainTextField(
            label=_("Gruppe"),
            max_length=40,
            required=False,
            help_text=_("Von Bedingungen mit demselben Wort genügt eine."),
        )

    def head(self) -> list[BoundField]:
        rows = ("text_", "fact_", "op_", "value_", "group_")
        return [self[name] for name in self.fields if not name.startswith(rows) and name != "revision"]

    def criteria_rows(self) -> Iterator[tuple[int, list[BoundField]]]:
        for place in range(1, self.rows + 1):
            yield place, [self[f"{name}_{place}"] for name in ("text", "fact", "op", "value", "group")]

    def content(self) -> dict[str, Any]:
        said = self.cleaned_data
        rows = [_row(said, place) for place in range(1, self.rows + 1)]
        return {name: said.get(name, "") for name in TEXTS} | {"criteria": [row for row in rows if row]}

    def blame(self, field: str, message: str) -> None:
        self.add_error(field if field in self.fields else None, message)


class WaitForm(forms.Form):
    """A turn on the waiting list."""

    revision = RevisionField(required=False)

    def __init__(self, data: Any = None, *, states: Sequence[tuple[str, Any]], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        if states:
            self.fields["state"] = PickField(
                label=_("Was geschieht"), choices=states, widget=forms.RadioSelect
            )
        else:
            self.fields["since"] = SafeDateField(label=_("Wartet seit"))
        self.fields["urgency"] = PickField(label=_("Rang"), choices=Urgency.choices)
        self.fields["reason"] = PlainTextField(
            label=_("Warum"), max_length=1000, required=bool(states), widget=forms.Textarea(attrs={"rows": 3})
        )


def stored_offer(row: OwnOffer) -> dict[str, Any]:
    """An own offer as the values of its form."""
    known: dict[str, Any] = {name: row.content[name] for name in TEXTS}
    known |= {"valid_from": row.valid_from, "valid_until": row.valid_until, "places": row.places}
    return known | typed_criteria(row.content["criteria"])


def typed_criteria(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Conditions as the values of the form."""
    known: dict[str, Any] = {}
    for place, one in enumerate(rows, start=1):
        known |= {
            f"text_{place}": one["text"],
            f"fact_{place}": one["fact"],
            f"op_{place}": one["op"],
            f"value_{place}": _typed(one["value"], shipped_facts().get(one["fact"])),
            f"group_{place}": one["group"],
        }
    return known


def _typed(value: Any, fact: Fact | None) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, list):
        return ", ".join(_typed(one, fact) for one in value)
    return "" if value is None else str(fact.values.get(str(value), value) if fact else value)


def _row(said: dict[str, Any], place: int) -> dict[str, Any] | None:
    text, name, op = (said.get(f"{key}_{place}", "") for key in ("text", "fact", "op"))
    typed = said.get(f"value_{place}", "")
    if not any((text, name, op, typed)):
        return None
    fact = shipped_facts().get(name)
    value = _read(typed, fact, listed=op in (Op.IN, Op.BETWEEN, Op.CONTAINS)) if fact else None
    return {"text": text, "fact": name, "op": op, "value": value, "group": said.get(f"group_{place}", "")}


def _read(typed: str, fact: Fact, *, listed: bool) -> Any:
    if listed:
        return [_read(part.strip(), fact, listed=False) for part in typed.split(",") if part.strip()]
    match fact.type:
        case FactType.BOOLEAN:
            return {"ja": True, "nein": False}.get(typed.casefold(), typed)
        case FactType.NUMBER:
            return int(typed) if typed.isdecimal() else typed
        case _:
            by_label = {label.casefold(): key for key, label in fact.values.items()}
            return by_label.get(typed.casefold(), typed)
