"""From open tasks to cards: the four questions of the present step."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.forms import BaseForm
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from roterfaden.cases.models import Case
from roterfaden.process.choices import DocumentState
from roterfaden.process.engine.definition import Chain, Decision, Document, Step
from roterfaden.process.models import TaskDocument
from roterfaden.process.thread import OpenTask, Story, printed_number
from roterfaden.web.cases.forms import DeviationForm, StepForm
from roterfaden.web.components import Action, Basis, Card, DocumentRow, Hint, Outcome

TARGET = "faden-teil"
# forms that were filled in and not accepted, by their prefix: they take the place of fresh ones
Filled = Mapping[str, BaseForm]


def step_prefix(story: Story, open_task: OpenTask) -> str:
    return f"s{story.run.pk}-{open_task.task.number}"


def deviation_prefix(story: Story, open_task: OpenTask) -> str:
    return f"d{story.run.pk}-{open_task.task.number}"


def card_of(case: Case, story: Story, open_task: OpenTask, *, anchor: str, filled: Filled) -> Card:
    """The card of one open task. Cards of a closed case have no buttons; there are none, for closing ends the thread."""
    task, step = open_task.task, open_task.step
    where = [case.code, story.run.pk, task.number]
    missing = missing_titles(open_task)
    due = open_task.deadlines[0] if open_task.deadlines else None
    question, outcomes = ways_on(story.chain, open_task)
    initial = {"moves": story.run.moves}
    prefix, off = step_prefix(story, open_task), deviation_prefix(story, open_task)
    return Card(
        anchor=anchor,
        number=printed_number(task.node),
        nth=open_task.nth,
        title=open_task.title,
        chain=story.chain.id,
        url=reverse("cases:complete", args=where),
        since=task.opened_at,
        responsible=", ".join(
            story.chain.roles.get(role, role) for role in (step.responsible if step else ())
        ),
        todo=[Hint(text=hint) for place in places(story.chain, open_task) for hint in place.hints],
        basis=_basis(story, open_task),
        documents=document_rows(case, story, open_task),
        due=due.due_on if due else None,
        due_label=_("Fällig") if due else "",
        due_computed=due.computed if due else "",
        question=question,
        outcomes=outcomes,
        form=filled.get(prefix) or StepForm(prefix=prefix, initial=initial, missing=bool(missing)),
        warning=_warning(missing),
        deviate_form=filled.get(off)
        or DeviationForm(prefix=off, initial=initial, story=story, open_task=open_task),
        deviate_url=reverse("cases:deviate", args=where),
        deviations=_further(case, story, open_task),
        target=TARGET,
    )


def places(chain: Chain, open_task: OpenTask) -> list[Step | Decision]:
    """What the card is about: the open step or question, and the question that is answered together with the step."""
    if open_task.decision is not None:
        return [open_task.decision]
    if open_task.step is None:
        return []
    question = question_after(chain, open_task.step)
    return [open_task.step] if question is None else [open_task.step, question]


def question_after(chain: Chain, step: Step) -> Decision | None:
    """The question that follows a step at once. Behind a parallel part it comes when all its branches are done."""
    question = chain.decision(step.next[0]) if len(step.next) == 1 else None
    joins = {split.joins_at for split in chain.splits}
    return None if question is None or question.id in joins else question


def missing_titles(open_task: OpenTask) -> list[str]:
    """The required documents of the step of which nothing is known yet."""
    known = {row.title for row in open_task.documents}
    asked = open_task.step.documents if open_task.step else ()
    return [document.title for document in asked if document.required and document.title not in known]


def ways_on(chain: Chain, open_task: OpenTask) -> tuple[str, list[Outcome]]:
    """The question of a card, if there is one, and its buttons."""
    if open_task.decision is not None:
        return open_task.decision.question, _answers(chain, open_task.decision)
    if open_task.step is None:
        return "", [Outcome(label=_("Eigenen Schritt abschließen"), value="")]
    question = question_after(chain, open_task.step)
    if question is None:
        further = _leads_to(chain, *chain.successors(open_task.task.node))
        return "", [Outcome(label=_("Schritt abschließen"), value="", leads_to=further)]
    later = Outcome(label=_("Nur abschließen"), value="", leads_to=_("die Antwort folgt später"))
    return question.question, [*_answers(chain, question), later]


def _answers(chain: Chain, decision: Decision) -> list[Outcome]:
    return [
        Outcome(
            label=capfirst(outcome.label),
            value=outcome.label,
            leads_to=outcome.note or _leads_to(chain, outcome.next),
        )
        for outcome in decision.outcomes
    ]


def _leads_to(chain: Chain, *nodes: str) -> str:
    if len(nodes) > 1:
        return _("%(count)s Schritte nebeneinander") % {"count": len(nodes)}
    end = chain.end(nodes[0])
    name = f"{printed_number(nodes[0])} {chain.title_of(nodes[0])}".strip()
    return (_("Ende: %(name)s") if end else _("weiter mit %(name)s")) % {"name": name}


def _basis(story: Story, open_task: OpenTask) -> list[Basis]:
    lines = [Basis(text=line) for place in places(story.chain, open_task) for line in place.guidance]
    for chain in open_task.step.requires_results if open_task.step else ():
        url = reverse("chains:detail", args=[chain])
        lines.append(Basis(text=_("Braucht das Ergebnis von %(chain)s.") % {"chain": chain}, url=url))
    handbook = _("Kette %(chain)s, Fassung %(version)s") % {
        "chain": story.chain.id,
        "version": story.chain.version,
    }
    url = reverse("chains:detail", args=[story.chain.id]) + f"#{open_task.task.node}"
    return [*lines, Basis(text=story.chain.source, note=handbook, url=url)]


def document_rows(case: Case, story: Story, open_task: OpenTask) -> list[DocumentRow]:
    asked = open_task.step.documents if open_task.step else ()
    known = {row.title: row for row in open_task.documents}
    return [
        _document_row(case, story, open_task, index, document, known.get(document.title))
        for index, document in enumerate(asked)
    ]


def _document_row(
    case: Case, story: Story, open_task: OpenTask, index: int, document: Document, known: TaskDocument | None
) -> DocumentRow:
    record = reverse("cases:document", args=[case.code, story.run.pk, open_task.task.number, index])
    direction = _("kommt herein") if document.direction == "in" else _("geht hinaus")
    if known is None:
        note = _("Pflicht, %(direction)s") if document.required else _("wenn nötig, %(direction)s")
        return DocumentRow(
            title=document.title,
            state="missing" if document.required else "open",
            note=note % {"direction": direction},
            actions=[Action(label=_("Festhalten"), url=record)],
        )
    actions = [Action(label=_("Ändern"), url=record)]
    if known.file is not None:
        actions.insert(
            0, Action(label=_("Öffnen"), url=reverse("cases:file", args=[case.code, known.file.uuid]))
        )
    who = f"{known.recorded_by.short_name}, {known.recorded_at:%d.%m.%Y}"
    excused = known.state == DocumentState.EXCUSED
    return DocumentRow(
        title=document.title,
        state="excused" if excused else "present",
        note=f"{known.reason} {who}" if excused else who,
        actions=actions,
    )


def _warning(missing: Sequence[str]) -> str:
    if not missing:
        return ""
    if len(missing) == 1:
        return _("Eine Pflichtunterlage fehlt. Sie können weitergehen, müssen es aber begründen.")
    return _("%(count)s Pflichtunterlagen fehlen. Sie können weitergehen, müssen es aber begründen.") % {
        "count": len(missing)
    }


def _further(case: Case, story: Story, open_task: OpenTask) -> list[Action]:
    found = []
    if open_task.step is not None and open_task.step.subchains:
        url = reverse("cases:subchain", args=[case.code, story.run.pk, open_task.task.number])
        found.append(Action(label=_("Maßnahme oder Teilkette beginnen"), url=url))
    if story.run.moves > 1:
        undo = reverse("cases:undo", args=[case.code, story.run.pk])
        found.append(Action(label=_("Letzten Schritt zurücknehmen"), url=undo, icon="undo"))
    return found


def next_due(stories: Sequence[Story]) -> date | None:
    days = [deadline.due_on for story in stories for task in story.open for deadline in task.deadlines]
    return min(days, default=None)
