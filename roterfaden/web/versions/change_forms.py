"""One change of an adaptation as a form: first what and where, then the words. What is there is chosen, not typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.common.forms import PickField, PlainTextField, RevisionField, offer
from roterfaden.languages.shipped import shipped
from roterfaden.process.chain_reader import MAX_DOCUMENT, MAX_LABEL, MAX_LINE, MAX_PARAGRAPH, MAX_TITLE
from roterfaden.process.deadline_fields import MOST
from roterfaden.process.engine.definition import Chain, Decision, Step
from roterfaden.process.past import printed_number
from roterfaden.process.reckoning.terms import Unit

Place = Step | Decision | None
DIRECTIONS = (("in", gettext_lazy("kommt herein")), ("out", gettext_lazy("geht hinaus")))
UNITS: tuple[tuple[str, str | Promise], ...] = (
    (Unit.DAYS.value, gettext_lazy("Tage")),
    (Unit.WORKING_DAYS.value, gettext_lazy("Werktage")),
    (Unit.WEEKS.value, gettext_lazy("Wochen")),
    (Unit.MONTHS.value, gettext_lazy("Monate")),
    (Unit.YEARS.value, gettext_lazy("Jahre")),
)
ANCHORS = (("self", gettext_lazy("ab Beginn des Schritts")), ("start", gettext_lazy("ab Beginn der Kette")))


@dataclass(frozen=True)
class Kind:
    """A sort of change: its words, whether it has a place (of steps alone), and the fields its form asks for."""

    label: str | Promise
    fields: tuple[str, ...]
    place: str = "at"
    steps_only: bool = False


KINDS: dict[str, Kind] = {
    "add_hint": Kind(gettext_lazy("Hinweis ergänzen"), ("text",)),
    "replace_hint": Kind(gettext_lazy("Hinweis ersetzen"), ("old", "new")),
    "remove_hint": Kind(gettext_lazy("Hinweis weglassen"), ("old",)),
    "add_guidance": Kind(gettext_lazy("Grundlage ergänzen"), ("text",)),
    "replace_guidance": Kind(gettext_lazy("Grundlage ersetzen"), ("old", "new")),
    "remove_guidance": Kind(gettext_lazy("Grundlage weglassen"), ("old",)),
    "add_step": Kind(
        gettext_lazy("Schritt danach einfügen"), ("title", "responsible", "hint"), "after", True
    ),
    "skip_step": Kind(gettext_lazy("Schritt auslassen"), (), steps_only=True),
    "set_deadline": Kind(
        gettext_lazy("Frist setzen oder ändern"), ("amount", "unit", "of", "note"), steps_only=True
    ),
    "remove_deadline": Kind(gettext_lazy("Frist streichen"), (), steps_only=True),
    "add_document": Kind(
        gettext_lazy("Unterlage ergänzen"), ("document", "direction", "required"), steps_only=True
    ),
    "change_document": Kind(
        gettext_lazy("Unterlage: Pflicht ändern"), ("known", "required"), steps_only=True
    ),
    "remove_document": Kind(gettext_lazy("Unterlage weglassen"), ("known",), steps_only=True),
    "retitle": Kind(gettext_lazy("Anders nennen"), ("title",)),
    "assign": Kind(gettext_lazy("Zuständigkeit ändern"), ("responsible",)),
    "say": Kind(gettext_lazy("Amt oder Wort überall anders nennen"), ("instead_of", "word"), ""),
    "call": Kind(gettext_lazy("Rolle anders bezeichnen"), ("role", "label"), ""),
    "rename_chain": Kind(gettext_lazy("Kette anders nennen"), ("title",), ""),
    "retell": Kind(gettext_lazy("Zusammenfassung der Kette ändern"), ("summary",), ""),
}


class PickForm(forms.Form):
    """What is to change, and where. Sent by GET: nothing is written yet."""

    is_filter = True

    tun = PickField(label=gettext_lazy("Was soll sich ändern?"))
    an = PickField(label=gettext_lazy("Wo?"), help_text=gettext_lazy("Für die ganze Kette ohne Bedeutung."))

    def __init__(self, data: Mapping[str, Any] | None = None, *, chain: Chain) -> None:
        super().__init__(data)
        offer(self, "tun", [(key, kind.label) for key, kind in KINDS.items()])
        nodes = [*(step.id for step in chain.steps), *(asked.id for asked in chain.decisions)]
        offer(self, "an", [(node, title_of(chain, node)) for node in nodes])


class ChangeForm(forms.Form):
    """The words of one change of `kind` at `place`."""

    text = PlainTextField(label=gettext_lazy("Neue Zeile"), max_length=MAX_LINE)
    old = PickField(label=gettext_lazy("Diese Zeile"))
    new = PlainTextField(label=gettext_lazy("Lautet künftig"), max_length=MAX_LINE)
    title = PlainTextField(label=gettext_lazy("Name"), max_length=MAX_TITLE)
    summary = PlainTextField(
        label=gettext_lazy("Zusammenfassung"),
        max_length=MAX_PARAGRAPH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    responsible = forms.MultipleChoiceField(
        label=gettext_lazy("Wer ist zuständig?"), widget=forms.CheckboxSelectMultiple
    )
    hint = PlainTextField(label=gettext_lazy("Hinweis"), max_length=MAX_LINE, required=False)
    amount = forms.IntegerField(label=gettext_lazy("Dauer"), min_value=0, max_value=MOST[Unit.DAYS])
    unit = PickField(label=gettext_lazy("Einheit"), choices=UNITS)
    of = PickField(label=gettext_lazy("Gezählt"), choices=ANCHORS)
    note = PlainTextField(label=gettext_lazy("Woher kommt die Frist?"), max_length=MAX_LINE, required=False)
    document = PlainTextField(label=gettext_lazy("Unterlage"), max_length=MAX_DOCUMENT)
    known = PickField(label=gettext_lazy("Unterlage"))
    direction = PickField(label=gettext_lazy("Richtung"), choices=DIRECTIONS)
    required = forms.BooleanField(label=gettext_lazy("Pflicht"), required=False)
    instead_of = PlainTextField(label=gettext_lazy("Wort in der Grundlage"), max_length=MAX_LABEL)
    word = PlainTextField(label=gettext_lazy("Heißt bei uns"), max_length=MAX_LABEL)
    role = PickField(label=gettext_lazy("Rolle"))
    label = PlainTextField(label=gettext_lazy("Bezeichnung"), max_length=MAX_LINE)
    revision = RevisionField()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, do: str, place: Place, chain: Chain, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.do, self.place, self.chain = do, place, chain
        for name in list(self.fields):
            if name not in (*KINDS[do].fields, "revision"):
                del self.fields[name]
        for name, choices in self._choices().items():
            if name in self.fields:
                offer(self, name, choices)

    def _choices(self) -> dict[str, list[tuple[str, Any]]]:
        lines = getattr(self.place, "guidance" if self.do.endswith("guidance") else "hints", ())
        documents = getattr(self.place, "documents", ())
        roles = list(self.chain.roles.items())
        return {
            "old": [(line, line) for line in lines],
            "known": [(one.title, shipped(one.title)) for one in documents],
            "role": [(code, f"{code}: {label}") for code, label in roles],
            "responsible": roles,
        }

    def change(self) -> dict[str, Any]:
        """The change as an adaptation holds it."""
        kind, said = KINDS[self.do], self.cleaned_data
        where = {kind.place: self.place.id} if kind.place and self.place is not None else {}
        write = WRITING.get(self.do)
        values = write(said, self.chain) if write else {name: said[name] for name in kind.fields}
        return {"do": self.do, **where, **values}


def _line(said: Mapping[str, Any], _chain: Chain) -> dict[str, Any]:
    return {"text": said["old"]}


def _deadline(said: Mapping[str, Any], _chain: Chain) -> dict[str, Any]:
    note = {"note": said["note"]} if said["note"] else {}
    return {said["unit"]: said["amount"], "of": said["of"]} | note


def _step(said: Mapping[str, Any], chain: Chain) -> dict[str, Any]:
    number = 1
    while f"e{number}" in chain.nodes:
        number += 1
    hints = {"hints": [said["hint"]]} if said["hint"] else {}
    step = {"id": f"e{number}", "title": said["title"], "responsible": list(said["responsible"])}
    return {"step": step | hints}


WRITING: dict[str, Callable[[Mapping[str, Any], Chain], dict[str, Any]]] = {
    "remove_hint": _line,
    "remove_guidance": _line,
    "set_deadline": _deadline,
    "add_step": _step,
    "add_document": lambda said, _chain: {
        "title": said["document"],
        "direction": said["direction"],
        "required": said["required"],
    },
    "change_document": lambda said, _chain: {"title": said["known"], "required": said["required"]},
    "remove_document": lambda said, _chain: {"title": said["known"]},
    "assign": lambda said, _chain: {"responsible": list(said["responsible"])},
}


def title_of(chain: Chain, node: str) -> str:
    """A place in words: with the number that is printed, or as a question."""
    return f"{printed_number(node)} {shipped(chain.title_of(node))}".strip() if node in chain.nodes else node


def in_words(change: Mapping[str, Any], chain: Chain, before: Chain) -> str:
    """A change as one line: where, what, with which words. `before` knows the steps that `chain` leaves out."""
    kind = KINDS.get(str(change["do"]))
    node = str(change.get("at") or change.get("after") or "").partition("=")[0]
    step = change.get("step")
    said = [
        str(change[name])
        for name in ("old", "text", "title", "role", "instead_of", "summary")
        if name in change
    ]
    said += [str(change[name]) for name in ("new", "new_title", "label", "word") if name in change]
    said += [f"{change[unit]} {label}" for unit, label in UNITS if unit in change]
    said += [str(step["title"])] if isinstance(step, Mapping) else []
    said += [", ".join(change["responsible"])] if "responsible" in change else []
    said += [_("Pflicht") if change["required"] else _("wenn nötig")] if "required" in change else []
    words = " → ".join(said)
    where = f"{title_of(chain if node in chain.nodes else before, node)}: " if node else ""
    return f"{where}{kind.label if kind else change['do']}{f' „{words}“' if words else ''}"
