"""Forms of target agreements: begin, draft, a goal in six points, a balance."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField
from roterfaden.languages.shipped import shipped
from roterfaden.steering.choices import Dimension, Indicator, Outcome
from roterfaden.steering.goals import NAMES, GoalFacts
from roterfaden.steering.kpis import Kpi
from roterfaden.web.steering.writing_forms import NumberField

NONE = [("", gettext_lazy("keine"))]


def long_text(label: Any, *, rows: int = 2, most: int = 2000, hint: Any = "", **more: Any) -> PlainTextField:
    widget = forms.Textarea(attrs={"rows": rows})
    return PlainTextField(label=label, max_length=most, required=False, widget=widget, help_text=hint, **more)


class BeginForm(forms.Form):
    """For which service and from when."""

    service = PickField(label=gettext_lazy("Dienst"))
    begins_on = SafeDateField(label=gettext_lazy("Gilt ab"))

    def __init__(self, *args: Any, services: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = {one.code: one for one in services}
        choices = [("", _("Bitte wählen")), *((code, one.name) for code, one in self.services.items())]
        cast("forms.ChoiceField", self.fields["service"]).choices = choices


class AnswerForm(forms.Form):
    """A note at a place of the chain."""

    note = long_text(gettext_lazy("Notiz"))
    moves = RevisionField()


class SideTextForm(forms.Form):
    """What one side writes."""

    text = PlainTextField(
        label=gettext_lazy("Entwurf"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 14})
    )
    revision = RevisionField()


class ReasonForm(forms.Form):
    """Why a move is taken back."""

    reason = PlainTextField(label=gettext_lazy("Grund"), max_length=1000)
    moves = RevisionField()


class GoalForm(forms.Form):
    """A goal in six points, with its indicators and its programme."""

    dimension = PickField(label=gettext_lazy("Dimension"), choices=Dimension.choices)
    title = PlainTextField(label=gettext_lazy("Ziel in einem Satz"), max_length=200)
    kpi = PickField(
        label=gettext_lazy("Kennzahl"),
        required=False,
        help_text=gettext_lazy("Ihr Wert der letzten zwölf Monate wird beim Speichern berechnet."),
    )
    state = long_text(gettext_lazy("1. Ist-Stand"), hint=gettext_lazy("Was ist heute bekannt?"))
    need = long_text(gettext_lazy("2. Was ist zu ändern?"))
    content = long_text(gettext_lazy("3. Welches Ergebnis?"))
    target = NumberField(label=gettext_lazy("4. Wie viel? Zielgröße als Zahl"), required=False)
    target_words = PlainTextField(label=gettext_lazy("oder in Worten"), max_length=200, required=False)
    unit = PlainTextField(
        label=gettext_lazy("Einheit"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Mit einer Kennzahl kommt sie von dort."),
    )
    measure = long_text(gettext_lazy("5. Woran wird gemessen?"))
    due_on = SafeDateField(label=gettext_lazy("6. Bis wann?"))
    extent_by = PickField(
        label=gettext_lazy("Indikator für das Ausmaß"), choices=[*NONE, *Indicator.choices], required=False
    )
    measure_by = PickField(
        label=gettext_lazy("Indikator für den Maßstab"), choices=[*NONE, *Indicator.choices], required=False
    )
    time_by = PickField(
        label=gettext_lazy("Indikator für die Zeit"), choices=[*NONE, *Indicator.choices], required=False
    )
    in_reach = forms.BooleanField(label=gettext_lazy("Der Dienst kann das selbst bewirken"), required=False)
    programme = long_text(gettext_lazy("Aktionsprogramm: Was wird getan?"), rows=3, most=4000)
    responsible = PlainTextField(label=gettext_lazy("Wer sorgt dafür?"), max_length=120, required=False)
    revision = RevisionField()

    def __init__(self, data: Mapping[str, Any] | None = None, *, kpis: Iterable[Kpi], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        known = list(kpis)
        self.made_with = {"kpis": known}
        choices = [("", _("keine, das Ziel lässt sich nicht berechnen"))]
        choices += [(kpi.key, f"{shipped(kpi.title)} ({shipped(kpi.unit)})") for kpi in known]
        cast("forms.ChoiceField", self.fields["kpi"]).choices = choices

    def facts(self) -> GoalFacts:
        return GoalFacts(**{name: self.cleaned_data[name] for name in NAMES})


class BalanceForm(forms.Form):
    """How a goal stands. `outcome` only in the final balance."""

    text = PlainTextField(
        label=gettext_lazy("Wie steht es?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Bei verfehlten Zielen: Woran lag es, und was wird jetzt getan?"),
    )
    value = NumberField(label=gettext_lazy("Wert"), required=False)
    outcome = PickField(label=gettext_lazy("Ergebnis"), choices=[("", "–"), *Outcome.choices])
    revision = RevisionField()

    def __init__(self, data: Mapping[str, Any] | None = None, *, final: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"final": final}
        if not final:
            del self.fields["outcome"]
