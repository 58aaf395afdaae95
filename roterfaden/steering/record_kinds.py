"""The kinds of records that data checks look at: their fields and relations by name, each a path of the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, Model, OuterRef, Q
from django.utils import timezone

from roterfaden.accounts.models import Membership
from roterfaden.accounts.queries import valid_on
from roterfaden.cases.choices import CaseState
from roterfaden.cases.crisis_records import Aftercare, Crisis
from roterfaden.cases.models import Case, CaseRun, JournalEntry, Mandate
from roterfaden.consent.models import Consent
from roterfaden.deadlines.models import Appointment, FollowUp
from roterfaden.measures.carrying_records import Measure
from roterfaden.process.choices import RunState
from roterfaden.process.models import Deadline, Task
from roterfaden.standards.models import Evidence
from roterfaden.steering.models import CaseGoal
from roterfaden.steering.success_parts import has_due_part

SILENCE = timedelta(days=90)
Relation = Callable[[date], Exists]


@dataclass(frozen=True)
class RecordKind:
    """One kind. `case`: path to the case (empty: the record is one; `service` then is its own column).

    `organisation`: of a record that belongs to no case, the column of the organisation; `only`: which rows count.
    """

    model: type[Model]
    case: str
    days: Mapping[str, str]
    words: Mapping[str, str]
    # moments are compared as days, but never with another field
    moments: Mapping[str, str]
    relations: Mapping[str, Relation]
    organisation: str = ""
    only: Q = field(default_factory=Q)

    def path(self, field: str) -> str:
        return {**self.days, **self.words, **self.moments}[field]

    @property
    def fields(self) -> frozenset[str]:
        return frozenset((*self.days, *self.words, *self.moments))


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _running(_on: date) -> Exists:
    return Exists(CaseRun.objects.filter(case=OuterRef("pk"), run__state=RunState.RUNNING))


def _mandate(_on: date) -> Exists:
    return Exists(Mandate.objects.filter(case=OuterRef("pk")))


def _later_mandate(on: date) -> Exists:
    holds = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    return Exists(Mandate.objects.filter(holds, case=OuterRef("case_id")).exclude(pk=OuterRef("pk")))


def _consent(on: date) -> Exists:
    return Exists(
        Consent.objects.filter(
            person=OuterRef("person_id"),
            service=OuterRef("service_id"),
            withdrawn_at__isnull=True,
            valid_until__gte=on,
        )
    )


def _recent_entry(on: date) -> Exists:
    return Exists(JournalEntry.objects.filter(case=OuterRef("pk"), happened_at__gte=midnight(on) - SILENCE))


def _at_work(on: date) -> Exists:
    return Exists(
        Membership.objects.filter(
            valid_on(on),
            user=OuterRef("responsible_id"),
            organisation=OuterRef("service_id"),
            user__is_active=True,
        )
    )


def _open_case(_on: date) -> Exists:
    return Exists(
        Case.objects.filter(
            person=OuterRef("person_id"), service=OuterRef("service_id"), state=CaseState.OPEN
        )
    )


def _newer_consent(on: date) -> Exists:
    rows = Consent.objects.filter(
        person=OuterRef("person_id"), service=OuterRef("service_id"), withdrawn_at__isnull=True
    )
    return Exists(rows.filter(valid_until__gte=on))


CASE_STATE = {"case_state": "case__state"}
RUN_CASE = "run__case_run__case"
KINDS: Mapping[str, RecordKind] = {
    "case": RecordKind(
        Case,
        "",
        days={"opened_on": "opened_on", "closed_on": "closed_on", "birth_date": "person__birth_date"},
        words={"state": "state", "result": "result", "result_code": "result_code"},
        moments={},
        relations={
            "running_run": _running,
            "mandate": _mandate,
            "consent": _consent,
            "recent_entry": _recent_entry,
            "responsible_at_work": _at_work,
        },
    ),
    "mandate": RecordKind(
        Mandate,
        "case",
        days={
            "valid_from": "valid_from",
            "valid_until": "valid_until",
            "opened_on": "case__opened_on",
            "closed_on": "case__closed_on",
        },
        words={"kind": "kind", **CASE_STATE},
        moments={},
        relations={"later_mandate": _later_mandate},
    ),
    # belongs to a person: told once for every open case of the person in the service
    "consent": RecordKind(
        Consent,
        "person__cases",
        days={"given_on": "given_on", "valid_until": "valid_until"},
        words={},
        moments={"withdrawn_at": "withdrawn_at"},
        relations={"open_case": _open_case, "newer_consent": _newer_consent},
    ),
    "entry": RecordKind(
        JournalEntry,
        "case",
        days={},
        words={"kind": "kind", **CASE_STATE},
        moments={"happened_at": "happened_at"},
        relations={},
    ),
    "deadline": RecordKind(
        Deadline,
        RUN_CASE,
        days={"due_on": "due_on", "suspended_since": "suspended_since"},
        words={"case_state": f"{RUN_CASE}__state"},
        moments={"closed_at": "closed_at"},
        relations={},
    ),
    "appointment": RecordKind(
        Appointment,
        "case",
        days={},
        words={"state": "state", "attendance": "attendance", **CASE_STATE},
        moments={"starts_at": "starts_at", "ends_at": "ends_at"},
        relations={},
    ),
    "crisis": RecordKind(
        Crisis,
        "case",
        days={},
        words=CASE_STATE,
        moments={"began_at": "began_at", "ended_at": "ended_at"},
        relations={},
    ),
    "aftercare": RecordKind(
        Aftercare,
        "crisis__case",
        days={"due_on": "due_on"},
        words={},
        moments={"done_at": "done_at"},
        relations={},
    ),
    "follow_up": RecordKind(
        FollowUp,
        "case",
        days={"due_on": "due_on"},
        words={"outcome": "outcome", **CASE_STATE},
        moments={},
        relations={},
    ),
    "task": RecordKind(
        Task,
        RUN_CASE,
        days={},
        words={"state": "state", "case_state": f"{RUN_CASE}__state"},
        moments={"opened_at": "opened_at"},
        relations={},
    ),
    "evidence": RecordKind(
        Evidence,
        "",
        days={"valid_until": "valid_until"},
        words={},
        moments={"added_at": "added_at"},
        relations={},
        organisation="organisation",
        only=Q(withdrawn_at__isnull=True),
    ),
    "goal": RecordKind(
        CaseGoal,
        "case",
        days={"set_on": "set_on", "due_on": "due_on", "ended_on": "ended_on"},
        words={"outcome": "outcome", **CASE_STATE},
        moments={},
        relations={},
    ),
    "measure": RecordKind(
        Measure,
        "case",
        days={"starts_on": "starts_on", "planned_until": "planned_until", "ended_on": "ended_on"},
        words={"state": "state", **CASE_STATE},
        moments={},
        relations={"due_success_part": has_due_part},
    ),
}
