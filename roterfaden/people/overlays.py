"""What a service asks beyond the shipped form: own sections and own items, with every earlier state kept.

The content of an overlay is `{"sections": [OwnSection…], "items": [OwnItem…]}`; ids are given here and never change, so
answers stay with their question. Nothing is deleted: an item that is retired is asked no more, its answers stay.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.revisions import Conflict, save_revision
from roterfaden.people.form import YES_NO, Form, Item, Section, form_in_force, in_words_of
from roterfaden.people.models import FormOverlay, FormOverlayVersion

actions.register("people.form_extended", "Eigene Felder der Anamnese geändert")
OWN_TYPES = ("text", "long_text", "date", "period", "yes_no", "choice", "integer", "contact")
CONTACT_PARTS = ("Name", "Telefon", "E-Mail")
MOST_NUMBER = 10_000
MAX_OWN = 60
MAX_CHOICES = 30
MAX_LABEL = 120
Content = dict[str, Any]


class OverlayRefused(ValueError):
    """The form cannot be extended like this; the message says why."""


def overlay_of(organisation: Organisation) -> FormOverlay:
    """The overlay of a service; an empty one that is not yet stored (revision 0) if there is none."""
    found = FormOverlay.objects.filter(organisation=organisation).first()
    return found or FormOverlay(organisation=organisation, revision=0, content={"sections": [], "items": []})


def form_for(organisation: Organisation, *, on: date) -> Form:
    """The form of `organisation` on the day `on`: shipped, in the words of its country, with its own questions."""
    form = in_words_of(form_in_force(on=on), organisation.region)
    overlay = overlay_of(organisation)
    if not overlay.revision:
        return form
    return _extended(form, overlay.content, version=f"{form.version}+{overlay.revision}")


def _extended(form: Form, content: Mapping[str, Any], *, version: str) -> Form:
    own: dict[str, list[Item]] = {}
    for item in content["items"]:
        own.setdefault(item["section"], []).append(_item(item))
    sections = [replace(s, items=(*s.items, *own.get(s.id, ()))) for s in form.sections]
    sections += [
        Section(
            id=section["id"],
            title=section["title"],
            area="social",
            repeatable=bool(section["entry"]),
            entry=section["entry"],
            items=tuple(own.get(section["id"], ())),
            own=True,
        )
        for section in content["sections"]
    ]
    return replace(form, version=version, sections=tuple(sections))


def _item(item: Mapping[str, Any]) -> Item:
    kind = item["type"]
    return Item(
        id=item["id"],
        label=item["label"],
        type=kind,
        repeatable=item["repeatable"],
        special="vom Dienst als Gesundheitsangabe festgelegt" if item["special"] else "",
        hint=item["hint"],
        most=MOST_NUMBER if kind == "integer" else 0,
        parts=CONTACT_PARTS if kind == "contact" else (),
        choices=YES_NO if kind == "yes_no" else tuple((key, label) for key, label in item["choices"]),
        choices_ch=tuple((key, label) for key, label in item["former"]),
        own=True,
        retired=item["retired"],
    )


def add_section(
    *, organisation: Organisation, title: str, entry: str, revision: int, by: User, at: datetime
) -> str:
    """Add a section of the service's own; with `entry` (how one entry is called) it repeats. Returns its id.

    Refuses an empty or too long title and too many sections; Conflict when somebody was faster. Effects: the earlier
    state is kept, an audit entry.
    """
    _check_words(title, entry, required=title)

    def change(content: Content) -> str:
        _refuse_too_many(content["sections"])
        new = _next_id("xs", content["sections"])
        content["sections"].append({"id": new, "title": title.strip(), "entry": entry.strip()})
        return new

    return _change(organisation, change, revision=revision, by=by, at=at)


def add_item(
    *,
    organisation: Organisation,
    section: str,
    label: str,
    type: str,  # noqa: A002
    repeatable: bool,
    special: bool,
    hint: str,
    choices: Sequence[str],
    revision: int,
    on: date,
    by: User,
    at: datetime,
) -> str:
    """Ask something of the service's own in `section` (shipped or own). Returns the id of the item.

    Refuses an unknown section or type, a label that is missing or too long, a choice without answers, too many items;
    Conflict when somebody was faster. Whether it belongs to the health record is decided once and for all. Effects: the
    earlier state is kept, an audit entry.
    """
    _check_words(label, hint, required=label)
    if type not in OWN_TYPES:
        raise OverlayRefused("Diese Art von Feld gibt es nicht.")
    _check_choices(type, choices)
    known = {s.id for s in form_for(organisation, on=on).sections}

    def change(content: Content) -> str:
        if section not in known:
            raise OverlayRefused("Diesen Abschnitt gibt es nicht.")
        _refuse_too_many(content["items"])
        new = _next_id("x", content["items"])
        content["items"].append(
            {
                "id": new,
                "section": section,
                "label": label.strip(),
                "type": type,
                "repeatable": repeatable,
                "special": special,
                "hint": hint.strip(),
                "choices": [[f"c{n}", text] for n, text in enumerate(choices, start=1)],
                "former": [],
                "retired": False,
            }
        )
        return new

    return _change(organisation, change, revision=revision, by=by, at=at)


def change_item(
    *,
    organisation: Organisation,
    item: str,
    label: str,
    hint: str,
    choices: Sequence[str],
    retired: bool,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Word an own item anew, offer other answers, or ask it no more (`retired`); type and protection stay.

    Answers that were given stay readable, also those that are no longer offered. Refuses as `add_item`, and an item
    that is not the service's own. Effects: the earlier state is kept, an audit entry.
    """
    _check_words(label, hint, required=label)

    def change(content: Content) -> str:
        stored = next((one for one in content["items"] if one["id"] == item), None)
        if stored is None:
            raise OverlayRefused("Dieses Feld gehört nicht zu Ihren eigenen.")
        _check_choices(stored["type"], choices)
        stored |= {"label": label.strip(), "hint": hint.strip(), "retired": retired}
        _offer(stored, choices)
        return item

    _change(organisation, change, revision=revision, by=by, at=at)


