"""The fields that a service asks beyond the shipped form: add a section or a field, word it anew, ask it no more."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation
from roterfaden.accounts.queries import organisations_of
from roterfaden.common.forms import PickField, PlainTextField, RevisionField
from roterfaden.common.revisions import Conflict
from roterfaden.languages.shipped import shipped
from roterfaden.people import overlays
from roterfaden.people.form import Form, Item
from roterfaden.people.overlays import OverlayRefused
from roterfaden.web.guards import reading_view, user_of, writing_view

KEEPERS = (Role.TEAM_LEAD, Role.COORDINATOR, Role.QUALITY_OFFICER)
HERE = "anamnesis:own_fields_of"
TYPES = (
    ("text", gettext_lazy("kurzer Text")),
    ("long_text", gettext_lazy("langer Text")),
    ("choice", gettext_lazy("Auswahl")),
    ("yes_no", gettext_lazy("ja oder nein")),
    ("date", gettext_lazy("Tag")),
    ("period", gettext_lazy("Zeitraum")),
    ("integer", gettext_lazy("Zahl")),
    ("contact", gettext_lazy("Person mit Telefon und E-Mail")),
)
Answer = HttpResponse | None


class SectionFields(forms.Form):
    """A section of the service's own."""

    title = PlainTextField(label=gettext_lazy("Name des Abschnitts"), max_length=120)
    entry = PlainTextField(
        label=gettext_lazy("Wie heißt ein Eintrag, wenn er sich wiederholt?"),
        help_text=gettext_lazy("Leer lassen, wenn es ihn nur einmal gibt. Zum Beispiel: Führerschein"),
        max_length=120,
        required=False,
    )
    revision = RevisionField()


