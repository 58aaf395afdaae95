"""Forms of a triage: the way to act, the assessment of potential, the check for a sanction."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.languages.shipped import shipped
from roterfaden.triage.choices import Finding, ReviewOutcome
from roterfaden.triage.deciding import MAX_REASON
from roterfaden.triage.guide import AssessmentForm, Way
from roterfaden.triage.sanction_rules import Point, SanctionRules

MAX_NOTE = 1000
NOTE = forms.Textarea(attrs={"rows": 2})


class WayForm(forms.Form):
    """How the office acts about an offer, and why."""

    way = PickField(label=gettext_lazy("Wie die Stelle handelt"), widget=forms.RadioSelect)
    reason = PlainTextField(
        label=gettext_lazy("Begründung"), max_length=MAX_REASON, widget=forms.Textarea(attrs={"rows": 4})
    )
    seen = RevisionField(required=False)

    def __init__(self, data: Any = None, *, ways: Iterable[Way], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        words = _("%(act)s: %(text)s (Massnahme %(source)s)")
        offer(
            self,
            "way",
            [
                (one.id, words % {"act": shipped(one.act.title), "text": one.text, "source": one.source})
                for one in ways
            ],
        )


class PotentialForm(forms.Form):
    """The result of an assessment of potential, area by area."""

    kind = PickField(label=gettext_lazy("Art der Abklärung"))
    done_on = SafeDateField(label=gettext_lazy("Abgeklärt am"))
    body = PlainTextField(label=gettext_lazy("Wer abgeklärt hat"), max_length=200)
    result = PickField(label=gettext_lazy("Was die Abklärung ergibt"), widget=forms.RadioSelect)
    summary = PlainTextField(
        label=gettext_lazy("Zusammenfassung"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data: Any = None, *, shape: AssessmentForm, health: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offer(self, "kind", [("", _("Bitte wählen")), *shape.kinds.items()])
        offer(self, "result", [(one.id, one.title) for one in shape.results])
        self.areas = [one for one in shape.areas if health or not one.health]
        for area in self.areas:
            self.fields[f"level_{area.id}"] = PickField(
                label=area.title, choices=list(shape.levels.items()), initial="unknown"
            )
            self.fields[f"note_{area.id}"] = PlainTextField(
                label=_("Bemerkung"), max_length=MAX_NOTE, required=False
            )

    def rows(self) -> Iterator[tuple[BoundField, BoundField]]:
        """Level and remark of each area."""
        for area in self.areas:
            yield self[f"level_{area.id}"], self[f"note_{area.id}"]

    def said(self) -> dict[str, dict[str, str]]:
        data = self.cleaned_data
        return {
            one.id: {"level": data[f"level_{one.id}"], "note": data[f"note_{one.id}"]} for one in self.areas
        }


class OccasionForm(forms.Form):
    """What was refused, and when."""

    occasion = PlainTextField(
        label=gettext_lazy("Was wurde verweigert?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Das Angebot, die Auflage und was geschehen ist."),
    )
    happened_on = SafeDateField(label=gettext_lazy("Am"))


class FindingsForm(forms.Form):
    """Point by point: what excuses, what must be so, and what the person says."""

    heard_on = SafeDateField(label=gettext_lazy("Angehört am"), required=False)
    hearing = PlainTextField(
        label=gettext_lazy("Was die Person dazu sagt"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    revision = RevisionField()

    def __init__(self, data: Any = None, *, rules: SanctionRules, health: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"rules": rules, "health": health}
        self.excuses = [one for one in rules.excuses if health or not one.health]
        self.preconditions = list(rules.preconditions)
        for point in (*self.excuses, *self.preconditions):
            self.fields[f"finding_{point.id}"] = PickField(
                label=f"{point.title}?", choices=Finding.choices, required=False
            )
            self.fields[f"note_{point.id}"] = PlainTextField(
                label=_("Woran sieht man das?"), max_length=MAX_NOTE, required=False
            )

    def rows(self, points: Iterable[Point]) -> Iterator[tuple[BoundField, BoundField]]:
        for point in points:
            yield self[f"finding_{point.id}"], self[f"note_{point.id}"]

    def excusing(self) -> Iterator[tuple[BoundField, BoundField]]:
        return self.rows(self.excuses)

    def required_points(self) -> Iterator[tuple[BoundField, BoundField]]:
        return self.rows(self.preconditions)

    def said(self) -> dict[str, dict[str, str]]:
        data = self.cleaned_data
        points = (*self.excuses, *self.preconditions)
        return {
            one.id: {"finding": data[f"finding_{one.id}"], "note": data[f"note_{one.id}"]} for one in points
        }


class SanctionForm(forms.Form):
    """The decision about a sanction."""

    outcome = PickField(
        label=gettext_lazy("Entscheidung"), choices=ReviewOutcome.choices, widget=forms.RadioSelect
    )
    percent = forms.IntegerField(
        label=gettext_lazy("Kürzung des Grundbedarfs (Prozent)"), min_value=0, max_value=100, required=False
    )
    months = forms.IntegerField(
        label=gettext_lazy("Dauer (Monate)"), min_value=0, max_value=99, required=False
    )
    starts_on = SafeDateField(label=gettext_lazy("Ab"), required=False)
    reason = PlainTextField(
        label=gettext_lazy("Begründung"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    revision = RevisionField()
