"""What is asked of the figures; which report is begun; its words; the file that somebody sent."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField
from roterfaden.languages.shipped import shipped, written_here
from roterfaden.statistics.analysis import Question
from roterfaden.statistics.choices import Compared, Way
from roterfaden.statistics.definitions import FIGURES
from roterfaden.statistics.dimensions import DIMENSIONS
from roterfaden.statistics.periods import Period
from roterfaden.statistics.statutory import ReportKind

PICTURES = (("balken", _("Balken")), ("linie", _("Linie nach Monaten")), ("fluss", _("Zu- und Abgang")))
DEFAULT_FIGURES = ["stock_start", "inflow", "outflow", "stock"]
MOST_LETTERS = 20_000
# what the figures of a relation are about, in the order in which they are offered
TOPICS = {
    "cases": _("Fälle"),
    "persons": _("Personen"),
    "orders": _("Aufträge"),
    "commissions": _("Erteilte Aufträge"),
    "runs": _("Ketten"),
    "carried": _("Durchgeführte Maßnahmen"),
    "hours": _("Tage und Stunden in Maßnahmen"),
    "jobs": _("Arbeitsverhältnisse"),
    "check_ins": _("Verbleib"),
    "levels": _("Sprache"),
    "contacts": _("Kontakte"),
    "appointments": _("Termine"),
    "visits": _("Betriebe"),
}


def figures_by_topic() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """The figures to choose from, each under what it is about."""
    return [
        (topic, [(one.id, one.title) for one in FIGURES.values() if one.relation == relation])
        for relation, topic in TOPICS.items()
    ]


class QuestionForm(forms.Form):
    """Figures, dimensions, a filter, a period and one to compare with. Sent by GET, so that it can be kept."""

    is_filter = True

    zahl = forms.MultipleChoiceField(
        label=_("Zahlen (bis zu sechs)"),
        choices=figures_by_topic(),
        widget=forms.SelectMultiple(attrs={"size": 12}),
        error_messages={
            "required": _("Bitte wählen Sie mindestens eine Zahl."),
            "invalid_choice": _("Diese Zahl gibt es nicht."),
        },
    )
    nach = PickField(label=_("Zeilen nach"), required=False)
    und = PickField(label=_("Spalten nach (mit einer Zahl)"), required=False)
    von = SafeDateField(label=_("Von"))
    bis = SafeDateField(label=_("Bis"))
    vergleich = PickField(label=_("Vergleich"), required=False, choices=Compared.choices)
    nur = PickField(label=_("Nur wo"), required=False)
    ist = PlainTextField(label=_("gleich (Wert)"), required=False, max_length=120)
    bild = PickField(label=_("Bild"), required=False, choices=PICTURES)
    stelle = PickField(label=_("Stelle"), required=False)

    def __init__(self, data: QueryDict, *, shown: Sequence[Organisation]) -> None:
        super().__init__(data, auto_id="frage_%s")
        self.query = data
        self.shown = shown
        dimensions = [(one.id, one.title) for one in DIMENSIONS.values()]
        self._offer("nach", _("alles zusammen"), dimensions)
        self._offer("und", _("nichts weiter"), dimensions)
        self._offer("nur", _("alles"), dimensions)
        self._offer("stelle", _("alle"), [(one.code, one.name) for one in shown])
        if len(shown) == 1:
            del self.fields["stelle"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("von") and data.get("bis") and data["bis"] < data["von"]:
            self.add_error("bis", _("Der Zeitraum endet vor seinem Beginn."))
        return data

    @property
    def services(self) -> list[Organisation]:
        """The chosen organisation, or all that the user may see."""
        chosen = self.cleaned_data.get("stelle")
        return [one for one in self.shown if chosen in (None, "", one.code)]

    @property
    def question(self) -> Question:
        """What a valid form asks."""
        data = self.cleaned_data
        return Question(
            figures=tuple(data["zahl"]),
            period=Period(data["von"], data["bis"]),
            by=data.get("nach", ""),
            across=data.get("und", ""),
            where={data["nur"]: data.get("ist", "")} if data.get("nur") else None,
            compared=Compared(data.get("vergleich", "")),
        )

    def _offer(self, name: str, everything: Any, choices: Iterable[tuple[Any, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [("", everything), *choices]


class SaveForm(forms.Form):
    """The name under which a question is kept."""

    name = PlainTextField(
        label=_("Unter diesem Namen merken"),
        max_length=80,
        error_messages={"required": _("Bitte geben Sie der Auswertung einen Namen.")},
    )
    shared = forms.BooleanField(label=_("auch für Kolleginnen und Kollegen"), required=False)
    asked = forms.CharField(widget=forms.HiddenInput, max_length=4000, required=False)


class BeginForm(forms.Form):
    """Which report: kind, organisation, period."""

    kind = PickField(label=_("Bericht"))
    organisation = PickField(label=_("Für"))
    first = SafeDateField(label=_("Von"))
    last = SafeDateField(label=_("Bis"))

    def __init__(
        self, data: Any = None, *, kinds: Sequence[ReportKind], places: Sequence[Organisation], today: date
    ) -> None:
        year = today.year - 1
        super().__init__(data, initial={"first": date(year, 1, 1), "last": date(year, 12, 31)})
        self._kinds, self._places = {kind.id: kind for kind in kinds}, {one.code: one for one in places}
        cast("forms.ChoiceField", self.fields["kind"]).choices = [
            (kind.id, shipped(kind.title)) for kind in kinds
        ]
        cast("forms.ChoiceField", self.fields["organisation"]).choices = [
            (one.code, one.name) for one in places
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("Der Zeitraum endet vor seinem Beginn."))
        return data

    def chosen(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "kind": self._kinds[data["kind"]],
            "organisation": self._places[data["organisation"]],
            "period": Period(data["first"], data["last"]),
        }


class TextsForm(forms.Form):
    """The parts of a report in words."""

    revision = RevisionField()

    def __init__(self, data: Any = None, *, kind: ReportKind, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"kind": kind}
        for part in kind.texts:
            self.fields[part.id] = PlainTextField(
                label=shipped(part.title),
                help_text=written_here(part.help),
                required=False,
                max_length=MOST_LETTERS,
                widget=forms.Textarea(attrs={"rows": 5}),
            )

    @property
    def texts(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class PublishForm(forms.Form):
    """How small counts are protected in what everybody may read."""

    way = PickField(label=_("Wie werden kleine Zahlen geschützt?"), choices=Way.choices)


class ReceiveForm(forms.Form):
    """The file of another body."""

    organisation = PickField(label=_("Für"))
    file = forms.FileField(
        label=_("Bericht (JSON)"),
        help_text=_("Die Datei, die der Dienst mit „JSON“ geholt hat. Sie enthält Zahlen, keine Personen."),
        error_messages={
            "required": _("Bitte wählen Sie eine Datei."),
            "empty": _("Die Datei ist leer."),
        },
    )

    def __init__(self, data: Any = None, files: Any = None, *, places: Sequence[Organisation]) -> None:
        super().__init__(data, files)
        self._places = {one.code: one for one in places}
        cast("forms.ChoiceField", self.fields["organisation"]).choices = [
            (one.code, one.name) for one in places
        ]
        self.fields["file"].widget.attrs["accept"] = ".json"

    def place(self) -> Organisation:
        return self._places[self.cleaned_data["organisation"]]
