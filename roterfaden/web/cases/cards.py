"""From open tasks to cards: the four questions of the present step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.forms import BaseForm
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.languages.shipped import shipped
from roterfaden.process.choices import RunState
from roterfaden.process.engine.definition import Chain, Decision, Step
from roterfaden.process.evidence import result_title
from roterfaden.process.matrix import Cells, usual_here
from roterfaden.process.origins import origins_of
from roterfaden.process.past import printed_number
from roterfaden.process.thread import Story, Visit
from roterfaden.web.cases.forms import DeviationForm, MissingForm, StepForm, named
from roterfaden.web.cases.links import (
    TARGET,
    called_anchor,
    card_anchor,
    deviation_prefix,
    run_url,
    step_prefix,
    step_url,
)
from roterfaden.web.cases.reading import shows
from roterfaden.web.cases.records import document_rows, missing_warning
from roterfaden.web.components import Action, Basis, Card, Hint, Outcome
from roterfaden.web.handbook.guide import NO_GUIDE, Guide
from roterfaden.web.handbook.laws import law_note, quotes_old


@dataclass(frozen=True)
class Typed:
    """Forms that were sent and not accepted, by their prefix: they take the place of fresh ones."""

    forms: Mapping[str, BaseForm] = field(default_factory=dict)
    missing: Mapping[str, BaseForm] = field(default_factory=dict)


NOTHING_TYPED = Typed()


def card_of(
    case: Case,
    story: Story,
    visit: Visit,
    *,
    typed: Typed = NOTHING_TYPED,
    called: Iterable[Story] = (),
    may_undo: bool = False,
    cells: Cells | None = None,
    facts_missing: Basis | None = None,
    guide: Guide = NO_GUIDE,
) -> Card:
    """The card of one open task.

    `called` are the chains that were begun from it, `guide` is what the handbook offers, `cells` suggest measures.
    """
    task, step = visit.task, visit.step
    origins = origins_of(story.run.chain_version)
    missing = visit.missing()
    due = next((row for row in visit.deadlines if row.suspended_since is None), None)
    question, outcomes, later = ways_on(story.chain, visit)
    initial = {"moves": story.run.moves}
    prefix, off = step_prefix(story, visit), deviation_prefix(story, visit)
    return Card(
        anchor=card_anchor(story, visit),
        number=printed_number(task.node),
        kind=_kind(visit),
        nth=visit.nth,
        title=visit.title,
        chain=story.chain.id,
        url=step_url(case, story, visit, "complete"),
        since=task.opened_at,
        responsible=", ".join(story.chain.roles.get(r, r) for r in (step.responsible if step else ())),
        todo=[
            Hint(text=hint, source=origins.source(place.id, "hints", hint))
            for place in places(story.chain, visit)
            for hint in place.hints
        ],
        basis=[*_basis(story, visit), *guide.chapters_at(story, visit)],
        aids=guide.aids_at(story, visit),
        documents=document_rows(case, story, visit, may_work=True),
        due=due.due_on if due else None,
        due_label=_("Frist") if due else "",
        source=origins.source(task.node, "title"),
        due_computed=due.computed if due else "",
        question=question,
        outcomes=outcomes,
        later=later,
        form=typed.forms.get(prefix) or StepForm(prefix=prefix, initial=initial | {"note": task.note}),
        warning=missing_warning(missing, visit.missing_results),
        reason_form=typed.missing.get(prefix) or _asks_why(prefix, missing),
        facts_missing=facts_missing,
        called=[_called(other) for other in called],
        suggested=_suggested(case, story, visit, cells),
        actions=_actions(case, story, visit, may_undo=may_undo),
        deviate_form=typed.forms.get(off)
        or DeviationForm(prefix=off, initial=initial, story=story, visit=visit),
        deviate_url=step_url(case, story, visit, "deviate"),
        target=TARGET,
    )


def _kind(visit: Visit) -> str:
    if visit.is_own:
        return _("eigener Schritt")
    return _("Frage") if visit.decision else _("Schritt")


def places(chain: Chain, visit: Visit) -> list[Step | Decision]:
    """What the card is about: the open step or question, and the question that is answered together with the step."""
    if visit.decision is not None:
        return [visit.decision]
    if visit.step is None:
        return []
    question = question_after(chain, visit.step)
    return [visit.step] if question is None else [visit.step, question]


def question_after(chain: Chain, step: Step) -> Decision | None:
    """The question that follows a step at once. Behind a parallel part it comes when all its branches are done."""
    question = chain.decision(step.next[0]) if len(step.next) == 1 else None
    joins = {split.joins_at for split in chain.splits}
    return None if question is None or question.id in joins else question


def ways_on(chain: Chain, visit: Visit) -> tuple[str, list[Outcome], Outcome | None]:
    """The question of a card if there is one, its buttons, and the quieter one that leaves the answer for later."""
    if visit.decision is not None:
        return visit.decision.question, _answers(chain, visit.decision), None
    if visit.step is None:
        return "", [Outcome(label=_("Eigenen Schritt abschließen"), value="")], None
    question = question_after(chain, visit.step)
    if question is None:
        further = _leads_to(chain, chain.successors(visit.task.node))
        return "", [Outcome(label=_("Schritt abschließen"), value="", leads_to=further)], None
    later = Outcome(label=_("Nur abschließen,"), value="", leads_to=_("die Antwort folgt später"))
    return question.question, _answers(chain, question), later


def _answers(chain: Chain, decision: Decision) -> list[Outcome]:
    return [
        Outcome(
            label=capfirst(shipped(outcome.label)),
            value=outcome.label,
            leads_to=". ".join(
                filter(None, (shipped(outcome.note).rstrip("."), _leads_to(chain, (outcome.next,))))
            ),
        )
        for outcome in decision.outcomes
    ]


def _leads_to(chain: Chain, nodes: Sequence[str]) -> str:
    if len(nodes) > 1:
        return _("%(count)s Schritte nebeneinander") % {"count": len(nodes)}
    end = chain.end(nodes[0])
    name = named(nodes[0], chain.title_of(nodes[0]))
    if end is not None and end.chain:
        return _("Übergabe an %(chain)s") % {"chain": end.chain}
    if chain.decision(nodes[0]) is not None:
        return _("nächste Frage: %(name)s") % {"name": name}
    return (_("Ende: %(name)s") if end else _("weiter mit %(name)s")) % {"name": name}


def _basis(story: Story, visit: Visit) -> list[Basis]:
    old = quotes_old(story.chain)
    origins = origins_of(story.run.chain_version)
    lines = [
        Basis(text=line, note=law_note(line, old=old), source=origins.source(place.id, "guidance", line))
        for place in places(story.chain, visit)
        for line in place.guidance
    ]
    for chain in visit.step.requires_results if visit.step else ():
        url = reverse("chains:detail", args=[chain])
        note = _("fehlt noch") if result_title(chain) in visit.missing_results else _("liegt vor")
        text = _("Braucht das Ergebnis von %(chain)s.") % {"chain": chain}
        lines.append(Basis(text=text, url=url, note=note))
    version = {"chain": story.chain.id, "version": story.chain.version}
    note = _("Kette %(chain)s, Fassung %(version)s") % version
    url = reverse("chains:version", args=[story.chain.id, story.chain.version])
    known = visit.step or visit.decision
    return [
        *lines,
        Basis(text=shipped(story.chain.source), note=note, url=f"{url}#{known.id}" if known else url),
    ]


def _called(story: Story) -> Basis:
    running = story.run.state == RunState.RUNNING
    return Basis(
        text=f"{story.chain.id} {story.chain.title}",
        note=_("läuft") if running else _("beendet"),
        url=f"#{called_anchor(story)}",
    )


def _asks_why(prefix: str, missing: Sequence[str]) -> MissingForm | None:
    return MissingForm(prefix=prefix, titles=missing) if missing else None


def _suggested(case: Case, story: Story, visit: Visit, cells: Cells | None) -> list[Basis]:
    """The measures that the step may begin and that are usual in its field of activity."""
    called = visit.step.subchains if visit.step and cells else ()
    url = step_url(case, story, visit, "subchain")
    return [
        Basis(text=key, note=", ".join(field.id for field in fields), url=f"{url}?kette={key}")
        for key, fields in usual_here(story.chain.id, called, cells or {}).items()
    ]


def _actions(case: Case, story: Story, visit: Visit, *, may_undo: bool) -> list[Action]:
    found = []
    if visit.step is not None and visit.step.subchains:
        url = step_url(case, story, visit, "subchain")
        label = _("Maßnahme oder Teilkette beginnen")
        found.append(Action(label=label, url=url, kind="tertiary", icon="branch"))
        if shows(case, FieldClass.ASSESSMENT):
            url = reverse("admission:index", args=[case.code])
            found.append(Action(label=_("Angebote prüfen"), url=url, kind="tertiary", icon="checklist"))
    if not visit.is_own:
        said = {"kette": story.chain.id, "fassung": story.chain.version, "schritt": visit.task.node}
        url = f"{reverse('proposals:new')}?{urlencode(said)}"
        found.append(Action(label=_("Hier stimmt etwas nicht"), url=url, kind="tertiary", icon="edit"))
    if may_undo:
        url = run_url(case, story, "undo")
        found.append(Action(label=_("Letzten Schritt zurücknehmen"), url=url, kind="tertiary", icon="undo"))
    return found
