"""The common part of the editor's forms: fields made from a part of the chain, rows, and the part made from them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.common.forms import PickField
from roterfaden.process.editing import GROUPS, item_of
from roterfaden.process.engine.definition import Chain
from roterfaden.process.part_editing import digest_of
from roterfaden.web.editor.fields import IdField
from roterfaden.web.editor.known import Choices, Known

BLANK_ROWS, MOST_ROWS = 2, 60
NOTHING: Choices = [("", "–")]


@dataclass(frozen=True)
class Block:
    """Some fields under a heading, or rows of fields; `folded` ones are opened by those who need them."""

    title: str
    fields: list[BoundField] = field(default_factory=list)
    rows: list[list[BoundField]] = field(default_factory=list)
    name: str = ""
    hint: str = ""
    folded: bool = False

    @property
    def is_open(self) -> bool:
        """What is wrong is never folded away."""
        return not self.folded or any(bound.errors for bound in self.fields)


class PartForm(forms.Form):
    """One part of a chain. Subclasses add their fields in `build` and make the part in `said`."""

    # the attribute of the chain file at which a fault stands, where the field is called otherwise
    told_at: ClassVar[Mapping[str, str]] = {}
    has_id: ClassVar[bool] = True
    # most fields may stay empty: no mark at each of them
    is_filter: ClassVar[bool] = True

    seen = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, known: Known, item: Any = None) -> None:
        super().__init__(data)
        self.known, self.item = known, item
        self.blocks: list[Block] = []
        self.fields["seen"].initial = digest_of(item)
        self.build()
        if self.has_id and item is not None:
            self.add(
                "id",
                IdField(
                    label=_("Kennung"),
                    help_text=_(
                        "Laufende Fälle finden ihren Schritt an der Kennung wieder. "
                        "Ändern Sie sie nur, wenn der Schritt ein anderer wird."
                    ),
                ),
                item.id,
            )
            self.block(_("Kennung"), "id", folded=True)

    def build(self) -> None:
        raise NotImplementedError

    def said(self) -> Any:
        """The part as it was typed; only of a valid form."""
        raise NotImplementedError

    def write(self, chain: Chain) -> Chain:
        """The chain with what was typed besides the part itself. For most parts: nothing."""
        return chain

    def add(self, name: str, made: forms.Field, initial: Any = None) -> str:
        made.initial = initial
        self.fields[name] = made
        return name

    def block(self, title: str, *names: str, folded: bool = False, hint: str = "") -> None:
        """Show these fields together."""
        self.blocks.append(Block(title, [self[name] for name in names], folded=folded, hint=hint))

    def add_rows(
        self,
        name: str,
        title: str,
        items: Sequence[Any],
        make: Callable[[Any], Iterable[tuple[str, forms.Field, Any]]],
        *,
        hint: str = "",
    ) -> None:
        """Rows of fields: those that are there, and empty ones for more. What is left empty does not count."""
        count = len(items) + BLANK_ROWS if not self.is_bound else self._rows_sent(name)
        rows: list[list[str]] = []
        for number in range(count):
            item = items[number] if number < len(items) else None
            rows.append(
                [self.add(f"{name}-{number}-{key}", made, initial) for key, made, initial in make(item)]
            )
        bound = [[self[field_name] for field_name in row] for row in rows]
        self.blocks.append(Block(title, rows=bound, name=name, hint=hint))

    def rows_typed(self, name: str) -> list[dict[str, Any]]:
        """What was typed in the rows, in the order of the page; empty rows too."""
        found: dict[int, dict[str, Any]] = {}
        for field_name, value in self.cleaned_data.items():
            if match := re.fullmatch(rf"{name}-(\d+)-(\w+)", field_name):
                found.setdefault(int(match[1]), {})[match[2]] = value
        return [found[number] for number in sorted(found)]

    def row_values(self, name: str) -> list[dict[str, Any]]:
        """The rows of a valid form; "nach oben" of a row moves it before its neighbour."""
        values = self.rows_typed(name)
        up = str(self.data.get("up", "")).removeprefix(f"{name}-")
        if up.isascii() and up.isdigit() and len(up) < 4 and 0 < int(up) < len(values):  # noqa: PLR2004
            at = int(up)
            values[at - 1], values[at] = values[at], values[at - 1]
        return values

    def _rows_sent(self, name: str) -> int:
        numbers = [
            int(match[1]) for key in self.data if (match := re.match(rf"{name}-(\d{{1,4}})-", key, re.ASCII))
        ]
        return min(max(numbers, default=-1) + 1, MOST_ROWS)

    def clean_id(self) -> str:
        wanted = str(self.cleaned_data["id"])
        groups = [group for group in GROUPS if group != "paths"]
        if wanted != self.item.id and any(item_of(self.known.chain, group, wanted) for group in groups):
            raise forms.ValidationError(_("Diese Kennung gibt es in der Kette schon."))
        return wanted

    def tell(self, faults: Iterable[tuple[str, str]]) -> None:
        """Show what no chain file can hold at the field where it was typed: pairs of attribute and sentence."""
        for attribute, sentence in faults:
            name = self.told_at.get(attribute, attribute)
            self.add_error(name if name in self.fields else None, sentence)

    def stored_texts(self) -> dict[str, str]:
        """Every visible field of the part as it is stored, in words."""
        return {bound.name: worded(bound, bound.field.initial) for bound in self.visible_fields()}

    def typed_texts(self) -> dict[str, str]:
        return {
            bound.name: worded(bound, self.cleaned_data.get(bound.name)) for bound in self.visible_fields()
        }


def worded(bound: BoundField, value: Any) -> str:
    """A value as people read it: the words of a choice, "ja", lines."""
    if isinstance(value, bool):
        return _("ja") if value else ""
    if value in (None, "", [], ()):
        return ""
    if isinstance(bound.field, forms.ChoiceField):
        labels = {
            str(key): str(label) for key, label in cast("Iterable[tuple[Any, Any]]", bound.field.choices)
        }
        values = value if isinstance(value, (list, tuple)) else [value]
        return ", ".join(labels.get(str(one), str(one)) for one in values)
    return str(value)


def pick(label: str, choices: Choices, *, required: bool = True, hint: str = "") -> PickField:
    """A choice out of a list that this chain makes."""
    return PickField(label=label, choices=choices, required=required, help_text=hint)


class PicksField(forms.MultipleChoiceField):
    """Several of a list. What is not on it is refused without repeating it."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("Bitte wählen Sie aus der Liste."),
        "invalid_list": gettext_lazy("Bitte wählen Sie aus der Liste."),
    }

    def __init__(self, *, label: str, choices: Choices, hint: str = "") -> None:
        super().__init__(
            label=label, choices=choices, required=False, help_text=hint, widget=forms.CheckboxSelectMultiple
        )
