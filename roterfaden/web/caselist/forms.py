"""The filter beside the list of cases."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.cases.queries import by_name
from roterfaden.cases.reach import Reach, chains_in_reach, commissioners_in, names_in, teams_in
from roterfaden.common.forms import PickField, PlainTextField
from roterfaden.web.wording import chain_name

ALL = "all"
ARCHIVED = "archived"
BY_NAME = "name"
SORTS = {
    "newest": (_("zuletzt eröffnet"), ("-opened_on", "-id")),
    "oldest": (_("am längsten offen"), ("opened_on", "id")),
    BY_NAME: (_("Name"), ()),
    "number": (_("Aktenzeichen"), ("search_number", "id")),
}


class CaseFilterForm(forms.Form):
    """Narrow and sort the list of the cases in reach. What is not chosen, or not on offer, does not narrow."""

    is_filter = True

    q = PlainTextField(label=_("Name, Aktenzeichen oder Wort"), required=False, max_length=200)
    state = PickField(
        required=False,
        choices=[*CaseState.choices, (ARCHIVED, _("im Archiv")), (ALL, _("alle"))],
        widget=forms.HiddenInput,
    )
    chain = PickField(label=_("Kette"), required=False)
    team = PickField(label=_("Team"), required=False)
    responsible = PickField(label=_("Zuständig"), required=False)
    commissioner = PickField(label=_("Auftraggeber"), required=False)
    sort = PickField(
        label=_("Reihenfolge"),
        required=False,
        choices=[(key, title) for key, (title, _order) in SORTS.items()],
    )

    def __init__(self, data: Mapping[str, Any], *, reach: Reach) -> None:
        super().__init__(data, auto_id="filter_%s")
        chains = chains_in_reach(reach).items()
        self._offer("chain", _("Alle Ketten"), [(key, chain_name(key, title)) for key, title in chains])
        self._offer("team", _("Alle Teams"), [(str(team.pk), team.name) for team in teams_in(reach)])
        self._offer("responsible", _("Alle"), names_in(reach))
        self._offer("commissioner", _("Alle"), [(body.code, body.name) for body in commissioners_in(reach)])

    def chosen(self, name: str) -> str:
        return str(self.cleaned_data.get(name, ""))

    @property
    def state_shown(self) -> str:
        """Open cases, unless something else is chosen; a search looks everywhere."""
        return self.chosen("state") or (ALL if self.chosen("q") else CaseState.OPEN)

    @property
    def narrows(self) -> bool:
        names = ("q", "chain", "team", "responsible", "commissioner")
        return any(self.cleaned_data.get(name) for name in names)

    def in_order(self, cases: QuerySet[Case], reach: Reach) -> QuerySet[Case]:
        """`cases` of `reach` in the order that was chosen."""
        sort = self.chosen("sort") or "newest"
        if sort != BY_NAME:
            return cases.order_by(*SORTS[sort][1])
        return by_name(cases, most_of=() if self.narrows or reach.elsewhere else reach.services)

    def _offer(self, name: str, everything: Any, choices: Iterable[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [("", everything), *choices]
