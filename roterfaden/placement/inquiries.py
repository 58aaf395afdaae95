"""First contacts of employers with the single contact point (EAA, § 185a SGB IX): no client, no file."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.employers.models import Employer
from roterfaden.placement.consulting import begin_project
from roterfaden.placement.dues import PlacementRefused
from roterfaden.placement.matrix import matrix
from roterfaden.placement.models import ConsultingProject, Inquiry
from roterfaden.process.deadline_rules import rule_book
from roterfaden.process.due import deadline_by_rule

actions.register("placement.inquiry_kept", "Erstkontakt eines Betriebs aufgenommen")
actions.register("placement.inquiry_answered", "Erstkontakt eines Betriebs beantwortet")
INQUIRY_FIELDS = ("came_on", "way", "caller", "topic", "text")


def keep_inquiry(*, employer: Employer, facts: Mapping[str, Any], by: User, at: datetime) -> Inquiry:
    """Take down that a company asked (keys: INQUIRY_FIELDS); the day by which it is answered follows from a rule.

    Refuses: no words, an unknown topic, a day to come. Safe to repeat: the same words of one day are one contact.
    """
    made = Inquiry(
        employer=employer, recorded_by=by, recorded_at=at,
        **{name: facts[name] for name in INQUIRY_FIELDS if name in facts},
    )  # fmt: skip
    if not made.text.strip():
        raise PlacementRefused("Worum geht es dem Betrieb?", "text")
    if made.topic not in matrix().topics:
        raise PlacementRefused("Bitte wählen Sie ein Thema.", "topic")
    if made.came_on > local_day(at):
        raise PlacementRefused("Dieser Tag liegt noch in der Zukunft.", "came_on")
    rule = rule_book().rule_or_newest(matrix().answer_rule, on=made.came_on)
    due = deadline_by_rule(rule, started_on=made.came_on, region=employer.organisation.region)
    made.due_on, made.computed = due.due_on, due.computed
    with transaction.atomic():
        Employer.objects.select_for_update().get(pk=employer.pk)
        known = employer.inquiries.filter(came_on=made.came_on, text=made.text).first()
        if known is not None:
            return known
        made.save()
        _tell("placement.inquiry_kept", made, by=by, at=at, topic=made.topic)
    return made


def answer_inquiry(
    *, inquiry: Inquiry, answered_on: date, answer: str, passed_to: str, revision: int, by: User, at: datetime
) -> None:
    """Keep what was answered and to whom the company was led on. Refuses no words, a day before it came or to come."""
    if not answer.strip():
        raise PlacementRefused("Was wurde geantwortet?", "answer")
    if not inquiry.came_on <= answered_on <= local_day(at):
        raise PlacementRefused("Dieser Tag liegt vor dem Eingang oder in der Zukunft.", "answered_on")
    with transaction.atomic():
        inquiry.answered_on, inquiry.answer, inquiry.passed_to = (
            answered_on,
            answer.strip(),
            passed_to.strip(),
        )
        save_revision(inquiry, expected=revision, fields=["answered_on", "answer", "passed_to"])
        _tell("placement.inquiry_answered", inquiry, by=by, at=at)


def go_deeper(
    *, inquiry: Inquiry, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> ConsultingProject:
    """Make a consultation of an inquiry (facts as `consulting.begin_project`). Refuses a second one."""
    with transaction.atomic():
        if inquiry.project_id is not None:
            raise PlacementRefused("Daraus ist schon eine Beratung geworden.")
        inquiry.project = begin_project(employer=inquiry.employer, facts=facts, by=by, at=at)
        save_revision(inquiry, expected=revision, fields=["project"])
    return inquiry.project


def _tell(action: str, row: Inquiry, *, by: User, at: datetime, **details: Any) -> None:
    employer = row.employer
    service = employer.organisation
    trail.record(action, by=by, at=at, subject=row, scope=employer, organisation=service, details=details)
