"""Form fields that refuse what would do harm later, each with a sentence that says what to do."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext_lazy as _

from roterfaden.common.text import validate_plain_text

MAX_TEXT_LENGTH = 20_000
FIRST_YEAR = 1900
LAST_YEAR = 2200
DJANGOS_CHECKS = (MaxLengthValidator, ProhibitNullCharactersValidator)


class PlainTextField(forms.CharField):
    """Text as people type it: no control characters, no direction marks, one kind of line break, a limit."""

    def __init__(self, *, max_length: int | None = MAX_TEXT_LENGTH, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        # Ours say how long the text is, and what is wrong where; Django's would say less, and say it again.
        self.validators = [check for check in self.validators if not isinstance(check, DJANGOS_CHECKS)]
        if max_length is not None:
            self.validators.append(LengthLimit(max_length))
        self.validators.append(validate_plain_text)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        return super().to_python(value)


class LengthLimit:
    """Refuse a text that is too long, naming both lengths."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, value: str) -> None:
        if len(value) > self.limit:
            raise ValidationError(
                _("Der Text ist mit %(length)s Zeichen zu lang. Erlaubt sind höchstens %(limit)s."),
                code="max_length",
                params={
                    "length": number_format(len(value), use_l10n=True, force_grouping=True),
                    "limit": number_format(self.limit, use_l10n=True, force_grouping=True),
                },
            )


class SafeDateField(forms.DateField):
    """A day between 1900 and 2200; anything else is a typing error and is said to be one."""

    default_error_messages = {
        "invalid": _("Das ist kein Datum. Bitte geben Sie es so ein: 31.12.2026."),
        "year": _("Das Jahr muss zwischen %(first)s und %(last)s liegen."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(
                self.error_messages["year"], code="year", params={"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return day


class TypedDecimalField(forms.DecimalField):
    """A number as people type it, with comma or point, whichever of the two the language of the page writes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(localize=True, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and get_format("DECIMAL_SEPARATOR") == "." and "." not in value:
            value = value.replace(",", ".")
        return super().to_python(value)


class PickField(forms.ChoiceField):
    """One of a list. What is not on it is refused without repeating it, however long it is."""

    default_error_messages = {
        "required": _("Bitte wählen Sie etwas aus der Liste."),
        "invalid_choice": _("Bitte wählen Sie etwas aus der Liste."),
    }


def offer(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """Set what a field of the form offers to choose from."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


class RevisionField(forms.IntegerField):
    """Which version of a record the person had before their eyes; sent along unseen."""

    default_error_messages = {
        "required": _("Das Formular ist unvollständig. Bitte laden Sie die Seite neu."),
        "invalid": _("Das Formular ist beschädigt. Bitte laden Sie die Seite neu."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput, **kwargs)
