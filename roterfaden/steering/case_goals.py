"""Goals of a person in a case: set with a scale of five levels, seen by each party, moved with a trace, ended."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to
from roterfaden.cases.search import further_texts, index_text
from roterfaden.common.catalogue_file import MAX_TITLE, CatalogueFile
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.steering.choices import Outcome, Party
from roterfaden.steering.models import CaseGoal, CaseGoalVersion, GoalView

actions.register("steering.case_goal_set", "Ziel im Fall gesetzt")
actions.register("steering.case_goal_moved", "Ziel im Fall geändert")
actions.register("steering.case_goal_seen", "Sicht auf ein Ziel festgehalten")
actions.register("steering.case_goal_ended", "Ziel im Fall abgeschlossen")

FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "steering" / "case_goals.yaml"
LEVELS = (-2, -1, 0, 1, 2)
EXPECTED = LEVELS.index(0)


class CaseGoalRefused(ValueError):
    """This cannot be done with the goal; the message says why."""


@dataclass(frozen=True)
class GoalCatalogue:
    """Frequent goals and the names of the levels."""

    topics: Mapping[str, str]
    levels: Mapping[int, str]


@lru_cache(maxsize=1)
def goal_catalogue() -> GoalCatalogue:
    """As this installation ships it. Raises FileFaults if the file is faulty."""
    file = CatalogueFile(FILE)
    file.edition("case_goals")
    topics, levels = {}, {}
    for fields in file.top.many("topics", least=1):
        topics[fields.identifier("id")] = fields.text("title", most=MAX_TITLE)
        fields.close()
    for fields in file.top.many("levels", named="level", least=len(LEVELS)):
        level = fields.choice("level", [str(one) for one in LEVELS])
        levels[level] = fields.text("title", most=MAX_TITLE)
        fields.close()
    file.close()
    return GoalCatalogue(topics, {int(level): title for level, title in levels.items()})


@dataclass(frozen=True)
class GoalWords:
    """A goal in the words of the person, and what its five levels look like (-2 to +2); 0 has to be said."""

    text: str
    levels: Sequence[str]
    topic: str = ""
    due_on: date | None = None


def set_goal(*, case: Case, words: GoalWords, by: User, at: datetime) -> CaseGoal:
    """Set a goal of the person.

    Refuses who does not see the case, an empty goal, a scale without the expected level, an unknown topic, a past day.
    Effects: audit entry with the topic alone.
    """
    _check(case, words, by=by, at=at)
    with transaction.atomic():
        goal = CaseGoal.objects.create(
            case=case,
            topic=words.topic,
            text=words.text.strip(),
            levels=_levels(words),
            due_on=words.due_on,
            set_on=local_day(at),
            set_by=by,
        )
        _index(goal)
        _tell("steering.case_goal_set", goal, by=by, at=at, topic=words.topic)
    return goal


def move_goal(
    *, goal: CaseGoal, words: GoalWords, reason: str, revision: int, by: User, at: datetime
) -> CaseGoal:
    """Change a goal that moves with the person; how it read before is kept with the reason.

    Refuses as `set_goal`, without a reason, one that is ended, with Conflict another revision.
    """
    _check_running(goal)
    _check(goal.case, words, by=by, at=at, known_day=goal.due_on)
    if not reason.strip():
        raise CaseGoalRefused("Bitte sagen Sie in einem Satz, warum sich das Ziel ändert.")
    before, before_levels = goal.text, list(goal.levels)
    with transaction.atomic():
        goal.text, goal.levels, goal.topic, goal.due_on = (
            words.text.strip(),
            _levels(words),
            words.topic,
            words.due_on,
        )
        save_revision(goal, expected=revision, fields=["text", "levels", "topic", "due_on"])
        CaseGoalVersion.objects.create(
            goal=goal,
            number=revision,
            text=before,
            levels=before_levels,
            reason=reason.strip(),
            replaced_at=at,
            replaced_by=by,
        )
        _index(goal)
        _tell("steering.case_goal_moved", goal, by=by, at=at)
    return goal


def note_view(
    *, goal: CaseGoal, party: Party, level: int, seen_on: date, note: str, by: User, at: datetime
) -> GoalView:
    """Write down how one party sees the goal. Refuses an ended goal, a wrong level or day."""
    _check_running(goal)
    _check_reader(goal.case, by, at)
    if level not in LEVELS:
        raise CaseGoalRefused("Bitte wählen Sie eine Stufe der Skala.")
    if not goal.set_on <= seen_on <= local_day(at):
        raise CaseGoalRefused("Der Tag liegt zwischen dem Tag, an dem das Ziel gesetzt wurde, und heute.")
    with transaction.atomic():
        view = GoalView.objects.create(
            goal=goal, party=party, level=level, seen_on=seen_on, note=note.strip(), written_by=by
        )
        _tell("steering.case_goal_seen", goal, by=by, at=at, party=str(party))
    return view


def end_goal(*, goal: CaseGoal, outcome: Outcome, ending: str, revision: int, by: User, at: datetime) -> None:
    """Say what became of the goal. Refuses one that is ended, with Conflict another revision; any end but reached
    needs a sentence.
    """
    _check_running(goal)
    _check_reader(goal.case, by, at)
    if outcome != Outcome.REACHED and not ending.strip():
        raise CaseGoalRefused("Bitte sagen Sie in einem Satz, was daraus wurde.")
    with transaction.atomic():
        goal.outcome, goal.ended_on, goal.ending = outcome, local_day(at), ending.strip()
        save_revision(goal, expected=revision, fields=["outcome", "ended_on", "ending"])
        _index(goal)
        _tell("steering.case_goal_ended", goal, by=by, at=at, outcome=str(outcome))


def latest_views(goal: CaseGoal) -> dict[Party, GoalView]:
    """The last view of each party; `views` may be prefetched."""
    found: dict[Party, GoalView] = {}
    for view in sorted(goal.views.all(), key=lambda one: (one.seen_on, one.pk)):
        found[Party(view.party)] = view
    return found


def parties_differ(views: Mapping[Party, GoalView]) -> bool:
    """Whether one party sees more than expected or as expected where another sees less: a reason to talk."""
    levels = [view.level for view in views.values()]
    return bool(levels) and min(levels) < 0 <= max(levels)


@further_texts
def texts_of_goals(case: Case) -> Iterator[tuple[UUID, str]]:
    """What the search finds of each goal of a case."""
    for goal in CaseGoal.objects.filter(case=case).order_by("pk"):
        goal.case = case
        yield goal.uuid, searched_goal(goal)


def searched_goal(goal: CaseGoal) -> str:
    """The words of a goal as it reads now: itself, its levels, what became of it."""
    return "\n".join(part for part in (goal.text, *goal.levels, goal.ending) if part)


def _index(goal: CaseGoal) -> None:
    case = Case.objects.select_for_update(of=("self",)).select_related("service").get(pk=goal.case_id)
    index_text(case=case, source=goal.uuid, text=searched_goal(goal))


def _levels(words: GoalWords) -> list[str]:
    return [text.strip() for text in words.levels]


def _check(case: Case, words: GoalWords, *, by: User, at: datetime, known_day: date | None = None) -> None:
    _check_reader(case, by, at)
    if not words.text.strip():
        raise CaseGoalRefused("Bitte schreiben Sie das Ziel in den Worten der Person.")
    if len(words.levels) != len(LEVELS) or not words.levels[EXPECTED].strip():
        raise CaseGoalRefused("Bitte sagen Sie, woran man erkennt, dass das Ziel erreicht ist.")
    if words.topic and words.topic not in goal_catalogue().topics:
        raise CaseGoalRefused("Bitte wählen Sie etwas aus der Liste.")
    if words.due_on and words.due_on != known_day and words.due_on < local_day(at):
        raise CaseGoalRefused("Der Tag liegt in der Vergangenheit.")


def _check_reader(case: Case, by: User, at: datetime) -> None:
    if not cases_visible_to(by, on=local_day(at)).filter(pk=case.pk).exists():
        raise CaseGoalRefused("Diesen Fall können Sie nicht bearbeiten.")


def _check_running(goal: CaseGoal) -> None:
    if goal.outcome:
        raise CaseGoalRefused("Dieses Ziel ist abgeschlossen.")


def _tell(action: str, goal: CaseGoal, *, by: User, at: datetime, **details: str) -> None:
    trail.record(
        action, by=by, at=at, subject=goal, scope=goal.case, organisation=goal.case.service, details=details
    )
