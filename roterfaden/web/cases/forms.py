"""Forms of the thread: what is said when a step is done, and why somebody leaves the drawn path."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.cases.choices import ContactKind
from roterfaden.common.forms import PlainTextField
from roterfaden.process.choices import DocumentState, ReasonCategory
from roterfaden.process.thread import OpenTask, Story, printed_number

LONG = forms.Textarea(attrs={"rows": 3})


class StepForm(forms.Form):
    """Complete a step or answer a question."""

    moves = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    note = PlainTextField(
        label=gettext_lazy("Ergebnis in einem Satz"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    missing_reason = PlainTextField(
        label=gettext_lazy("Warum geht es ohne die fehlenden Unterlagen weiter?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, missing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not missing:
            del self.fields["missing_reason"]


class ReasonForm(forms.Form):
    """Why: a category for the review of the chain, a sentence for the file."""

    moves = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    category = forms.ChoiceField(label=gettext_lazy("Art des Grundes"), choices=ReasonCategory.choices)
    reason = PlainTextField(label=gettext_lazy("Grund in einem Satz"), max_length=2000, widget=LONG)


class DeviationForm(ReasonForm):
    """Leave the drawn path: which way, and why. `way` is the kind and the place: `jump:7b`, `skip:`, `end:end_s2`."""

    way = forms.ChoiceField(label=gettext_lazy("Wie soll es weitergehen?"))
    title = PlainTextField(
        label=gettext_lazy("Name des eigenen Schritts"), required=False, max_length=200, widget=forms.TextInput
    )
    field_order = ("way", "title", "category", "reason", "moves")

    def __init__(self, *args: Any, story: Story, open_task: OpenTask, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        way = self.fields["way"]
        assert isinstance(way, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands four lines above
        way.choices = ways_off(story, open_task)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("way") == "own:" and not cleaned.get("title"):
            self.add_error("title", _("Bitte geben Sie dem eigenen Schritt einen Namen."))
        return cleaned


def ways_off(story: Story, open_task: OpenTask) -> list[tuple[str, Any]]:
    """Every way off the drawn path from an open task, in groups."""
    chain = story.chain
    here: list[tuple[str, str]] = [("own:", _("eigenen Schritt einfügen"))]
    if open_task.decision is None:
        here.append(("skip:", _("diesen Schritt überspringen")))
    if not open_task.task.node.startswith("own:"):
        here.append(("repeat:", _("diesen Schritt noch einmal beginnen")))
    here.append(("leave:", _("den Faden verlassen")))
    rules = [(f"rule:{rule.id}", rule.title) for rule in chain.standing_rules]
    steps = [
        (f"jump:{step.id}", f"{printed_number(step.id)} {step.title}".strip())
        for step in chain.steps
        if step.id != open_task.task.node
    ]
    questions = [
        (f"jump:{decision.id}", decision.question)
        for decision in chain.decisions
        if decision.id != open_task.task.node
    ]
    ends = [(f"end:{end.id}", end.title) for end in chain.ends]
    groups: list[tuple[str, Any]] = [
        (_("Bei diesem Schritt"), here),
        (_("Regel anwenden"), rules),
        (_("Weiter mit einem anderen Schritt"), steps),
        (_("Weiter mit einer Frage"), questions),
        (_("Vorzeitig beenden"), ends),
    ]
    return [("", _("bitte wählen")), *((title, choices) for title, choices in groups if choices)]


class ResumeForm(ReasonForm):
    """Take up a thread again that was left or ended."""

    to = forms.ChoiceField(label=gettext_lazy("Weiter mit"))
    field_order = ("to", "category", "reason", "moves")

    def __init__(self, *args: Any, story: Story, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)  # noqa: S101 - as above
        to.choices = [
            (place, f"{printed_number(place)} {story.chain.title_of(place)}".strip()) for place in story.chain.places()
        ]


class DocumentForm(forms.Form):
    """What became of one document of a step."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=gettext_lazy("Stand"), choices=DocumentState.choices, widget=forms.RadioSelect, initial=DocumentState.PRESENT
    )
    file = forms.FileField(
        label=gettext_lazy("Datei"),
        required=False,
        help_text=gettext_lazy("PDF, Word, Excel, ODT, Text, PNG oder JPEG, höchstens 20 MB."),
    )
    reason = PlainTextField(
        label=gettext_lazy("Begründung, wenn die Unterlage fehlt"), required=False, max_length=1000, widget=LONG
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("state") == DocumentState.EXCUSED and not cleaned.get("reason"):
            self.add_error("reason", _("Bitte sagen Sie in einem Satz, warum die Unterlage fehlt."))
        return cleaned


class SubchainForm(forms.Form):
    """Which chain to begin from a step, and by which of its starts."""

    entry = forms.ChoiceField(label=gettext_lazy("Maßnahme oder Teilkette"))

    def __init__(self, *args: Any, entries: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entry = self.fields["entry"]
        assert isinstance(entry, forms.ChoiceField)  # noqa: S101 - as above
        entry.choices = entries


class QuickNoteForm(forms.Form):
    """A note from the side of the thread into the journal."""

    kind = forms.ChoiceField(label=gettext_lazy("Art"), choices=ContactKind.choices, initial=ContactKind.NOTE)
    text = PlainTextField(label=gettext_lazy("Notiz"), widget=LONG)
