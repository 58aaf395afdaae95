"""Sign a version of the plan: drawn or typed before a witness, or on paper and scanned; with a reservation, or not.

What is asked for here is commitment, not the written form of the law (that would need a qualified signature, § 36a
SGB I); the paper with the signatures can be scanned for that.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.audit.chain import Details
from roterfaden.common.days import local_day
from roterfaden.cooperation.choices import SignatureKind, SignatureWay
from roterfaden.cooperation.models import Party, PlanVersion, Signature
from roterfaden.cooperation.queries import newest_version
from roterfaden.cooperation.refusals import CooperationRefused, require_accepted
from roterfaden.documents.files import store_file
from roterfaden.documents.models import StoredFile

actions.register("cooperation.signed", "Wort zum Plan festgehalten")

MOST_DRAWN = 60_000
# what a drawn signature may be: moves and lines with numbers, in a frame of 600 by 200
PATH = re.compile(r"(?:[ML][0-9]{1,3} [0-9]{1,3} ?)+", re.ASCII)
LEAST_POINTS = 3


@dataclass(frozen=True)
class Scan:
    name: str
    stream: IO[bytes]


@dataclass(frozen=True, kw_only=True)
class Word:
    """What one party says to a version, and how that was seen."""

    kind: SignatureKind
    way: SignatureWay
    name: str
    note: str = ""
    drawing: str = ""
    signed_on: date
    scan: Scan | None = None


def sign(*, version: PlanVersion, party: Party, word: Word, by: User, at: datetime) -> Signature:
    """Keep the word of `party` to `version`, witnessed by `by`. The last word of a party counts.

    Refuses: a version that is no longer the newest, somebody who was not asked, a missing name, a reservation or a
    refusal without a note, a drawing that is none, a missing scan, a day to come or before the version. Safe to repeat:
    the same word of the same day is one.
    """
    if word.way == SignatureWay.PORTAL:
        raise CooperationRefused("Im Portal unterschreibt die Person selbst, nicht die Fachkraft für sie.")
    _check(version, word, today=local_day(at))
    with transaction.atomic():
        cooperation = version.cooperation
        _require_asked(version, party)
        known = _same(version, party, word)
        if known is not None:
            return known
        scan = _stored(version, word.scan, by=by, at=at) if word.scan else None
        row = Signature.objects.create(
            version=version,
            party=party,
            kind=word.kind,
            way=word.way,
            name=word.name.strip(),
            note=word.note.strip(),
            drawing=word.drawing if word.way == SignatureWay.DRAWN else "",
            scan=scan,
            signed_on=word.signed_on,
            recorded_at=at,
            witnessed_by=by,
        )
        trail.record(
            "cooperation.signed",
            by=by,
            at=at,
            subject=row,
            scope=cooperation.case,
            details={"kind": str(word.kind), "way": str(word.way), "number": version.number},
        )
    return row


def sign_alone(
    *, version: PlanVersion, party: Party, word: Word, digest: str, by: trail.Actor, at: datetime
) -> Signature:
    """Keep the word of `party` given alone through the portal or a link, without a witness. The last word counts.

    Refuses what `sign` refuses. `digest` is the check number of the text that was shown; it stays in the trail. Safe to
    repeat: the same word of the same day is one.
    """
    _check(version, word, today=local_day(at))
    with transaction.atomic():
        _require_asked(version, party)
        known = _same(version, party, word)
        if known is not None:
            return known
        row = Signature.objects.create(
            version=version,
            party=party,
            kind=word.kind,
            way=SignatureWay.PORTAL,
            name=word.name.strip(),
            note=word.note.strip(),
            signed_on=word.signed_on,
            recorded_at=at,
        )
        details: Details = {
            "kind": str(word.kind),
            "way": str(row.way),
            "number": version.number,
            "digest": digest,
        }
        scope = version.cooperation.case
        trail.record("cooperation.signed", by=by, at=at, subject=row, scope=scope, details=details)
    return row


def _require_asked(version: PlanVersion, party: Party) -> None:
    """Refuse a cooperation that is not running, an older version, and who was not asked."""
    require_accepted(version.cooperation)
    newest = newest_version(version.cooperation)
    if newest is None or newest.pk != version.pk:
        raise CooperationRefused("Es gibt eine neuere Fassung. Bitte lassen Sie diese unterschreiben.")
    if str(party.uuid) not in {entry["party"] for entry in version.content["signers"]}:
        raise CooperationRefused("Diese Stelle war bei dieser Fassung nicht gefragt.")


def _same(version: PlanVersion, party: Party, word: Word) -> Signature | None:
    last = version.signatures.filter(party=party).last()
    if last is None or word.scan is not None:
        return None
    last.version = version
    said = (last.kind, last.way, last.name, last.note, last.drawing, last.signed_on)
    drawing = word.drawing if word.way == SignatureWay.DRAWN else ""
    again = (word.kind, word.way, word.name.strip(), word.note.strip(), drawing, word.signed_on)
    return last if said == again else None


def _stored(version: PlanVersion, scan: Scan, *, by: User, at: datetime) -> StoredFile:
    case = version.cooperation.case
    return store_file(
        name=scan.name,
        stream=scan.stream,
        data_key=case.data_key,
        kind="plan",
        scope=case,
        by=by,
        at=at,
        service=case.service,
    )


def _check(version: PlanVersion, word: Word, *, today: date) -> None:
    if not word.name.strip():
        raise CooperationRefused("Wer hat unterschrieben? Bitte nennen Sie den Namen.")
    if word.kind == SignatureKind.RESERVED and not word.note.strip():
        raise CooperationRefused("Welcher Vorbehalt? Er gehört zur Unterschrift.")
    if word.kind == SignatureKind.REFUSED and not word.note.strip():
        raise CooperationRefused("Warum nicht? Bitte halten Sie fest, was gesagt wurde.")
    if word.signed_on > today:
        raise CooperationRefused("Dieser Tag liegt in der Zukunft.")
    if word.signed_on < local_day(version.issued_at):
        raise CooperationRefused("An diesem Tag gab es diese Fassung noch nicht.")
    if word.way == SignatureWay.SCANNED and word.scan is None:
        raise CooperationRefused("Bitte wählen Sie die eingescannte Datei.")
    if word.way == SignatureWay.DRAWN and word.kind != SignatureKind.REFUSED:
        _check_drawing(word.drawing)


def _check_drawing(drawing: str) -> None:
    fits = len(drawing) <= MOST_DRAWN and PATH.fullmatch(drawing)
    if not fits or len(re.findall(r"[ML]", drawing)) < LEAST_POINTS:
        raise CooperationRefused("Bitte unterschreiben Sie im Feld, oder wählen Sie einen anderen Weg.")
