"""The parts of a plan and the stages of a cooperation, ready for templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.consent.choices import DataClass
from roterfaden.cooperation.choices import CooperationState, MeetingKind, MeetingState, PlanSection
from roterfaden.cooperation.comparison import costs_of
from roterfaden.cooperation.models import Cooperation, Meeting, PlanVersion
from roterfaden.cooperation.procedures import Procedure
from roterfaden.cooperation.queries import Standing

TITLES = {
    PlanSection.GOALS: gettext_lazy("Ziele"),
    PlanSection.ITEMS: gettext_lazy("Schritte"),
    PlanSection.OBLIGATIONS: gettext_lazy("Das trägt die Person bei"),
}
State = Literal["done", "now", "next"]


@dataclass(frozen=True)
class Line:
    """One line of a plan as people read it."""

    key: str
    text: str
    body: str
    person: str
    costs: str
    due_on: date | None
    data_class: str


@dataclass(frozen=True)
class Section:
    code: str
    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Stage:
    """One stage on the way, with what is known about it and where it is worked on."""

    title: str
    state: State
    note: str = ""
    url: str = ""


def sections_of(content: Mapping[str, Any]) -> list[Section]:
    return [
        Section(str(part), str(TITLES[part]), [_line(entry) for entry in content.get(part, ())])
        for part in PlanSection
    ]


def _line(entry: Mapping[str, Any]) -> Line:
    return Line(
        key=entry["key"],
        text=entry["text"],
        body=entry["body"],
        person=entry["person"],
        costs=costs_of(entry["cost_bearer"]),
        due_on=date.fromisoformat(entry["due_on"]) if entry["due_on"] else None,
        data_class=str(DataClass(entry["data_class"]).label),
    )


@dataclass(frozen=True)
class Known:
    """What the stages are read from."""

    cooperation: Cooperation
    procedure: Procedure
    meetings: list[Meeting]
    version: PlanVersion | None
    standing: Standing | None
    shared: int
    findings: int


def stages(known: Known) -> list[Stage]:
    """The way from the entry to the end; what comes after the last one that is done is now."""
    cooperation, terms = known.cooperation, known.procedure.terms
    code = cooperation.case.code
    table, evaluation = _newest(known, MeetingKind.TABLE), _newest(known, MeetingKind.EVALUATION)
    plan = reverse("cooperation:plan", args=[code])
    sheet = reverse("cooperation:version", args=[code, known.version.number]) if known.version else plan
    rows: list[tuple[str, bool, str, str]] = [
        (_("Voraussetzungen"), True, "", reverse("cooperation:check", args=[code])),
        (
            _("Anmeldung"),
            _accepted(cooperation),
            str(cooperation.get_state_display()),
            reverse(_registering(cooperation), args=[code]),
        ),
        (
            _("Austausch vorher"),
            bool(known.shared),
            "",
            reverse("cooperation:share", args=[code, "austausch"]),
        ),
        (terms["table"], _held(table), _when(table), _meeting_url(code, table)),
        (
            _("Situationsanalyse"),
            bool(known.findings),
            _points(known.findings),
            reverse("cooperation:situation", args=[code]),
        ),
        (terms["plan"], known.version is not None, _number(known.version), plan),
        (
            _("Unterschriften"),
            bool(known.standing and known.standing.is_binding),
            _signed(known.standing),
            sheet,
        ),
        (
            terms["management"],
            cooperation.manager_id is not None,
            "",
            reverse("cooperation:manage", args=[code]),
        ),
        (terms["evaluation"], _held(evaluation), _when(evaluation), _meeting_url(code, evaluation)),
        (_("Ende"), cooperation.ended_on is not None, "", reverse("cooperation:end", args=[code])),
    ]
    last_done = max((n for n, row in enumerate(rows) if row[1]), default=-1)
    now = next((n for n, row in enumerate(rows) if not row[1] and n > last_done), len(rows))
    found = []
    for n, (title, done, note, url) in enumerate(rows):
        state: State = "done" if done else "now" if n == now else "next"
        found.append(Stage(title, state, note, url))
    return found


def _registering(cooperation: Cooperation) -> str:
    waiting = cooperation.state in (CooperationState.REGISTERED, CooperationState.ASKED_BACK)
    return (
        "cooperation:decide"
        if waiting and cooperation.state == CooperationState.REGISTERED
        else "cooperation:register"
    )


def _accepted(cooperation: Cooperation) -> bool:
    return any(turn.kind == "accepted" for turn in cooperation.turns.all())


def _newest(known: Known, kind: MeetingKind) -> Meeting | None:
    rows = [row for row in known.meetings if row.kind == kind and row.state != MeetingState.CANCELLED]
    return rows[0] if rows else None


def _held(meeting: Meeting | None) -> bool:
    return meeting is not None and meeting.state == MeetingState.HELD


def _when(meeting: Meeting | None) -> str:
    if meeting is None:
        return ""
    return date_format(meeting.starts_at, "d.m.Y") if meeting.starts_at else str(meeting.get_state_display())


def _meeting_url(code: str, meeting: Meeting | None) -> str:
    if meeting is None:
        return reverse("cooperation:propose", args=[code])
    return reverse("cooperation:meeting", args=[code, meeting.uuid])


def _points(count: int) -> str:
    return _("%(count)s Punkte") % {"count": count} if count else ""


def _number(version: PlanVersion | None) -> str:
    return _("Fassung %(number)s") % {"number": version.number} if version else ""


def _signed(standing: Standing | None) -> str:
    if standing is None:
        return ""
    return _("%(given)s von %(all)s") % {"given": standing.given, "all": len(standing.lines)}
