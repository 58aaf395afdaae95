"""Load a standard of one's own beside the shipped ones; demand more, or word a requirement anew, for all below."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.catalogue_file import CatalogueFile
from roterfaden.common.days import local_day
from roterfaden.common.revisions import Conflict, save_revision
from roterfaden.common.yaml_fields import IDENTIFIER, MAX_IDENTIFIER
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.standards.layering import bare_standards
from roterfaden.standards.library import Standard, read_standard, shipped, unknown_maps
from roterfaden.standards.models import MOST_FILE, OwnRequirement, OwnStandard
from roterfaden.standards.refusals import StandardRefused
from roterfaden.standards.rules import may_assess

actions.register("standards.loaded", "Eigene Norm geladen")
actions.register("standards.withdrawn", "Eigene Norm zurückgezogen")
actions.register("standards.requirement_written", "Eigene Anforderung geschrieben")
actions.register("standards.requirement_withdrawn", "Eigene Anforderung zurückgezogen")

NOT_YOURS = "Das ist Sache von Leitung, Koordination und Qualitätsbeauftragten."
MOST_FAULTS = 8


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What an organisation demands itself."""

    code: str
    chapter: str
    topic: str
    text: str
    needs_evidence: bool


def load_standard(*, organisation: Organisation, text: str, by: User, at: datetime) -> OwnStandard:
    """Load the YAML of a standard for `organisation` and all below it; the same text again changes nothing.

    Refuses who does not look after its quality, a file with faults (all are named), the key of a shipped standard, a
    mapping to what is not there. A known key gets the next number; rounds that were closed keep their wording.
    """
    _check_writer(organisation, by=by, at=at)
    made = _read(text)
    if made.key in shipped():
        raise StandardRefused(
            f"Die Kennung „{made.key}“ gehört zu einer mitgelieferten Norm. Bitte wählen Sie eine andere."
        )
    among = bare_standards(organisation, on=local_day(at)) | {made.key: made}
    strange = unknown_maps(made, among)
    if strange:
        code, key, other = strange[0]
        raise StandardRefused(f"{code} verweist auf {key}:{other}. Das gibt es hier nicht.")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        rows = OwnStandard.objects.filter(organisation=organisation, key=made.key)
        same = rows.filter(withdrawn_at__isnull=True).order_by("-number").first()
        if same is not None and same.text == text:
            return same
        row = OwnStandard.objects.create(
            organisation=organisation,
            key=made.key,
            number=(rows.aggregate(last=Max("number"))["last"] or 0) + 1,
            title=made.title,
            valid_from=made.edition.valid_from,
            text=text,
            loaded_at=at,
            loaded_by=by,
        )
        trail.record(
            "standards.loaded",
            by=by,
            at=at,
            subject=row,
            organisation=organisation,
            details={"key": row.key, "number": int(row.number)},
        )
    return row


def withdraw_standard(*, standard: OwnStandard, by: User, at: datetime) -> None:
    """Let a loaded edition hold no longer; the one before it holds again. Its rounds stay. Again changes nothing."""
    _check_writer(standard.organisation, by=by, at=at)
    with transaction.atomic():
        if not OwnStandard.objects.filter(pk=standard.pk, withdrawn_at__isnull=True).update(withdrawn_at=at):
            return
        details: dict[str, str | int] = {"key": standard.key, "number": standard.number}
        trail.record(
            "standards.withdrawn",
            by=by,
            at=at,
            subject=standard,
            organisation=standard.organisation,
            details=details,
        )


def demand(
    *, organisation: Organisation, standard: str, said: Demand, revision: int, by: User, at: datetime
) -> OwnRequirement:
    """Demand something beside a standard, or word one of its requirements anew; `revision` 0: for the first time.

    Refuses who does not look after the quality of the organisation, an unknown standard or chapter, a code that is
    none, missing words; with Conflict another revision.
    """
    _check_writer(organisation, by=by, at=at)
    base = bare_standards(organisation, on=local_day(at)).get(standard)
    if base is None:
        raise StandardRefused("Diese Norm gilt hier nicht.")
    _check_words(base, said)
    known = base.requirement(said.code)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        row = OwnRequirement.objects.filter(
            organisation=organisation, standard=standard, code=said.code
        ).first()
        if row is not None and revision == 0 and row.withdrawn_at is None:
            raise Conflict(row)
        made = row or OwnRequirement(organisation=organisation, standard=standard, code=said.code)
        made.chapter = known.chapter if known else said.chapter
        made.topic, made.text = said.topic.strip(), said.text.strip()
        made.needs_evidence, made.seen = said.needs_evidence, known.text if known else ""
        made.written_at, made.written_by, made.withdrawn_at = at, by, None
        if row is None:
            made.save()
        else:
            columns = ("chapter", "topic", "text", "needs_evidence", "seen", "written_at", "written_by")
            save_revision(made, expected=revision or row.revision, fields=(*columns, "withdrawn_at"))
        details = {"reference": f"{standard}:{said.code}"}
        trail.record(
            "standards.requirement_written",
            by=by,
            at=at,
            subject=made,
            organisation=organisation,
            details=details,
        )
    return made


def withdraw_demand(*, requirement: OwnRequirement, revision: int, by: User, at: datetime) -> None:
    """Demand it no longer; what the standard says holds again. Refuses as `demand`."""
    _check_writer(requirement.organisation, by=by, at=at)
    with transaction.atomic():
        requirement.withdrawn_at = at
        save_revision(requirement, expected=revision, fields=("withdrawn_at",))
        trail.record(
            "standards.requirement_withdrawn",
            by=by,
            at=at,
            subject=requirement,
            organisation=requirement.organisation,
            details={"reference": str(requirement)},
        )


def _read(text: str) -> Standard:
    if len(text) > MOST_FILE:
        raise StandardRefused(f"Die Datei ist zu lang. Erlaubt sind {MOST_FILE} Zeichen.")
    try:
        return read_standard(CatalogueFile(Path("norm.yaml"), text))
    except FileFaults as faults:
        told = [f"Zeile {one.line}, {one.key}: {one.message}" for one in faults.faults[:MOST_FAULTS]]
        raise StandardRefused("Die Datei hat Fehler. " + " ".join(told)) from faults


def _check_words(base: Standard, said: Demand) -> None:
    if not IDENTIFIER.fullmatch(said.code) or len(said.code) > MAX_IDENTIFIER:
        raise StandardRefused(
            "Eine Kennung besteht aus Buchstaben, Ziffern, Punkt und Strich, zum Beispiel N-01."
        )
    if not said.topic.strip() or not said.text.strip():
        raise StandardRefused("Bitte schreiben Sie Thema und Anforderung auf.")
    if base.requirement(said.code) is None and said.chapter not in {one.id for one in base.chapters}:
        raise StandardRefused("Dieses Kapitel gibt es in der Norm nicht.")


def _check_writer(organisation: Organisation, *, by: User, at: datetime) -> None:
    if not may_assess(by, organisation, on=local_day(at)):
        raise StandardRefused(NOT_YOURS)
