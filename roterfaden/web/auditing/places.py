"""Where a finding may be written, as choices of a form, and back."""

from datetime import date

from django.utils.translation import gettext as _

from roterfaden.auditing.choices import FindingPlace
from roterfaden.auditing.finding import Place
from roterfaden.auditing.models import Audit, SampledCase
from roterfaden.process.catalogue import chain_of_run
from roterfaden.process.choices import TaskState
from roterfaden.process.models import Task, TaskDocument
from roterfaden.standards.layering import standards_for
from roterfaden.standards.library import references

GENERAL = "general"


def places_of(audit: Audit, *, on: date) -> list[tuple[str, str]]:
    """In general, and every requirement that holds for the service."""
    rows = references(standards_for(audit.organisation, on=on).values())
    return [(GENERAL, _("allgemein")), *((f"requirement|{which}", words) for which, words in rows)]


def places_in_case(sampled: SampledCase) -> list[tuple[str, str]]:
    """Every step that the drawn case took, and every document it has, by title and without a name."""
    tasks = (
        Task.objects.filter(run__case_run__case=sampled.case)
        .exclude(state=TaskState.VOID)
        .select_related("run__chain_version")
        .order_by("run_id", "number")
    )
    found = [(GENERAL, _("der ganze Fall"))]
    for task in tasks:
        chain = chain_of_run(task.run)
        found.append((f"step|{task.uuid}", f"{chain.id} {task.node} {chain.title_of(task.node)}"))
    rows = TaskDocument.objects.filter(task__run__case_run__case=sampled.case).select_related("task")
    found += [(f"document|{row.uuid}", f"{_('Unterlage')} {row.title}") for row in rows.order_by("pk")]
    return found


def place_of(chosen: str, sampled: SampledCase | None) -> Place:
    """The place that a form's choice names."""
    kind, _sign, which = chosen.partition("|")
    if kind == "requirement":
        return Place(kind=FindingPlace.REQUIREMENT, reference=which)
    if kind == "step":
        task = Task.objects.select_related("run__chain_version").get(uuid=which)
        words = f"{task.run.chain_version.key}:{task.node}"
        return Place(kind=FindingPlace.STEP, reference=words, sampled=sampled, task=task)
    if kind == "document":
        row = TaskDocument.objects.select_related("task").get(uuid=which)
        return Place(kind=FindingPlace.DOCUMENT, reference=row.title[:120], sampled=sampled, document=row)
    return Place(kind=FindingPlace.GENERAL, sampled=sampled)
