"""The forms of imports: the file, what its columns are, how to run it."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import PickField, PlainTextField, RevisionField
from roterfaden.imports.choices import Decision, YearsOfTwo
from roterfaden.imports.deciding import possible_decisions
from roterfaden.imports.fields import FieldSpec, fields_of
from roterfaden.imports.mapping import with_guessed_values
from roterfaden.imports.models import Import, Template
from roterfaden.imports.options import Options
from roterfaden.imports.uploading import letters

ENCODINGS = (
    ("", gettext_lazy("erkennen")),
    ("utf-8-sig", "UTF-8"),
    ("cp1252", gettext_lazy("Windows-1252 (älteres Excel)")),
    ("utf-16", "UTF-16"),
    ("mac-roman", "Mac Roman"),
)
SEPARATORS = (
    ("", gettext_lazy("erkennen")),
    (";", gettext_lazy("Semikolon ;")),
    (",", gettext_lazy("Komma ,")),
    ("\t", gettext_lazy("Tabulator")),
    ("|", gettext_lazy("Strich |")),
)
EMPTY = "-"
LONGEST_SAMPLE = 60


class UploadForm(forms.Form):
    """The file; how to read it is guessed, and said here only where the guess was wrong."""

    file = forms.FileField(
        label=gettext_lazy("Datei"),
        help_text=gettext_lazy(
            "CSV, Excel (.xlsx, .xls) oder OpenDocument (.ods), höchstens 20 MB und 50.000 Zeilen."
        ),
        error_messages={
            "required": gettext_lazy("Bitte wählen Sie eine Datei."),
            "empty": gettext_lazy("Die Datei ist leer."),
        },
    )
    service = PickField(label=gettext_lazy("Dienst"), required=False)
    encoding = PickField(label=gettext_lazy("Zeichensatz (CSV)"), choices=ENCODINGS, required=False)
    separator = PickField(label=gettext_lazy("Trennzeichen (CSV)"), choices=SEPARATORS, required=False)
    sheet = PlainTextField(label=gettext_lazy("Blatt (Excel)"), max_length=31, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, services: Sequence[Organisation]) -> None:
        super().__init__(data, files)
        self.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx,.xls,.ods"
        self._services = {one.code: one for one in services}
        if len(services) == 1:
            del self.fields["service"]
        else:
            cast("forms.ChoiceField", self.fields["service"]).choices = [
                (one.code, one.name) for one in services
            ]

    def service_chosen(self) -> Organisation:
        return self._services.get(self.cleaned_data.get("service", "")) or next(iter(self._services.values()))

    def reading(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in ("encoding", "separator", "sheet")}


class ColumnsForm(forms.Form):
    """Which column is which field; what stands for all rows; what the words of choice columns mean."""

    # nothing here has to be filled in on its own: no field is marked as optional
    is_filter = True

    revision = RevisionField()

    def __init__(self, data: Mapping[str, Any] | None = None, *, run: Import, options: Options) -> None:
        super().__init__(data)
        self.run, self.options = run, options
        self.specs = fields_of(run.kind)
        self.fields["revision"].initial = run.revision
        places = [("", _("keine Spalte")), *((str(n), _described(n, c)) for n, c in enumerate(run.columns))]
        for spec in self.specs:
            title = _("%s (wird gebraucht)") % spec.title if spec.needed else spec.title
            self._add(f"col_{spec.id}", title, places, str(run.mapping["columns"].get(spec.id, "")))
            if spec.for_all:
                choices = [("", _("leer lassen")), *options.labels.get(spec.id, {}).items()]
                label = _("%s, wo nichts steht") % spec.title
                self._add(f"fix_{spec.id}", label, choices, run.mapping["fixed"].get(spec.id, ""))
        self.worded = [spec for spec in self.specs if spec.kind == "choice" and self._words(spec)]
        for spec in self.worded:
            self._add_words(spec)
        if any(spec.kind == "day" for spec in self.specs):
            self._add("years", _("Jahre mit zwei Ziffern (3.4.87)"), YearsOfTwo.choices, run.mapping["years"])
        self.fields["template"] = PlainTextField(
            label=_("Als Vorlage merken unter"),
            help_text=_("Dann erkennt der Dienst die nächste Datei mit diesen Überschriften von selbst."),
            max_length=80,
            required=False,
        )

    @property
    def pairs(self) -> list[tuple[FieldSpec, Any, Any]]:
        """Field, its column, and what stands where the column is empty."""
        return [
            (spec, self[f"col_{spec.id}"], self[f"fix_{spec.id}"] if spec.for_all else None)
            for spec in self.specs
        ]

    @property
    def word_groups(self) -> list[tuple[FieldSpec, Any, list[Any]]]:
        """Choice field, the hidden number of the column whose words these are, and one field for each word."""
        return [
            (
                spec,
                self[f"from_{spec.id}"],
                [self[f"word_{spec.id}_{n}"] for n, _word in enumerate(self._words(spec))],
            )
            for spec in self.worded
        ]

    def mapping(self) -> dict[str, Any]:
        """What was said, with a guess for the words of columns that were chosen only now."""
        data = self.cleaned_data
        columns = {spec.id: int(data[f"col_{spec.id}"]) for spec in self.specs if data.get(f"col_{spec.id}")}
        fixed = {
            spec.id: data[f"fix_{spec.id}"]
            for spec in self.specs
            if spec.for_all and data.get(f"fix_{spec.id}")
        }
        values: dict[str, dict[str, str]] = {}
        for spec in self.worded:
            if str(columns.get(spec.id, "")) != data.get(f"from_{spec.id}"):
                continue
            said = ((word, data.get(f"word_{spec.id}_{n}", "")) for n, word in enumerate(self._words(spec)))
            values[spec.id] = {word: "" if option == EMPTY else option for word, option in said if option}
        told = {
            "columns": columns,
            "fixed": fixed,
            "values": values,
            "years": data.get("years") or YearsOfTwo.REFUSE,
        }
        fresh = with_guessed_values({**told, "values": {}}, self.run.kind, self.run.columns, self.options)[
            "values"
        ]
        shown = {spec.id for spec in self.worded if spec.id in values}
        return {
            **told,
            "values": {**{name: words for name, words in fresh.items() if name not in shown}, **values},
        }

    def _words(self, spec: FieldSpec) -> list[str]:
        place = self.run.mapping["columns"].get(spec.id)
        return [] if place is None else list(self.run.columns[place]["values"] or ())

    def _add_words(self, spec: FieldSpec) -> None:
        known = self.run.mapping["values"].get(spec.id, {})
        place = str(self.run.mapping["columns"][spec.id])
        self.fields[f"from_{spec.id}"] = forms.CharField(
            widget=forms.HiddenInput, required=False, max_length=4, initial=place
        )
        choices = [
            ("", _("noch nicht zugeordnet")),
            (EMPTY, _("leer lassen")),
            *self.options.labels[spec.id].items(),
        ]
        for n, word in enumerate(self._words(spec)):
            option = known.get(word)
            self._add(f"word_{spec.id}_{n}", f"„{word}“", choices, option or (EMPTY if option == "" else ""))

    def _add(self, name: str, label: str, choices: Sequence[tuple[str, Any]], initial: str) -> None:
        self.fields[name] = PickField(label=label, choices=choices, required=False, initial=initial)


def _described(place: int, column: Mapping[str, Any]) -> str:
    """`C · Geb.-Datum (03.04.1987 …)`"""
    samples = ", ".join(column["samples"])
    said = f" ({samples[:LONGEST_SAMPLE]}{' …' if len(samples) > LONGEST_SAMPLE else ''})" if samples else ""
    return f"{letters(place)} · {column['heading']}{said}"


class TemplateForm(forms.Form):
    """Read the columns as an earlier file was read."""

    template = PickField(label=gettext_lazy("Vorlage"))
    revision = RevisionField()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, run: Import, templates: Sequence[Template]
    ) -> None:
        super().__init__(data, initial={"revision": run.revision})
        self._templates = {str(one.uuid): one for one in templates}
        cast("forms.ChoiceField", self.fields["template"]).choices = [
            (k, t.name) for k, t in self._templates.items()
        ]

    def chosen(self) -> Template:
        return self._templates[self.cleaned_data["template"]]


class RunForm(forms.Form):
    """How strict to be."""

    is_filter = True

    all_or_nothing = PickField(
        label=gettext_lazy("Wenn Zeilen nicht gehen"),
        choices=[
            ("", gettext_lazy("die richtigen importieren, die anderen auslassen und auflisten")),
            ("1", gettext_lazy("alles oder nichts")),
        ],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )


class DecideAllForm(forms.Form):
    """The same for all rows that are not decided yet."""

    decision = PickField(label=gettext_lazy("Alle noch offenen"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, run: Import) -> None:
        super().__init__(data)
        choices = [(value, label) for value, label in possible_decisions(run.kind) if value != Decision.OPEN]
        cast("forms.ChoiceField", self.fields["decision"]).choices = choices
