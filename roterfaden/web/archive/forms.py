"""The forms around the end of a case."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.archive.choices import RestrictionGround
from roterfaden.cases.choices import CaseResult
from roterfaden.cases.models import Case
from roterfaden.cases.result_codes import result_code, results_for
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.languages.shipped import shipped
from roterfaden.web.casefile.forms import CHOOSE

TWO_ROWS = {"rows": 2}
SWISS_GROUNDS = (RestrictionGround.SWISS,)


def result_choices(case: Case, *, on: date) -> list[tuple[Any, Any]]:
    """The results on offer in the region of the service, under their headings; what fits the orders comes first."""
    kinds = case.mandates.values_list("kind", flat=True)
    groups = results_for(case.service.region, on=on, kinds=list(kinds))
    return [
        ("", CHOOSE),
        *((shipped(group.title), [(c.id, shipped(c.title)) for c in group.codes]) for group in groups),
    ]


class ResultFields(forms.Form):
    """How the case came out, as a code of the catalogue."""

    revision = RevisionField()
    result = PickField(label=_("Ergebnis"))

    def coded(self) -> dict[str, Any]:
        """The code, and what it counts as in the statistics."""
        code = result_code(self.cleaned_data["result"])
        return (
            {"code": code.id, "result": code.counts_as} if code else {"code": "", "result": CaseResult.OTHER}
        )


class CloseForm(ResultFields):
    """End a case with a result; with something open, say why."""

    closed_on = SafeDateField(label=_("Abgeschlossen am"))
    reason = PlainTextField(
        label=_("Wie kam es zu diesem Ergebnis?"),
        help_text=_("Ein Satz genügt. Er steht später im Verlauf des Falls."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    gaps_reason = PlainTextField(
        label=_("Warum wird abgeschlossen, obwohl noch etwas offen ist?"),
        help_text=_("Ein Faden, der noch läuft, wird mit diesem Satz verlassen."),
        max_length=2000,
        error_messages={"required": _("Bitte sagen Sie in einem Satz, warum trotzdem abgeschlossen wird.")},
        widget=forms.Textarea(attrs=TWO_ROWS),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, case: Case, on: date, gaps: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"case": case, "on": on, "gaps": gaps}
        offer(self, "result", result_choices(case, on=on))
        if not gaps:
            del self.fields["gaps_reason"]


class CorrectResultForm(ResultFields):
    """Put another result in the place of the first."""

    reason = PlainTextField(
        label=_("Warum wird berichtigt?"),
        help_text=_("Das frühere Ergebnis bleibt im Verlauf."),
        max_length=2000,
        widget=forms.Textarea(attrs=TWO_ROWS),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, case: Case, on: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"case": case, "on": on}
        offer(self, "result", result_choices(case, on=on))


class RestrictForm(forms.Form):
    """Why a case is only kept from now on."""

    revision = RevisionField()
    ground = PickField(label=_("Grund"))
    reason = PlainTextField(label=_("Begründung"), max_length=2000, widget=forms.Textarea(attrs=TWO_ROWS))

    def __init__(self, data: Mapping[str, Any] | None = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"case": case}
        swiss = case.service.region.startswith("CH")
        grounds = [g for g in RestrictionGround if (g in SWISS_GROUNDS) == swiss]
        offer(self, "ground", [("", CHOOSE), *((ground.value, ground.label) for ground in grounds)])


class ReasonForm(forms.Form):
    """A sentence why."""

    revision = RevisionField()
    reason = PlainTextField(label=_("Begründung"), max_length=2000, widget=forms.Textarea(attrs=TWO_ROWS))


class KeepForm(ReasonForm):
    """Keep a case longer."""

    until = SafeDateField(label=_("Aufbewahren bis"))
    field_order = ["until", "reason", "revision"]


class RevisionForm(forms.Form):
    """Only which version of the record the person saw."""

    revision = RevisionField()
