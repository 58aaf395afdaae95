"""Fields of the editor's forms: a short line, one thing per line, an id."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from roterfaden.common.forms import PlainTextField
from roterfaden.common.yaml_fields import IDENTIFIER, MAX_IDENTIFIER
from roterfaden.process.chain_reader import MAX_LINE

MOST_LETTERS = 100_000
MOST_LINES = 200


class LineField(PlainTextField):
    """One line; runs of spaces count as one, as in a chain file."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return " ".join(value.split()) if isinstance(value, str) else value


class LinesField(PlainTextField):
    """Several texts, each on a line of its own; empty lines are left out. The value is the lines, joined."""

    def __init__(self, *, most: int = MAX_LINE, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=MOST_LETTERS, required=False, **kwargs)
        self.most = most

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        if not isinstance(value, str):
            return value
        return "\n".join(line for line in (" ".join(one.split()) for one in value.split("\n")) if line)

    def validate(self, value: Any) -> None:
        super().validate(value)
        lines = value.split("\n")
        if len(value) <= MOST_LETTERS and len(lines) > MOST_LINES:
            raise ValidationError(
                _("Das sind %(n)s Zeilen. Erlaubt sind höchstens %(most)s."),
                params={"n": len(lines), "most": MOST_LINES},
            )
        for number, line in enumerate(lines, start=1):
            if self.most < len(line) and len(value) <= MOST_LETTERS:
                raise ValidationError(
                    _(
                        "Zeile %(number)s ist mit %(length)s Zeichen zu lang. Erlaubt sind höchstens %(most)s."
                    ),
                    params={"number": number, "length": len(line), "most": self.most},
                )


class IdField(LineField):
    """An id of a chain file: letters, digits, point, dash."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MAX_IDENTIFIER, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not IDENTIFIER.fullmatch(value):
            raise ValidationError(_("Erlaubt sind Buchstaben, Ziffern, Punkt und Strich, zum Beispiel 7b."))


def lines_of(value: str) -> tuple[str, ...]:
    return tuple(line for line in value.split("\n") if line)