class WordsFields(forms.Form):
    """What may be changed about a field at any time."""

    label = PlainTextField(label=gettext_lazy("Bezeichnung"), max_length=120)
    hint = PlainTextField(label=gettext_lazy("Hinweis zum Ausfüllen"), max_length=120, required=False)
    choices = PlainTextField(
        label=gettext_lazy("Antworten zur Auswahl"),
        help_text=gettext_lazy("Eine je Zeile; nur bei der Art „Auswahl“."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    revision = RevisionField()

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        lines = [line.strip() for line in data["choices"].splitlines() if line.strip()]
        return {"label": data["label"], "hint": data["hint"], "choices": lines}


class ItemFields(WordsFields):
    """A field of the service's own."""

    field_order = ("section", "label", "type", "choices", "hint", "repeatable", "special", "revision")
    section = PickField(label=gettext_lazy("Abschnitt"))
    type = PickField(label=gettext_lazy("Art"), choices=TYPES)
    repeatable = forms.BooleanField(label=gettext_lazy("Mehrere Angaben möglich"), required=False)
    special = forms.BooleanField(
        label=gettext_lazy("Gehört in die Gesundheitsakte"),
        help_text=gettext_lazy("Das lässt sich später nicht mehr ändern."),
        required=False,
    )

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = [(section.id, shipped(section.title)) for section in form.sections]
        self.fields["section"].choices = sections  # type: ignore[attr-defined]


class ChangeFields(WordsFields):
    """Word a field anew, or ask it no more."""

    retired = forms.BooleanField(
        label=gettext_lazy("Nicht mehr fragen"),
        help_text=gettext_lazy("Was schon festgehalten ist, bleibt in den Akten."),
        required=False,
    )


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The services whose form the user looks after; a single one is opened at once."""
    services = list(_services(request).order_by("name"))
    if not services:
        raise PermissionDenied
    if len(services) == 1:
        return redirect(HERE, service=services[0].code)
    return render(request, "anamnesis/own_fields_index.html", {"services": services})


@writing_view("GET", "POST")
def of_service(request: HttpRequest, service: str) -> HttpResponse:
    """What the service asks itself, and two forms to ask more."""
    where = get_object_or_404(_services(request), code=service)
    form = overlays.form_for(where, on=timezone.localdate())
    first = {"revision": overlays.overlay_of(where).revision}
    typed = request.POST if request.method == "POST" else None
    wants_section = typed is not None and "title" in typed
    section = SectionFields(typed if wants_section else None, initial=first, prefix=None)
    item = ItemFields(None if wants_section else typed, form=form, initial=first)
    if section.is_bound and section.is_valid() and (done := _add_section(request, where, section)):
        return done
    if item.is_bound and item.is_valid() and (done := _add_item(request, where, item)):
        return done
    own = [(part, one) for part in form.sections for one in part.items if one.own]
    context = {"service": where, "own": own, "section_form": section, "item_form": item}
    return render(request, "anamnesis/own_fields.html", context, status=422 if typed is not None else 200)


@writing_view("GET", "POST")
def change(request: HttpRequest, service: str, item: str) -> HttpResponse:
    """Change one of the service's own fields."""
    where = get_object_or_404(_services(request), code=service)
    found = overlays.form_for(where, on=timezone.localdate()).item(item)
    if found is None or not found.own:
        raise Http404
    form = ChangeFields(request.POST if request.method == "POST" else None, initial=_initial(where, found))
    if form.is_valid() and (done := _change(request, where, found, form)):
        return done
    context = {"service": where, "item": found, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "anamnesis/change_own_field.html", context, status=status)


def keeps_fields(request: HttpRequest) -> bool:
    """Whether the user looks after the own fields of some service."""
    return bool(_services(request).exists())


def _services(request: HttpRequest) -> Any:
    """Where the user leads, coordinates or looks after quality; others' services look like missing ones."""
    return organisations_of(user_of(request), on=timezone.localdate(), roles=KEEPERS)


def _initial(where: Organisation, item: Item) -> dict[str, Any]:
    return {
        "label": item.label,
        "hint": item.hint,
        "choices": "\n".join(label for _key, label in item.choices) if item.type == "choice" else "",
        "retired": item.retired,
        "revision": overlays.overlay_of(where).revision,
    }


def _add_section(request: HttpRequest, where: Organisation, form: SectionFields) -> Answer:
    def write(**common: Any) -> None:
        overlays.add_section(organisation=where, **form.cleaned_data, **common)

    return _written(request, where, form, write, _("Der Abschnitt ist angelegt."))


def _add_item(request: HttpRequest, where: Organisation, form: ItemFields) -> Answer:
    data = form.cleaned_data
    chosen = {name: data[name] for name in ("section", "type", "repeatable", "special", "revision")}

    def write(**common: Any) -> None:
        overlays.add_item(organisation=where, **chosen, **form.said(), on=timezone.localdate(), **common)

    return _written(request, where, form, write, _("Das Feld ist angelegt."))


def _change(request: HttpRequest, where: Organisation, item: Item, form: ChangeFields) -> Answer:
    data = form.cleaned_data

    def write(**common: Any) -> None:
        overlays.change_item(
            organisation=where,
            item=item.id,
            retired=data["retired"],
            revision=data["revision"],
            **form.said(),
            **common,
        )

    return _written(request, where, form, write, _("Das Feld ist geändert."))


def _written(
    request: HttpRequest, where: Organisation, form: forms.Form, write: Callable[..., None], said: str
) -> Answer:
    """Do it and lead back; None when it was refused and the form says why, typed text kept."""
    try:
        write(by=user_of(request), at=timezone.now())
    except OverlayRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    except Conflict:
        sentence = _(
            "Jemand hat die Felder inzwischen geändert. Bitte prüfen Sie die Liste und senden Sie neu."
        )
        form.add_error(None, sentence)
        fresh = form.data.copy()  # type: ignore[attr-defined]
        fresh["revision"] = str(overlays.overlay_of(where).revision)
        form.data = fresh
        return None
    messages.success(request, said)
    return redirect(HERE, service=where.code)
