"""The forms of a service's own questionnaires."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, offer
from roterfaden.languages.shipped import shipped
from roterfaden.surveys.choices import Group, Kind
from roterfaden.surveys.models import OwnQuestionnaire
from roterfaden.surveys.own import Head
from roterfaden.surveys.reader import MOST_CONTEXT, MOST_TEXT, MOST_TITLE, Question, Questionnaire

LONG = {"rows": 3}


class HeadForm(forms.Form):
    """What stands above the questions."""

    title = PlainTextField(label=_("Titel"), max_length=MOST_TITLE)
    source = PlainTextField(
        label=_("Herkunft"), max_length=MOST_TEXT, help_text=_("Wer hat die Fragen geschrieben, wonach?")
    )
    context = PlainTextField(
        label=_("So ist das Ergebnis zu lesen"),
        max_length=MOST_CONTEXT,
        widget=forms.Textarea(attrs=LONG),
        help_text=_(
            "Steht über jedem Ergebnis. Zum Beispiel: Wer will Verschiedenes? Was war nicht zu erfüllen?"
        ),
    )
    easy_checked = forms.BooleanField(
        label=_("Menschen mit Lernschwierigkeiten haben die Leichte Sprache geprüft."), required=False
    )
    revision = RevisionField(required=False)

    def head(self) -> Head:
        """What was typed."""
        return Head(
            **{name: self.cleaned_data[name] for name in ("title", "source", "context", "easy_checked")}
        )


class BeginForm(HeadForm):
    """A new questionnaire: for whom, and with whose questions it begins."""

    organisation = PickField(label=_("Für"))
    group = PickField(label=_("Wer gefragt wird"), choices=Group.choices)
    start = PickField(label=_("Beginnen mit den Fragen von"), required=False)
    field_order = ("title", "organisation", "group", "start", "source", "context", "easy_checked")

    def __init__(
        self, *args: Any, places: Iterable[Organisation], known: Mapping[str, Questionnaire], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.code: place for place in places}
        self.known = dict(known)
        offer(self, "organisation", [(code, place.name) for code, place in self.places.items()])
        named = [(key, f"{shipped(one.title)} ({one.version})") for key, one in self.known.items()]
        offer(self, "start", [("", _("leer beginnen")), *named])

    def wanted(self) -> dict[str, Any]:
        """What the questionnaire begins with."""
        start = self.known.get(self.cleaned_data["start"])
        return {
            "organisation": self.places[self.cleaned_data["organisation"]],
            "head": self.head(),
            "group": Group(self.cleaned_data["group"]),
            "questions": start.questions if start else (),
        }


class UploadForm(forms.Form):
    """A questionnaire as a file."""

    organisation = PickField(label=_("Für"))
    file = forms.FileField(
        label=_("Datei"), help_text=_("YAML, wie man sie bei jedem Fragebogen herunterladen kann.")
    )

    def __init__(self, *args: Any, places: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.code: place for place in places}
        offer(self, "organisation", [(code, place.name) for code, place in self.places.items()])


class QuestionForm(forms.Form):
    """One question."""

    kind = PickField(label=_("Wie wird geantwortet?"), choices=Kind.choices)
    text = PlainTextField(label=_("Frage oder Satz"), max_length=MOST_TEXT, widget=forms.Textarea(attrs=LONG))
    easy = PlainTextField(
        label=_("In Leichter Sprache"),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea(attrs=LONG),
        help_text=_("Leichte Sprache gibt es erst, wenn sie bei jeder Frage steht."),
    )
    goal = forms.BooleanField(
        label=_("Die Frage zeigt, wie nah das Ziel ist."),
        required=False,
        help_text=_("Sie steht neben der Sicht der anderen Seiten."),
    )
    revision = RevisionField()

    def question(self, question_id: str) -> Question:
        """What was typed, under its id; empty for a new one."""
        data = self.cleaned_data
        text, easy = (" ".join(data[name].split()) for name in ("text", "easy"))
        return Question(question_id, Kind(data["kind"]), text, easy, data["goal"])


def head_of(own: OwnQuestionnaire) -> dict[str, Any]:
    """The record by the fields of the form."""
    names = ("title", "source", "context", "easy_checked", "revision")
    return {name: getattr(own, name) for name in names}
