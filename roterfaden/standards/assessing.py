"""Rounds of self-assessment: begun, rated requirement by requirement, closed and kept; taken over from another."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.revisions import Conflict, save_revision
from roterfaden.standards.choices import Decision, State
from roterfaden.standards.kept_proofs import as_kept
from roterfaden.standards.layering import standards_for
from roterfaden.standards.library import Requirement, Standard
from roterfaden.standards.models import Assessment, Rating
from roterfaden.standards.own import NOT_YOURS
from roterfaden.standards.queries import evidence_for
from roterfaden.standards.refusals import StandardRefused
from roterfaden.standards.rules import may_assess
from roterfaden.standards.standing import rows_of

actions.register("standards.round_begun", "Selbsteinschätzung begonnen")
actions.register("standards.rated", "Anforderung eingeschätzt")
actions.register("standards.taken_over", "Einschätzung aus einer anderen Norm übernommen")
actions.register("standards.round_closed", "Selbsteinschätzung abgeschlossen")
actions.register("standards.decided", "Entscheidung über ein Qualitätssystem festgehalten")

CLOSED = "Diese Runde ist abgeschlossen und ändert sich nicht mehr."


def begin(
    *, organisation: Organisation, standard: str, subject: str, token: UUID, by: User, at: datetime
) -> Assessment:
    """Begin a round; the same `token` again returns the first.

    Refuses who does not look after the quality of the place, an unknown standard, a standard that compares something
    without its name, a second open round about the same. Effects: data key, audit entry.
    """
    known = Assessment.objects.filter(token=token, organisation=organisation).first()
    if known is not None:
        return known
    today = local_day(at)
    if not may_assess(by, organisation, on=today):
        raise StandardRefused(NOT_YOURS)
    found = standards_for(organisation, on=today).get(standard)
    if found is None:
        raise StandardRefused("Diese Norm gilt hier nicht.")
    if found.subject and not subject.strip():
        raise StandardRefused("Bitte schreiben Sie auf, welches System Sie vergleichen.")
    said = subject.strip() if found.subject else ""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        rows = Assessment.objects.filter(organisation=organisation, standard=standard, subject=said)
        if rows.filter(closed_on__isnull=True).exists():
            raise StandardRefused("Dazu läuft schon eine Runde. Schließen Sie diese zuerst ab.")
        row = Assessment.objects.create(
            organisation=organisation,
            data_key=keyring.new_key(),
            standard=standard,
            subject=said,
            begun_on=today,
            begun_by=by,
            token=token,
        )
        _record("standards.round_begun", row, by=by, at=at, standard=standard)
    return row


def rate(
    *, assessment: Assessment, code: str, state: State, note: str, revision: int, by: User, at: datetime
) -> Rating:
    """Say how a requirement is kept; `revision` 0: for the first time in this round.

    Refuses who does not look after the quality of the place, a closed round, an unknown requirement, anything but "met"
    without a reason; with Conflict another revision.
    """
    _check_open(assessment, by=by, at=at)
    standard = standards_for(assessment.organisation, on=local_day(at)).get(assessment.standard)
    if standard is None or standard.requirement(code) is None:
        raise StandardRefused("Diese Anforderung gibt es hier nicht.")
    if state != State.MET and not note.strip():
        raise StandardRefused("Bitte begründen Sie das in einem Satz.")
    with transaction.atomic():
        _lock_open(assessment)
        row = Rating.objects.filter(assessment=assessment, code=code).select_related("assessment").first()
        if row is not None and revision != row.revision:
            raise Conflict(row)
        made = row or Rating(assessment=assessment, code=code)
        made.state, made.note, made.rated_at, made.rated_by = state, note.strip(), at, by
        if row is None:
            made.save()
        else:
            save_revision(made, expected=revision, fields=("state", "note", "rated_at", "rated_by"))
        trail.record(
            "standards.rated",
            by=by,
            at=at,
            subject=made,
            scope=assessment,
            organisation=assessment.organisation,
            details={"code": code, "state": str(state)},
        )
    return made


def mapped_state(
    requirement: Requirement, rated: Mapping[str, Mapping[str, Rating]]
) -> tuple[State, list[str]] | None:
    """What the latest rounds against other standards say of a requirement, and from where; None if one is missing.

    `rated`: by standard and code. All the same: that; all met or not applicable: met; else partly.
    """
    states, named = set(), []
    for key, code in requirement.maps:
        row = rated.get(key, {}).get(code)
        if row is None:
            return None
        states.add(State(row.state))
        named.append(f"{key}:{code}")
    if not states:
        return None
    if len(states) == 1:
        return states.pop(), named
    return (State.MET if states <= {State.MET, State.NOT_APPLICABLE} else State.PARTLY), named


def ratings_by_standard(place: Organisation, keys: Iterable[str]) -> dict[str, dict[str, Rating]]:
    """The ratings of the latest round of `place` against each of these standards; two queries."""
    rounds = Assessment.objects.filter(organisation=place, standard__in=list(keys), subject="")
    latest = {row.standard: row.pk for row in rounds.order_by("begun_on", "pk")}
    found: dict[str, dict[str, Rating]] = {}
    rows = Rating.objects.filter(assessment__in=latest.values()).select_related("assessment")
    for row in rows:
        found.setdefault(row.assessment.standard, {})[row.code] = row
    return found


def take_over(*, assessment: Assessment, by: User, at: datetime) -> int:
    """Take over, for all requirements that nobody rated yet, what the latest rounds against other standards say.

    Returns how many. Refuses as `rate`; what was rated stays as it is.
    """
    _check_open(assessment, by=by, at=at)
    standard = standards_for(assessment.organisation, on=local_day(at)).get(assessment.standard)
    if standard is None:
        raise StandardRefused("Diese Norm gilt hier nicht mehr.")
    with transaction.atomic():
        _lock_open(assessment)
        done = set(assessment.ratings.values_list("code", flat=True))
        keys = {key for one in standard.requirements for key, _code in one.maps} - {standard.key}
        rated = ratings_by_standard(assessment.organisation, keys)
        made = 0
        for one in standard.requirements:
            found = mapped_state(one, rated) if one.code not in done else None
            if found is not None:
                note = f"Übernommen aus {', '.join(found[1])}."
                Rating.objects.create(
                    assessment=assessment, code=one.code, state=found[0], note=note, rated_at=at, rated_by=by
                )
                made += 1
        if made:
            _record("standards.taken_over", assessment, by=by, at=at, how_many=made)
    return made


def close(*, assessment: Assessment, summary: str, revision: int, by: User, at: datetime) -> None:
    """Close a round: it keeps its ratings and the wording they were made against.

    Refuses who does not look after the quality of the place, a closed round, one in which nothing was rated; with
    Conflict another revision. What was not looked at stays so.
    """
    _check_open(assessment, by=by, at=at)
    standard = standards_for(assessment.organisation, on=local_day(at)).get(assessment.standard)
    if standard is None:
        raise StandardRefused("Diese Norm gilt hier nicht mehr.")
    with transaction.atomic():
        _lock_open(assessment)
        if not assessment.ratings.exists():
            raise StandardRefused("Noch ist nichts eingeschätzt.")
        assessment.closed_on, assessment.closed_by = local_day(at), by
        assessment.summary, assessment.version = summary.strip(), standard.edition.version
        assessment.wording = _wording(assessment, standard, on=local_day(at))
        fields = ("closed_on", "closed_by", "summary", "version", "wording")
        save_revision(assessment, expected=revision, fields=fields)
        _record("standards.round_closed", assessment, by=by, at=at, standard=assessment.standard)


def decide(
    *,
    assessment: Assessment,
    decision: Decision,
    decided_on: date,
    decided_by: str,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Keep what was decided about a compared system. Refuses: a round that is open or compares nothing, a day to come,
    no word of who decided; with Conflict another revision.
    """
    if not may_assess(by, assessment.organisation, on=local_day(at)):
        raise StandardRefused(NOT_YOURS)
    if not assessment.subject:
        raise StandardRefused("Entschieden wird nur über den Vergleich mit einem anderen System.")
    if assessment.closed_on is None:
        raise StandardRefused("Erst die Runde abschließen, dann wird entschieden.")
    if decided_on > local_day(at):
        raise StandardRefused("Dieser Tag kommt erst noch.")
    if not decided_by.strip():
        raise StandardRefused("Bitte schreiben Sie auf, wer entschieden hat.")
    with transaction.atomic():
        assessment.decision, assessment.decided_on = decision, decided_on
        assessment.decided_by = decided_by.strip()
        save_revision(assessment, expected=revision, fields=("decision", "decided_on", "decided_by"))
        _record("standards.decided", assessment, by=by, at=at, decision=str(decision))


def _wording(assessment: Assessment, standard: Standard, *, on: date) -> list[dict[str, Any]]:
    """The requirements as plain values, to be kept with the round: with what showed them on the day."""
    place = assessment.organisation
    rows = rows_of(standards_for(place, on=on), standard, assessment, None, evidence_for(place), on=on)
    return [
        {
            "code": row.requirement.code,
            "chapter": standard.title_of(row.requirement.chapter),
            "topic": row.requirement.topic,
            "text": row.requirement.text,
            "unproved": row.unproved,
            "proofs": as_kept(row.evidence),
            "origin": row.requirement.origin,
        }
        for row in rows
    ]


def _check_open(assessment: Assessment, *, by: User, at: datetime) -> None:
    if not may_assess(by, assessment.organisation, on=local_day(at)):
        raise StandardRefused(NOT_YOURS)
    if assessment.closed_on is not None:
        raise StandardRefused(CLOSED)


def _lock_open(assessment: Assessment) -> None:
    row = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    if row.closed_on is not None:
        raise StandardRefused(CLOSED)


def _record(action: str, row: Assessment, *, by: User, at: datetime, **details: str | int) -> None:
    trail.record(action, by=by, at=at, subject=row, scope=row, organisation=row.organisation, details=details)
