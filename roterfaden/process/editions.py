"""The life of an edition: written as a draft, checked, released by a second person for a day, retired on a day.

An edition belongs to one organisation. What a Land or canton says comes as a file (`shipped_overlays`) and cannot be
changed here; nor can the shipped chains.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.common.yaml_nodes import MAX_BYTES, Fault, FileFaults
from roterfaden.process.asides import before_of, put_aside
from roterfaden.process.choices import EditionKind, EditionState
from roterfaden.process.layering import called, merge, replan, stack_under
from roterfaden.process.models import ChainVersion, Edition
from roterfaden.process.overlay_reader import MAX_OVERLAY_VERSION, parse_overlay
from roterfaden.process.overlays import Merged
from roterfaden.process.schema import parse_chain

actions.register("process.edition_drafted", "Entwurf einer Fassung angelegt")
actions.register("process.edition_edited", "Entwurf einer Fassung geändert")
actions.register("process.edition_discarded", "Entwurf einer Fassung verworfen")
actions.register("process.edition_undone", "Letzte Änderung an einem Entwurf zurückgenommen")
actions.register("process.edition_taken_back", "Vorgelegten Entwurf zurückgeholt")
actions.register("process.edition_checked", "Entwurf einer Fassung geprüft und vorgelegt")
actions.register("process.edition_released", "Fassung freigegeben")
actions.register("process.edition_retired", "Fassung zurückgezogen")

WORK = (EditionState.DRAFT, EditionState.CHECKED)
VERSION_OR_TITLE = {
    "version": re.compile(r"^version: *(.{1,20}?) *$", re.MULTILINE),
    "title": re.compile(r"^title: *(.{1,200}?) *$", re.MULTILINE),
}


class EditionRefused(ValueError):
    """This cannot be done with the edition; the message says why."""


@dataclass(frozen=True)
class Checked:
    """The verdict on a text for one day: its faults, or what it makes of the chain."""

    day: date
    faults: list[Fault]
    merged: Merged | None = None


def draft(
    *, key: str, kind: EditionKind, organisation: Organisation, text: str, by: User, at: datetime
) -> Edition:
    """A new draft of `organisation` for the chain `key`. Any text is kept, faulty or not: it is a draft.

    Refuses a text that is too long. Effects: one row, audit entry.
    """
    _require_size(text)
    with transaction.atomic():
        edition = Edition.objects.create(
            key=key,
            kind=kind,
            organisation=organisation,
            text=text,
            written_by=by,
            edited_by=by,
            edited_at=at,
            **_head(text, kind),
        )
        _record("process.edition_drafted", edition, by=by, at=at)
    return edition


def edit(
    *, edition: Edition, text: str, revision: int, by: User, at: datetime, original: str | None = None
) -> Edition:
    """Keep another text; `original` is the BPMN file from which it was taken, if it was.

    Refuses with Conflict another revision than `revision`; an edition that is released, or waits for it.
    Effects: the old text is kept aside, audit entry.
    """
    _require_draft(edition)
    _require_size(text)
    with transaction.atomic():
        if text != edition.text:
            before = edition.text
            _write(edition, text, revision=revision, by=by, at=at)
            put_aside(edition, before=before, original=original)
            _record("process.edition_edited", edition, by=by, at=at)
        elif original is not None:
            save_revision(edition, expected=revision, fields=["edited_at"])
            put_aside(edition, before=before_of(edition), original=original)
            _record("process.edition_edited", edition, by=by, at=at)
    return edition


def undo(*, edition: Edition, revision: int, by: User, at: datetime) -> Edition:
    """Take the last change of the text back; done twice, the change is there again.

    Refuses with Conflict another revision; where nothing was changed yet, and what is no draft.
    Effects: as `edit`.
    """
    _require_draft(edition)
    before = before_of(edition)
    if not before:
        raise EditionRefused("An diesem Entwurf wurde noch nichts geändert.")
    with transaction.atomic():
        after = edition.text
        _write(edition, before, revision=revision, by=by, at=at)
        put_aside(edition, before=after, original=None)
        _record("process.edition_undone", edition, by=by, at=at)
    return edition


def take_back(*, edition: Edition, revision: int, by: User, at: datetime) -> Edition:
    """Make a draft again of what waits for its release, so that it can be edited.

    Refuses with Conflict another revision, and what does not wait. Effects: state, audit entry.
    """
    if edition.state != EditionState.CHECKED:
        raise EditionRefused("Zurückholen lässt sich nur, was auf die Freigabe wartet.")
    with transaction.atomic():
        edition.state, edition.checksum = EditionState.DRAFT, ""
        save_revision(edition, expected=revision, fields=["state", "checksum"])
        _record("process.edition_taken_back", edition, by=by, at=at)
    return edition


def _write(edition: Edition, text: str, *, revision: int, by: User, at: datetime) -> None:
    edition.text, edition.edited_by, edition.edited_at = text, by, at
    edition.checksum = ""
    for name, value in _head(text, EditionKind(edition.kind)).items():
        setattr(edition, name, value)
    fields = ["text", "edited_by", "edited_at", "checksum", "version", "title"]
    save_revision(edition, expected=revision, fields=fields)


def discard(*, edition: Edition, revision: int, by: User, at: datetime) -> None:
    """Throw a draft away. Refuses what was ever released. Effects: the row is gone, audit entry."""
    _require_work(edition)
    with transaction.atomic():
        save_revision(edition, expected=revision, fields=["edited_at"])
        _record("process.edition_discarded", edition, by=by, at=at)
        edition.delete()


def verdict(edition: Edition, *, on: date) -> Checked:
    """Whether the text is in order and fits what is in force on the day `on`: what `chain check` asks, and more.

    Reads only. Faults name the line of the text; those of the merged chain name line 1.
    """
    faults = _faults_of_head(edition)
    if faults:
        return Checked(on, faults)
    try:
        return Checked(on, [], merge(stack_under(edition, on=on)))
    except FileFaults as found:
        return Checked(on, found.faults)


def verdicts(edition: Edition, *, on: date) -> list[Checked]:
    """The verdict for the day `on` and for each day after it on which another base begins."""
    later = ChainVersion.objects.filter(key=edition.key, organisation=None, region="", valid_from__gt=on)
    days = [on, *sorted(set(later.values_list("valid_from", flat=True)))]
    return [verdict(edition, on=day) for day in days]


def check(*, edition: Edition, revision: int, by: User, at: datetime) -> Checked:
    """Put a draft before the second person, if it fits today or a base that is to come; otherwise nothing changes.

    Refuses with Conflict another revision. Effects: state, checksum, audit entry.
    """
    _require_work(edition)
    found = verdicts(edition, on=local_day(at))
    fitting = next((one for one in found if not one.faults), None)
    if fitting is None:
        return found[0]
    with transaction.atomic():
        edition.state, edition.checksum = EditionState.CHECKED, _checksum(edition)
        save_revision(edition, expected=revision, fields=["state", "checksum"])
        _record("process.edition_checked", edition, by=by, at=at)
    return fitting


def release(*, edition: Edition, valid_from: date, revision: int, by: User, at: datetime) -> Edition:
    """Release a checked edition from the day `valid_from` on, today or later; new runs of its place begin on it then.

    Refuses: an unchecked one, a day that is past, the person who wrote or last edited it (four eyes), one that does
    not fit what will be in force on that day. Effects: merged versions for all that lies below, audit entry.
    """
    if edition.state != EditionState.CHECKED:
        raise EditionRefused("Freigeben lässt sich nur ein geprüfter Entwurf.")
    if by.pk in {edition.written_by_id, edition.edited_by_id}:
        raise EditionRefused(
            "Vier Augen: Freigeben muss jemand, der diesen Entwurf weder geschrieben noch zuletzt geändert hat."
        )
    if valid_from < local_day(at):
        raise EditionRefused(
            "Der erste Tag liegt in der Vergangenheit. Eine Fassung gilt frühestens ab heute."
        )
    found = verdict(edition, on=valid_from)
    if found.faults:
        raise EditionRefused(
            f"An diesem Tag passt der Entwurf nicht zur Grundlage: {found.faults[0].message}"
        )
    with transaction.atomic():
        edition.state, edition.valid_from = EditionState.RELEASED, valid_from
        edition.released_by, edition.released_at = by, at
        save_revision(
            edition, expected=revision, fields=["state", "valid_from", "released_by", "released_at"]
        )
        replan(edition.key, at=at)
        _record("process.edition_released", edition, by=by, at=at, valid_from=valid_from.isoformat())
    return edition


def retire(*, edition: Edition, last_day: date, revision: int, by: User, at: datetime) -> Edition:
    """Let a released edition hold for the last time on `last_day`. What is below comes into its place; runs stay.

    Refuses: shipped ones, a day before yesterday. Effects: merged versions anew, audit entry.
    """
    if edition.shipped:
        raise EditionRefused(
            "Diese Fassung kommt als Datei mit dem Programm und lässt sich hier nicht zurückziehen."
        )
    if edition.state != EditionState.RELEASED:
        raise EditionRefused("Zurückziehen lässt sich nur eine freigegebene Fassung.")
    ends = date.fromordinal(last_day.toordinal() + 1)
    if ends < local_day(at):
        raise EditionRefused("Der letzte Tag liegt zu weit zurück. Möglich ist frühestens gestern.")
    with transaction.atomic():
        edition.state, edition.retired_on = EditionState.RETIRED, ends
        save_revision(edition, expected=revision, fields=["state", "retired_on"])
        replan(edition.key, at=at)
        _record("process.edition_retired", edition, by=by, at=at, ends=ends.isoformat())
    return edition


def publication_days(*, after: date) -> list[date]:
    """The next two days on which handbooks of the field are published by habit: 30 June and 31 December."""
    days = [date(year, *day) for year in (after.year, after.year + 1) for day in ((6, 30), (12, 31))]
    return [day for day in days if day > after][:2]


def _head(text: str, kind: EditionKind) -> dict[str, str]:
    """Version and title as far as the text tells them already; a draft may still be full of faults."""
    try:
        if kind == EditionKind.OVERLAY:
            overlay = parse_overlay(text, name="").overlay
            return {"version": overlay.version, "title": overlay.title}
        chain = parse_chain(text, name="").chain
    except FileFaults:
        found = {name: VERSION_OR_TITLE[name].search(text) for name in VERSION_OR_TITLE}
        return {name: match[1].strip("'\" ") if match else "" for name, match in found.items()}
    return {"version": chain.version[:MAX_OVERLAY_VERSION], "title": chain.title}


def _faults_of_head(edition: Edition) -> list[Fault]:
    """What is wrong with the text for itself, and with what it says about whose it is."""
    name = called(edition)
    try:
        said = _said(edition, name)
    except FileFaults as found:
        return found.faults
    code = edition.organisation.code if edition.organisation else ""
    faults = []
    if said["key"] != edition.key:
        faults.append(("chain", f"Dieser Entwurf ist für die Kette {edition.key}, hier steht {said['key']}."))
    if said["organisation"] not in ("", code) or said["region"] != edition.region:
        faults.append(("organisation", f"Dieser Entwurf gehört der Stelle „{code}“, hier steht eine andere."))
    if len(said["version"]) > MAX_OVERLAY_VERSION:
        faults.append(("version", f"Die Fassung hat höchstens {MAX_OVERLAY_VERSION} Zeichen."))
    same = Edition.objects.filter(
        key=edition.key, region=edition.region, organisation=edition.organisation, version=said["version"]
    )
    if same.exclude(pk=edition.pk).exclude(state__in=WORK).exists():
        faults.append(("version", f"Die Fassung „{said['version']}“ gibt es schon. Bitte zählen Sie weiter."))
    return [Fault(name, _line_of(edition.text, key), key, sentence) for key, sentence in faults]


def _said(edition: Edition, name: str) -> dict[str, str]:
    if edition.kind == EditionKind.OVERLAY:
        overlay = parse_overlay(edition.text, name=name).overlay
        return {
            "key": ", ".join(overlay.chains),
            "version": overlay.version,
            "region": overlay.region,
            "organisation": overlay.organisation,
        }
    chain = parse_chain(edition.text, name=name).chain
    return {"key": chain.id, "version": chain.version, "region": "", "organisation": ""}


def _line_of(text: str, key: str) -> int:
    words = {"chain": ("chain:", "id:"), "organisation": ("organisation:", "region:")}.get(key, (f"{key}:",))
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines, start=1) if line.startswith(words)), 1)


def _checksum(edition: Edition) -> str:
    read = parse_overlay if edition.kind == EditionKind.OVERLAY else parse_chain
    return read(edition.text, name=edition.key).checksum


def _require_size(text: str) -> None:
    if len(text.encode()) > MAX_BYTES:
        raise EditionRefused(f"Der Text ist zu groß; erlaubt sind {MAX_BYTES} Bytes.")


def _require_draft(edition: Edition) -> None:
    _require_work(edition)
    if edition.state != EditionState.DRAFT:
        raise EditionRefused(
            "Dieser Entwurf wartet auf die Freigabe. Holen Sie ihn zuerst in die Bearbeitung zurück."
        )


def _require_work(edition: Edition) -> None:
    if edition.state not in WORK:
        raise EditionRefused(
            "Diese Fassung ist freigegeben und ändert sich nicht mehr. Legen Sie einen neuen Entwurf an."
        )


def _record(action: str, edition: Edition, *, by: User, at: datetime, **details: Any) -> None:
    trail.record(
        action,
        by=by,
        at=at,
        subject=edition,
        organisation=edition.organisation,
        details={"chain": edition.key, "version": edition.version, **details},
    )
