"""From the cells of a row to what the domain functions take: each cell checked as the field of a form would be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from roterfaden.common.forms import PlainTextField, SafeDateField
from roterfaden.common.text import validate_plain_text
from roterfaden.imports.fields import FieldSpec, fields_of
from roterfaden.imports.options import Options
from roterfaden.imports.values import NoDay, read_day, read_number

LONGEST_LINE = 200
Finding = list[str]  # [heading of the column, sentence]


@dataclass
class Reading:
    """What a row says: values by field, and what is wrong with which column."""

    number: int
    facts: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class RowReader:
    """Reads rows of one import. `today` decides about years of two digits."""

    def __init__(
        self,
        *,
        kind: str,
        columns: Sequence[Mapping[str, Any]],
        mapping: Mapping[str, Any],
        options: Options,
        today: date,
    ) -> None:
        self._mapping, self._options, self._today = mapping, options, today
        self._fields = [(spec, self._cleaner(spec)) for spec in fields_of(kind)]
        places = mapping["columns"]
        self._headings = {name: str(columns[place]["heading"]) for name, place in places.items()}

    def read(self, number: int, cells: Sequence[str]) -> Reading:
        """One row. What is empty takes the value that the mapping gives to all rows, if there is one."""
        found = Reading(number)
        for spec, clean in self._fields:
            place = self._mapping["columns"].get(spec.id)
            text = cells[place].strip() if place is not None and place < len(cells) else ""
            try:
                found.facts[spec.id] = _given(clean(text), needed=spec.needed)
            except ValidationError as error:
                found.findings.append([self.heading(spec.id), " ".join(error.messages)])
        return found

    def heading(self, name: str) -> str:
        """How the file calls the column of a field; how we call it where no column fills it."""
        titles = {spec.id: spec.title for spec, _clean in self._fields}
        return self._headings.get(name) or titles.get(name, "")

    def _cleaner(self, spec: FieldSpec) -> Callable[[str], Any]:
        match spec.kind:
            case "day":
                return self._day
            case "choice":
                return lambda text: self._choice(spec.id, text)
            case "decimal":
                number = forms.DecimalField(required=False, min_value=0, max_digits=5, decimal_places=1)
                return lambda text: _decimal(number, text)
            case "email":
                return forms.EmailField(
                    required=False, max_length=254, validators=[validate_plain_text]
                ).clean
        plain = PlainTextField(required=False, max_length=spec.most)
        # names and the like: what spreadsheets put between the words is no part of them
        return plain.clean if spec.most > LONGEST_LINE else lambda text: plain.clean(" ".join(text.split()))

    def _day(self, text: str) -> date | None:
        if not text:
            return None
        try:
            day = read_day(text, years=self._mapping["years"], today=self._today)
        except NoDay as wrong:
            raise ValidationError(
                {
                    "invalid": _("Das ist kein Datum. So geht es: 31.12.1987."),
                    "year": _("Dieses Jahr gibt es im Kalender nicht."),
                    "two_digits": _("Das Jahr hat nur zwei Ziffern. Das Jahrhundert ist nicht sicher."),
                }[wrong.code]
            ) from None
        # refuses years before 1900 and after 2200, as every form does
        clean: date = SafeDateField().clean(day)
        return clean

    def _choice(self, name: str, text: str) -> str:
        if not text:
            return str(self._mapping["fixed"].get(name, ""))
        chosen = self._mapping["values"].get(name, {}).get(text)
        if chosen is None:
            raise ValidationError(_("Dieser Wert ist noch keiner Angabe zugeordnet."))
        if chosen and chosen not in self._options.labels.get(name, {}):
            raise ValidationError(_("Diese Auswahl gibt es nicht mehr. Bitte ordnen Sie den Wert neu zu."))
        return str(chosen)


def _given(value: Any, *, needed: bool) -> Any:
    if needed and not value:
        raise ValidationError(_("Diese Angabe fehlt."))
    return value


def _decimal(number: forms.DecimalField, text: str) -> Decimal | None:
    return number.clean(read_number(text)) if text else None
