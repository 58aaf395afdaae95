"""Where a decision of a triage leads: the page that comes next, and the step of the chain."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case, CaseRun
from roterfaden.process.catalogue import chain_of
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.models import Task
from roterfaden.process.spoken import spoken
from roterfaden.triage.choices import FollowUp
from roterfaden.triage.guide import Guide, Path
from roterfaden.triage.models import TriageDecision
from roterfaden.web.cases.reading import shows
from roterfaden.web.components import Link

PAGES = {
    FollowUp.ORDER: "orders:new",
    FollowUp.MEASURE: "measures:add",
    FollowUp.APPLICATION: "applications:new",
    FollowUp.LETTER: "reports:index",
    FollowUp.ASSESSMENT: "triage:assess",
}


@dataclass(frozen=True)
class Followed:
    """A decision that counts, and the pages that come next."""

    decision: TriageDecision
    links: list[Link]


def followed(case: Case, guide: Guide, decisions: dict[str, TriageDecision]) -> list[Followed]:
    """The decisions that count, newest first, each with where it leads."""
    found, tasks = [], _open_tasks(case, guide)
    for row in sorted(decisions.values(), key=lambda one: -one.number):
        path = guide.path(row.path)
        found.append(Followed(row, _links(case, path, tasks) if path else []))
    return found


def _links(case: Case, path: Path, tasks: dict[str, Link]) -> list[Link]:
    follow = FollowUp(path.follow)
    args = [] if follow == FollowUp.ORDER else [case.code]
    links = [Link(title=str(follow.label), url=reverse(PAGES[follow], args=args))]
    if shows(case, FieldClass.THREAD):
        thread = Link(title=_("Zum Faden"), url=reverse("cases:thread", args=[case.code]))
        links.append(tasks.get(path.step, thread))
    return links


def _open_tasks(case: Case, guide: Guide) -> dict[str, Link]:
    """The open steps of the running chain of the guide, each with the link to it."""
    rows = CaseRun.objects.filter(case=case).select_related("run__chain_version").order_by("pk")
    found: dict[str, Link] = {}
    for ordinal, row in enumerate(rows, start=1):
        if row.run.chain_version.key != guide.chain or row.run.state != RunState.RUNNING:
            continue
        titles = {step.id: step.title for step in spoken(chain_of(row.run.chain_version)).steps}
        for task in Task.objects.filter(run=row.run, state=TaskState.OPEN, node__in=titles):
            url = reverse("cases:visit", args=[case.code, ordinal, task.number])
            title = _("Schritt öffnen: %(title)s") % {"title": titles[task.node]}
            found[task.node] = Link(title=title, url=url)
    return found
