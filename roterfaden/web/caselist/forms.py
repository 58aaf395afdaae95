"""The filter beside the list of cases."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Team, User
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.cases.queries import chains_in, commissioners_of
from roterfaden.common.forms import PickField, PlainTextField
from roterfaden.web.wording import chain_name

ALL = "all"
ARCHIVED = "archived"
SORTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "newest": (_("zuletzt eröffnet"), ("-opened_on", "-id")),
    "oldest": (_("am längsten offen"), ("opened_on", "id")),
    "name": (_("Name"), ("person__last_name", "person__first_name", "id")),
    "number": (_("Aktenzeichen"), ("search_number", "id")),
}


class CaseFilterForm(forms.Form):
    """Narrow and sort the list of `cases`. What is not chosen, or not on offer, does not narrow."""

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
        choices=[(key, title) for key, (title, _columns) in SORTS.items()],
    )

    def __init__(self, data: Mapping[str, Any], *, cases: QuerySet[Case]) -> None:
        super().__init__(data, auto_id="filter_%s")
        teams = Team.objects.filter(pk__in=cases.values("team_id"))
        people = User.objects.filter(pk__in=cases.values("responsible_id")).order_by(
            "last_name", "first_name"
        )
        chains = chains_in(cases).items()
        self._offer("chain", _("Alle Ketten"), [(key, chain_name(key, title)) for key, title in chains])
        self._offer("team", _("Alle Teams"), [(str(team.pk), team.name) for team in teams])
        self._offer("responsible", _("Alle"), [(user.username, str(user)) for user in people])
        self._offer("commissioner", _("Alle"), [(body.code, body.name) for body in commissioners_of(cases)])

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

    def _offer(self, name: str, everything: Any, choices: Iterable[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [("", everything), *choices]
