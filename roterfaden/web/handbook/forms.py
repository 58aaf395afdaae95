"""Forms of the handbook: one box of a chapter, and working aids of one's own."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import PickField, PlainTextField, RevisionField
from roterfaden.languages.shipped import shipped
from roterfaden.process.catalogue import chain_of
from roterfaden.process.models import ChainVersion
from roterfaden.process.past import printed_number
from roterfaden.process.spoken import spoken
from roterfaden.quality.aids import AidFacts, Upload
from roterfaden.quality.book import Chapter
from roterfaden.quality.boxes import MAX_BOX
from roterfaden.quality.choices import AidForm, BoxMode

MAX_AID_TEXT = 12_000


class BoxForm(forms.Form):
    """What a Land or a service says in one box."""

    mode = PickField(label=gettext_lazy("Wirkung"), choices=[])
    text = PlainTextField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=MAX_BOX,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "Ein Punkt je Zeile. Leer speichern nimmt die Ergänzung zurück. Keine Angaben zu Personen."
        ),
    )
    revision = RevisionField()

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        cast("forms.ChoiceField", self.fields["mode"]).choices = [
            (BoxMode.ADDS, _("ergänzt, was sonst gilt")),
            (BoxMode.REPLACES, _("ersetzt, was sonst gilt")),
        ]


class AidEditForm(forms.Form):
    """A working aid: text or file, and where it helps."""

    title = PlainTextField(label=gettext_lazy("Titel"), max_length=200)
    form = PickField(label=gettext_lazy("Art"), choices=AidForm.choices)
    organisation = PickField(label=gettext_lazy("Für welche Stelle?"))
    place = PickField(
        label=gettext_lazy("Bei welchem Schritt?"),
        required=False,
        help_text=gettext_lazy("Dort steht sie auf der Karte des Schritts."),
    )
    chapter = PickField(label=gettext_lazy("Bei welchem Kapitel?"), required=False)
    text = PlainTextField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=MAX_AID_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("Keine Angaben zu Personen. Statt Text genügt auch eine Datei."),
    )
    file = forms.FileField(label=gettext_lazy("Datei"), required=False)
    revision = RevisionField()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        organisations: Iterable[Organisation],
        versions: Iterable[ChainVersion],
        chapters: Iterable[Chapter],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        self._offer("organisation", [(one.code, one.name) for one in organisations])
        self._offer("place", [("", _("bei keinem")), *_places(versions)])
        chosen = [(chapter.key, f"{chapter.number} {shipped(chapter.title)}") for chapter in chapters]
        self._offer("chapter", [("", _("bei keinem")), *chosen])

    def said(self) -> AidFacts:
        data = self.cleaned_data
        chain, _colon, step = data["place"].partition(":")
        return AidFacts(
            title=data["title"],
            form=AidForm(data["form"]),
            text=data["text"],
            chain=chain,
            step=step,
            chapter=data["chapter"],
        )

    def upload(self) -> Upload | None:
        file = self.cleaned_data["file"]
        return Upload(file.name, file) if file else None

    def _offer(self, name: str, choices: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices


def _places(versions: Iterable[ChainVersion]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every step of every chain, grouped by chain."""
    groups = []
    for version in versions:
        chain = spoken(chain_of(version))
        steps = [
            (f"{chain.id}:{step.id}", f"{printed_number(step.id)} {step.title}".strip())
            for step in chain.steps
        ]
        groups.append((f"{chain.id} {chain.title}", steps))
    return groups
