"""What the pages of a triage share: the guide of the region, what is known, the offers with who may do what."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.cases.rules import may_work_on
from roterfaden.languages.shipped import shipped
from roterfaden.offers.admission.checking import Verdict
from roterfaden.offers.admission.definition import Facts
from roterfaden.offers.person_check import Explained, PersonCheck
from roterfaden.offers.reader import shipped_facts
from roterfaden.offers.sentences import value_words
from roterfaden.triage.guide import Guide, Path, Question, Way, all_hold, asked, ways_of
from roterfaden.triage.models import TriageDecision
from roterfaden.triage.reader import guide_for
from roterfaden.web.admission.frame import parts_open
from roterfaden.web.casefile.frame import refuse_unless
from roterfaden.web.guards import user_of

INDEX = "triage:index"
RANKS = (Verdict.ADMITTED, Verdict.OPEN, Verdict.NOT_ADMITTED)
GROUPS: dict[Verdict, tuple[str, str | Promise]] = {
    Verdict.ADMITTED: ("passt", _("Passt nach dem, was bekannt ist")),
    Verdict.OPEN: ("offen", _("Noch offen")),
    Verdict.NOT_ADMITTED: ("nicht", _("Passt zurzeit nicht")),
}


@dataclass(frozen=True)
class Proposal:
    """One offer: the check, what this office may do about it, and what was decided."""

    path: Path
    found: Explained
    ways: tuple[Way, ...]
    decision: TriageDecision | None


@dataclass(frozen=True)
class Group:
    id: str
    title: str | Promise
    rows: tuple[Proposal, ...]
    folded: bool


@dataclass(frozen=True)
class KnownLine:
    """One question with its answer: from the file, or given here."""

    question: Question
    title: str
    value: str
    source: str


def guide_of(case: Case) -> Guide:
    """The triage where the service works; 404 where there is none."""
    guide = guide_for(case.service.region)
    if guide is None:
        raise Http404
    return guide


def check_right(request: HttpRequest, case: Case) -> None:
    """403 for sending a form, where somebody may not work on the case."""
    if request.method == "POST":
        refuse_unless(may_work_on(user_of(request), case, on=timezone.localdate()))


def reads_health(case: Case) -> bool:
    return FieldClass.HEALTH in parts_open(case)


def values_of(check: PersonCheck) -> Facts:
    return {name: one.value for name, one in check.told.items()}


def groups_of(guide: Guide, check: PersonCheck, decisions: dict[str, TriageDecision]) -> list[Group]:
    """The offers that come into question, the fitting ones first, each group in the order of the guide."""
    known = values_of(check)
    rows: dict[Verdict, list[Proposal]] = {}
    for path in guide.paths:
        found = check.offer(path.offer)
        if found is None or all_hold(path.when, known) is False:
            continue
        verdict = Verdict(found.result.verdict)
        made = Proposal(path, found, tuple(ways_of(path, known)), decisions.get(path.id))
        rows.setdefault(verdict, []).append(made)
    return [
        Group(*GROUPS[verdict], tuple(rows[verdict]), folded=verdict == Verdict.NOT_ADMITTED)
        for verdict in RANKS
        if verdict in rows
    ]


def known_lines(guide: Guide, check: PersonCheck) -> list[tuple[str, list[KnownLine]]]:
    """What is known to the questions that matter, part by part, each with its source."""
    known, facts, parts = values_of(check), shipped_facts(), dict[str, list[KnownLine]]()
    for one in asked(guide, known):
        if one.fact in known:
            value, fact = known[one.fact], facts[one.fact]
            line = KnownLine(
                one, shipped(fact.meaning), value_words(value, fact), check.told[one.fact].source
            )
            parts.setdefault(one.part, []).append(line)
    return [(guide.parts[key], parts[key]) for key in guide.parts if key in parts]
