"""Forms of the thread: what is said when a step is done, and why somebody leaves the drawn path."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from roterfaden.common.forms import PlainTextField
from roterfaden.languages.shipped import shipped
from roterfaden.process.choices import DocumentState, ReasonCategory
from roterfaden.process.past import printed_number
from roterfaden.process.thread import Story, Visit
from roterfaden.web.cases.filing_forms import FileKindFields

MOST_MOVES = 2_000_000_000


def short_text(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class MovesField(forms.IntegerField):
    """How many moves the run had when the page was made: hidden, never typed."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        wrong = _("Das Formular war unvollständig. Bitte laden Sie die Seite neu und senden Sie noch einmal.")
        super().__init__(
            min_value=0,
            max_value=MOST_MOVES,
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
        )


class StepForm(forms.Form):
    """Complete a step or answer a question."""

    note = PlainTextField(
        label=gettext_lazy("Ergebnis in einem Satz"), required=False, max_length=4000, widget=short_text()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["moves"] = MovesField()


class MissingForm(forms.Form):
    """Why a step is done although required documents are missing. Sent together with StepForm."""

    missing_reason = PlainTextField(
        label=gettext_lazy("Warum geht es ohne diese Unterlagen weiter?"),
        max_length=1000,
        widget=short_text(1),
    )

    def __init__(self, *args: Any, titles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["missing_reason"]
        field.help_text = "; ".join(shipped(title) for title in titles)
        field.error_messages["required"] = _(
            "Bitte sagen Sie in einem Satz, warum es ohne die fehlenden Unterlagen weitergeht."
        )


class ReasonForm(forms.Form):
    """Why: a category for the review of the chain, a sentence for the file."""

    category = forms.ChoiceField(
        label=gettext_lazy("Art des Grundes"),
        choices=[("", gettext_lazy("bitte wählen")), *ReasonCategory.choices],
    )
    reason = PlainTextField(label=gettext_lazy("Grund in einem Satz"), max_length=2000, widget=short_text())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["moves"] = MovesField()


class DeviationForm(ReasonForm):
    """Leave the drawn path: which way, and why. `way` is the kind and the place: `jump:7b`, `skip:`, `end:end_s2`."""

    way = forms.ChoiceField(label=gettext_lazy("Wie soll es weitergehen?"))
    title = PlainTextField(
        label=gettext_lazy("Name des eigenen Schritts"),
        required=False,
        max_length=200,
        widget=forms.TextInput,
    )
    field_order = ("way", "title", "category", "reason")

    def __init__(self, *args: Any, story: Story, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["way"], ways_off(story, visit))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("way") == "own:" and "title" not in self.errors and not cleaned.get("title"):
            self.add_error("title", _("Bitte geben Sie dem eigenen Schritt einen Namen."))
        return cleaned


def ways_off(story: Story, visit: Visit) -> list[tuple[str, Any]]:
    """Every way off the drawn path that is possible from an open task, in groups."""
    chain, here = story.chain, visit.task.node
    step_ways = [("own:", _("eigenen Schritt einfügen"))]
    if visit.decision is None:
        step_ways.append(("skip:", _("diesen Schritt überspringen")))
    if not visit.is_own:
        step_ways.append(("repeat:", _("diesen Schritt noch einmal beginnen")))
    step_ways.append(("leave:", _("den Faden verlassen")))
    groups: list[tuple[str, list[tuple[str, str]]]] = [
        (_("Bei diesem Schritt"), step_ways),
        (_("Regel anwenden"), [(f"rule:{rule.id}", rule.title) for rule in chain.standing_rules]),
        (
            _("Weiter mit einem anderen Schritt"),
            [(f"jump:{step.id}", named(step.id, step.title)) for step in chain.steps if step.id != here],
        ),
        (
            _("Weiter mit einer Frage"),
            [(f"jump:{d.id}", d.question) for d in chain.decisions if d.id != here],
        ),
        (_("Vorzeitig beenden"), [(f"end:{end.id}", end.title) for end in chain.ends]),
    ]
    return [("", _("bitte wählen")), *((title, ways) for title, ways in groups if ways)]


def named(node: str, title: str) -> str:
    """`7b Platzierung`: the printed number, if there is one, and the title."""
    return f"{printed_number(node)} {title}".strip()


class ResumeForm(ReasonForm):
    """Take up a thread again that was left or ended."""

    to = forms.ChoiceField(label=gettext_lazy("Weiter mit"))
    field_order = ("to", "category", "reason")

    def __init__(self, *args: Any, story: Story, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chain = story.chain
        places = [(place, named(place, chain.title_of(place))) for place in chain.places()]
        choose_from(self.fields["to"], [("", _("bitte wählen")), *places])


class DocumentForm(FileKindFields):
    """What became of one document of a step."""

    revision = forms.IntegerField(required=False, min_value=0, max_value=MOST_MOVES, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=gettext_lazy("Stand"),
        choices=DocumentState.choices,
        widget=forms.RadioSelect,
        initial=DocumentState.PRESENT,
    )
    file = forms.FileField(
        label=gettext_lazy("Datei"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("PDF, Word, Excel, ODT, Text, PNG oder JPEG, höchstens 20 MB."),
    )
    reason = PlainTextField(
        label=gettext_lazy("Fehlt, weil …"),
        required=False,
        max_length=1000,
        widget=short_text(),
        help_text=gettext_lazy("Nur, wenn die Unterlage fehlt."),
    )
    field_order = ["revision", "state", "file", "file_kind", "file_from", "reason"]

    def __init__(self, *args: Any, case: Case, title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made_with = {"case": case, "title": title}
        self.offer_kinds(case, title=title)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        excused = cleaned.get("state") == DocumentState.EXCUSED
        if excused and "reason" not in self.errors and not cleaned.get("reason"):
            self.add_error("reason", _("Bitte sagen Sie in einem Satz, warum die Unterlage fehlt."))
        if excused and cleaned.get("file"):
            self.add_error("state", _("Sie laden eine Datei hoch: Dann liegt die Unterlage vor."))
        return cleaned


class SubchainForm(forms.Form):
    """Which chain to begin from a step, and by which of its starts: `M7:start_m5`."""

    entry = forms.ChoiceField(label=gettext_lazy("Maßnahme oder Teilkette"))

    def __init__(
        self, *args: Any, entries: Sequence[tuple[str, Any]], wanted: str = "", **kwargs: Any
    ) -> None:
        """`wanted` is the chain whose first start is chosen beforehand."""
        super().__init__(*args, **kwargs)
        starts = (start for _group, rows in entries for start, _title in rows)
        self.initial["entry"] = next((start for start in starts if start.startswith(f"{wanted}:")), "")
        choose_from(self.fields["entry"], [("", _("bitte wählen")), *entries])


class QuickNoteForm(forms.Form):
    """A note from the side of the thread into the journal."""

    kind = forms.ChoiceField(label=gettext_lazy("Art"), choices=ContactKind.choices, initial=ContactKind.NOTE)
    text = PlainTextField(label=gettext_lazy("Notiz"), widget=short_text(3))


def choose_from(field: forms.Field, choices: Sequence[tuple[str, Any]]) -> None:
    """Give a choice field what one may choose from."""
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{field} offers no choice")
    field.choices = choices
    field.error_messages["invalid_choice"] = _("Bitte wählen Sie etwas aus der Liste.")
