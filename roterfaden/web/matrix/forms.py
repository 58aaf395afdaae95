"""The form with which a service sets its crosses."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from roterfaden.process.matrix import Cells, shipped_matrix
from roterfaden.web.cases.forms import MOST_MOVES


class MatrixForm(forms.Form):
    """One field of check boxes for each measure."""

    def __init__(self, *args: Any, cells: Cells | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        matrix = shipped_matrix()
        self.fields["revision"] = forms.IntegerField(
            min_value=0, max_value=MOST_MOVES, widget=forms.HiddenInput
        )
        choices = [(field.id, f"{field.id} {field.title}") for field in matrix.fields]
        for measure in matrix.measures:
            self.fields[measure.id] = forms.MultipleChoiceField(
                label=f"{measure.id} {measure.title}",
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=sorted(cells[measure.id]) if cells else (),
                error_messages={"invalid_choice": _("Dieses Tätigkeitsfeld gibt es nicht.")},
            )

    def cells(self) -> dict[str, list[str]]:
        """The crosses that were set, by measure."""
        return {measure.id: self.cleaned_data[measure.id] for measure in shipped_matrix().measures}

    def rows(self) -> list[dict[str, Any]]:
        """One row for each measure, with a box for each field of activity."""
        return [
            {"measure": measure, "boxes": list(self[measure.id]), "errors": self[measure.id].errors}
            for measure in shipped_matrix().measures
        ]
