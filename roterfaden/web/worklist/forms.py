"""The filter beside the worklist."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.choices import Need
from roterfaden.cases.models import Case
from roterfaden.cases.queries import chains_in, commissioners_of
from roterfaden.common.forms import PickField
from roterfaden.web.wording import chain_name


class FilterForm(forms.Form):
    """Narrow the list of what waits in `cases`. What is not chosen, or not on offer, does not narrow."""

    is_filter = True

    scope = forms.CharField(required=False, widget=forms.HiddenInput)
    chain = PickField(label=_("Kette"), required=False)
    commissioner = PickField(label=_("Auftraggeber"), required=False)
    need = forms.MultipleChoiceField(
        label=_("Was ist nötig"),
        required=False,
        choices=Need.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Mapping[str, Any], *, cases: QuerySet[Case]) -> None:
        super().__init__(data, auto_id="filter_%s")
        chains = [(key, chain_name(key, title)) for key, title in chains_in(cases).items()]
        bodies = [(body.code, body.name) for body in commissioners_of(cases)]
        self._offer("chain", [("", _("Alle Ketten")), *chains])
        self._offer("commissioner", [("", _("Alle")), *bodies])

    def chosen(self, name: str) -> str:
        return str(self.cleaned_data.get(name, ""))

    @property
    def needs(self) -> list[str]:
        """The chosen needs; all of them if none is chosen."""
        return self.cleaned_data.get("need") or list(Need.values)

    @property
    def narrows(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("chain", "commissioner", "need"))

    def count(self, counts: Counter[Need]) -> None:
        """Say beside each need how often it waits; needs that do not occur are left out unless they are chosen."""
        chosen = self.cleaned_data.get("need", [])
        shown = [need for need in Need if counts[need] or need in chosen]
        self._offer("need", [(need.value, f"{need.label} ({counts[need]})") for need in shown])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices
