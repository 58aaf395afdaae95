"""Which column is which field, and what the words in it mean: guessed, corrected by hand, kept as a template."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.revisions import Conflict
from roterfaden.imports.choices import State, YearsOfTwo
from roterfaden.imports.fields import FieldSpec, fields_of, guessed_columns, squeezed
from roterfaden.imports.models import Import, Template
from roterfaden.imports.options import Options, options_for
from roterfaden.imports.queries import templates_for

actions.register("imports.mapped", "Zuordnung der Spalten eines Imports geändert")
actions.register("imports.template_kept", "Vorlage für Importe gespeichert")
actions.register("imports.template_removed", "Vorlage für Importe gelöscht")

MappingFacts = Mapping[str, Any]
MOST_TEMPLATES = 50


class MappingRefused(ValueError):
    """The columns cannot be read like this; the message says why."""


def first_mapping(
    organisation: Organisation, kind: str, columns: Sequence[Mapping[str, Any]], *, at: datetime
) -> dict[str, Any]:
    """The mapping with which a new file begins: of the template that knows all its headings, else guessed."""
    headings = [squeezed(column["heading"]) for column in columns]
    best: dict[str, Any] = {}
    for template in templates_for(organisation, kind):
        wanted = list(template.content["columns"].values())
        if wanted and set(wanted) <= set(headings) and len(wanted) > len(best.get("columns", ())):
            best = from_template(template, columns) | {"template": template.name}
    if best:
        return best
    guessed = guessed_columns(kind, [column["heading"] for column in columns])
    mapping = {"columns": guessed, "values": {}, "fixed": {}, "years": YearsOfTwo.REFUSE.value}
    options = options_for(organisation, kind=kind, on=local_day(at))
    return with_guessed_values(mapping, kind, columns, options)


def with_guessed_values(
    mapping: Mapping[str, Any], kind: str, columns: Sequence[Mapping[str, Any]], options: Options
) -> dict[str, Any]:
    """The mapping with a guess for every word of a choice column that nobody has decided yet."""
    values = {name: dict(known) for name, known in mapping["values"].items()}
    for field, words in choice_words(mapping, kind, columns):
        known = values.setdefault(field.id, {})
        for word in words:
            if word not in known and (option := options.likely(field.id, word)):
                known[word] = option
    return {**mapping, "values": values}


def choice_words(
    mapping: Mapping[str, Any], kind: str, columns: Sequence[Mapping[str, Any]]
) -> list[tuple[FieldSpec, list[str]]]:
    """The choice fields that a column fills, with the different words in that column; none where there are too many."""
    return [
        (field, list(columns[mapping["columns"][field.id]]["values"] or ()))
        for field in fields_of(kind)
        if field.kind == "choice" and field.id in mapping["columns"]
    ]


def problems_of(mapping: Mapping[str, Any], kind: str, columns: Sequence[Mapping[str, Any]]) -> list[str]:
    """What has to be said before a dry run makes sense, in sentences."""
    found = [
        _("Es fehlt die Spalte für „%s“.") % field.title
        for field in fields_of(kind)
        if field.needed and field.id not in mapping["columns"] and not mapping["fixed"].get(field.id)
    ]
    for field, _words in choice_words(mapping, kind, columns):
        if columns[mapping["columns"][field.id]]["values"] is None:
            found.append(
                _("„%s“: Die Spalte enthält zu viele verschiedene Werte für eine Auswahl.") % field.title
            )
    return found


def open_words(mapping: Mapping[str, Any], kind: str, columns: Sequence[Mapping[str, Any]]) -> int:
    """How many words of choice columns nobody has given a meaning yet."""
    return sum(
        word not in mapping["values"].get(field.id, {})
        for field, words in choice_words(mapping, kind, columns)
        for word in words
    )


def set_mapping(*, run: Import, mapping: MappingFacts, revision: int, by: User, at: datetime) -> None:
    """Write what the columns are. An earlier dry run no longer counts, so its findings go.

    Refuses: a column that fills two fields, one that is not there, an import that has been begun; with Conflict when
    somebody was faster. Effects: audit entry.
    """
    used = list(mapping["columns"].values())
    if len(used) != len(set(used)):
        raise MappingRefused(
            _("Eine Spalte ist zwei Angaben zugeordnet. Bitte wählen Sie jede Spalte nur einmal.")
        )
    if any(not 0 <= place < len(run.columns) for place in used):
        raise MappingRefused(_("Diese Spalte gibt es in der Datei nicht."))
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=run.pk)
        if held.state not in (State.UPLOADED, State.CHECKED):
            raise MappingRefused(_("Dieser Import ist schon begonnen."))
        if held.revision != revision:
            raise Conflict(held)
        held.mapping = dict(mapping)
        held.state, held.revision = State.UPLOADED, revision + 1
        held.save(update_fields=["mapping", "state", "revision"])
        held.rows.all().delete()
        trail.record("imports.mapped", by=by, at=at, subject=held, organisation=held.organisation)
    run.refresh_from_db()


def keep_template(*, run: Import, name: str, by: User, at: datetime) -> Template:
    """Keep the mapping of an import for the next file of the service; the same name is written over."""
    said = " ".join(name.split())[:80]
    if not said:
        raise MappingRefused(_("Bitte geben Sie der Vorlage einen Namen."))
    headings = [squeezed(column["heading"]) for column in run.columns]
    content = {
        **{key: run.mapping[key] for key in ("values", "fixed", "years")},
        "columns": {field: headings[place] for field, place in run.mapping["columns"].items()},
    }
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=run.organisation_id)
        known = templates_for(run.organisation, run.kind)
        template = known.filter(name=said).first()
        if template is None and known.count() >= MOST_TEMPLATES:
            raise MappingRefused(_("Es gibt schon 50 Vorlagen. Bitte löschen Sie zuerst eine."))
        template = template or Template(organisation=run.organisation, kind=run.kind, name=said, revision=0)
        template.content, template.revision = content, template.revision + 1
        template.save()
        trail.record("imports.template_kept", by=by, at=at, subject=template, organisation=run.organisation)
    return template


def remove_template(*, template: Template, by: User, at: datetime) -> None:
    """Forget a template; imports made with it keep their mapping."""
    with transaction.atomic():
        if Template.objects.filter(pk=template.pk).delete()[0]:
            trail.record(
                "imports.template_removed", by=by, at=at, subject=template, organisation=template.organisation
            )


def from_template(template: Template, columns: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The mapping that a template means for these columns; headings that are missing are left out."""
    headings = [squeezed(column["heading"]) for column in columns]
    content = template.content
    found = {field: headings.index(name) for field, name in content["columns"].items() if name in headings}
    return {"columns": found, **{key: content[key] for key in ("values", "fixed", "years")}}