def _offer(stored: Content, labels: Sequence[str]) -> None:
    every = [*stored["choices"], *stored["former"]]
    by_label = {label: key for key, label in every}
    number = len(every)
    offered = []
    for label in labels:
        key = by_label.get(label)
        if key is None:
            number += 1
            key = f"c{number}"
        offered.append([key, label])
    keys = {key for key, _label in offered}
    stored["choices"], stored["former"] = offered, [pair for pair in every if pair[0] not in keys]


def _change(
    organisation: Organisation,
    change: Callable[[Content], str],
    *,
    revision: int,
    by: User,
    at: datetime,
) -> str:
    with transaction.atomic():
        overlay = overlay_of(organisation)
        if overlay.revision != revision:
            raise Conflict(overlay)
        before = deepcopy(overlay.content)
        subject = change(overlay.content)
        if revision == 0:
            _create(overlay)
        elif overlay.content != before:
            FormOverlayVersion.objects.create(
                overlay=overlay, revision=revision, content=before, replaced_at=at, replaced_by=by
            )
            save_revision(overlay, expected=revision, fields=["content"])
        else:
            return subject
        trail.record(
            "people.form_extended",
            by=by,
            at=at,
            subject=overlay,
            organisation=organisation,
            details={"part": subject, "revision": overlay.revision},
        )
    return subject


def _create(overlay: FormOverlay) -> None:
    overlay.revision = 1
    try:
        with transaction.atomic():
            overlay.save()
    except IntegrityError:
        raise Conflict(FormOverlay.objects.filter(organisation=overlay.organisation).first()) from None


def _next_id(prefix: str, rows: Sequence[Mapping[str, Any]]) -> str:
    return f"{prefix}{len(rows) + 1}"


def _refuse_too_many(rows: Sequence[Any]) -> None:
    if len(rows) >= MAX_OWN:
        raise OverlayRefused(f"Mehr als {MAX_OWN} eigene Felder oder Abschnitte sind nicht möglich.")


def _check_words(*texts: str, required: str) -> None:
    if not required.strip():
        raise OverlayRefused("Bitte geben Sie eine Bezeichnung an.")
    if any(len(text) > MAX_LABEL for text in texts):
        raise OverlayRefused(f"Bezeichnung und Hinweis haben höchstens {MAX_LABEL} Zeichen.")


def _check_choices(type: str, choices: Sequence[str]) -> None:  # noqa: A002
    if type != "choice":
        if choices:
            raise OverlayRefused("Antworten zum Auswählen gehören nur zu einem Auswahlfeld.")
        return
    if not 2 <= len(choices) <= MAX_CHOICES or len(set(choices)) != len(choices):  # noqa: PLR2004
        raise OverlayRefused(f"Ein Auswahlfeld braucht 2 bis {MAX_CHOICES} verschiedene Antworten.")
    if any(len(text) > MAX_LABEL for text in choices):
        raise OverlayRefused(f"Jede Antwort hat höchstens {MAX_LABEL} Zeichen.")
