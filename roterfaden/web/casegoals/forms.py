"""Forms of a person's goals: the goal with its scale, how a party sees it, what became of it."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField
from roterfaden.languages.shipped import shipped, shipped_pairs
from roterfaden.steering.case_goals import LEVELS, GoalWords, goal_catalogue
from roterfaden.steering.choices import Outcome, Party

MOST_LEVEL = 300


class GoalForm(forms.Form):
    """A goal in the words of the person, and what the five levels look like."""

    text = PlainTextField(
        label=gettext_lazy("Was möchte die Person erreichen?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("In ihren eigenen Worten."),
    )
    topic = PickField(label=gettext_lazy("Worum geht es?"), required=False)
    due_on = SafeDateField(label=gettext_lazy("Bis wann?"), required=False)
    reason = PlainTextField(
        label=gettext_lazy("Warum ändert sich das Ziel?"),
        max_length=1000,
        help_text=gettext_lazy("Das bisherige Ziel bleibt lesbar."),
    )
    revision = RevisionField()

    def __init__(self, *args: Any, moving: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made_with = {"moving": moving}
        catalogue = goal_catalogue()
        topics = [("", _("etwas anderes")), *shipped_pairs(catalogue.topics.items())]
        cast("forms.ChoiceField", self.fields["topic"]).choices = topics
        for place, level in enumerate(LEVELS):
            self.fields[f"level_{place}"] = PlainTextField(
                label=f"{level:+d} {catalogue.levels[level]}" if level else f"0 {catalogue.levels[0]}",
                max_length=MOST_LEVEL,
                required=level == 0,
            )
        if not moving:
            del self.fields["reason"]
        order = ["text", "topic", *(f"level_{place}" for place in range(len(LEVELS)))]
        self.order_fields([*order, "due_on", "reason", "revision"])

    def words(self) -> GoalWords:
        data = self.cleaned_data
        levels = [data[f"level_{place}"] for place in range(len(LEVELS))]
        return GoalWords(text=data["text"], levels=levels, topic=data["topic"], due_on=data["due_on"])


class ViewForm(forms.Form):
    """How one party sees the goal today."""

    party = PickField(label=gettext_lazy("Wer sieht es so?"), choices=Party.choices)
    level = PickField(label=gettext_lazy("Wo steht es?"), widget=forms.RadioSelect)
    seen_on = SafeDateField(label=gettext_lazy("Gesagt am"))
    note = PlainTextField(
        label=gettext_lazy("In einem Satz"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, levels: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = goal_catalogue().levels
        choices = [
            (
                str(level),
                f"{level:+d} {said or shipped(names[level])}" if level else f"0 {said or shipped(names[0])}",
            )
            for level, said in zip(LEVELS, levels, strict=True)
        ]
        cast("forms.ChoiceField", self.fields["level"]).choices = choices


class EndForm(forms.Form):
    """What became of the goal."""

    outcome = PickField(label=gettext_lazy("Ergebnis"), choices=Outcome.choices, widget=forms.RadioSelect)
    ending = PlainTextField(
        label=gettext_lazy("Was wurde daraus?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Nötig, außer das Ziel ist erreicht."),
    )
    revision = RevisionField()
