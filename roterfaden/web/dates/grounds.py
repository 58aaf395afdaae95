"""On what a deadline rests: the paragraph, what hangs on it, and how sure we are of it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roterfaden.process.deadline_rules import ANYWHERE, UnknownRule, rule_book
from roterfaden.process.models import Deadline

LAW: dict[str, Promise] = {
    "read": _("Mit dem Gesetzestext verglichen."),
    "secondary": _("Aus zweiter Hand. Bitte im Gesetz nachlesen."),
    "general": _("Noch nicht mit dem Gesetzestext verglichen. Bitte prüfen."),
}
PRACTICE: dict[str, Promise] = {
    "read": _("Richtwert aus der Quelle. Der Auftrag kann anderes sagen."),
    "secondary": _("Richtwert aus zweiter Hand. Der Auftrag kann anderes sagen."),
    "general": _("Üblicher Richtwert. Der Auftrag kann anderes sagen."),
}


@dataclass(frozen=True)
class Ground:
    """What the page says beside the day. `doubtful`: somebody should look it up before relying on it."""

    law: str
    follows: str
    certainty: str
    doubtful: bool


def ground_of(row: Deadline) -> Ground | None:
    """The ground of a deadline by a rule; None for a day that somebody named, and for what only a chain says."""
    if not row.rule or row.started_on is None:
        return None
    try:
        rule = rule_book().rule_or_newest(row.rule, on=row.started_on)
    except UnknownRule:
        return None
    words = PRACTICE if rule.jurisdiction == ANYWHERE else LAW
    doubtful = words is LAW and rule.certainty != "read"
    return Ground(rule.law, rule.consequence, str(words[rule.certainty]), doubtful)


def steps_of(row: Deadline, ground: Ground | None) -> list[str]:
    """How the day was counted, without what the page says in its own place."""
    return [step for step in row.computed.splitlines() if ground is None or step != ground.follows]
