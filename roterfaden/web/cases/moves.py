"""Move a run: complete, decide, deviate, undo, resume, go on in the next chain, begin a sub-chain."""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases import steps
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.cases.thread import stories_of
from roterfaden.process import deviations
from roterfaden.process.catalogue import chain_of, versions_in_force
from roterfaden.process.choices import ReasonCategory, TaskState
from roterfaden.process.models import Run, Task
from roterfaden.process.runs import RunMovedOn, RunRefused
from roterfaden.process.thread import OpenTask, Story
from roterfaden.web.cases.cards import deviation_prefix, missing_titles, step_prefix
from roterfaden.web.cases.forms import DeviationForm, ReasonForm, ResumeForm, StepForm, SubchainForm
from roterfaden.web.cases.navigation import case_head, case_links
from roterfaden.web.cases.page import thread_context
from roterfaden.web.cases.reading import find_case
from roterfaden.web.guards import user_of, writing_view

Refusals = (RunRefused, steps.StepRefused, CaseIsClosed)


@writing_view("POST")
def complete(request: HttpRequest, code: str, run: int, number: int) -> HttpResponse:
    case = find_case(request, code)
    story, open_task = find_open(case, run, number)
    if open_task is None:
        return moved_on(request, case, RunMovedOn(story.run, _moves_seen(request)), _typed(request))
    prefix = step_prefix(story, open_task)
    form = StepForm(request.POST, prefix=prefix, missing=bool(missing_titles(open_task)))
    if form.is_valid():
        try:
            steps.complete_task(
                case=case,
                seen=steps.Seen(story.run, form.cleaned_data["moves"]),
                number=number,
                outcome=request.POST.get("outcome", ""),
                note=form.cleaned_data["note"],
                missing_reason=form.cleaned_data.get("missing_reason", ""),
                by=user_of(request),
                at=timezone.now(),
            )
        except RunMovedOn as refusal:
            return moved_on(request, case, refusal, form.cleaned_data["note"])
        except steps.MissingDocuments as refusal:
            form.add_error("missing_reason", str(refusal))
        except Refusals as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("cases:thread", code)
    return refused(request, case, {prefix: form})


@writing_view("POST")
def deviate(request: HttpRequest, code: str, run: int, number: int) -> HttpResponse:
    case = find_case(request, code)
    story, open_task = find_open(case, run, number)
    if open_task is None:
        return moved_on(request, case, RunMovedOn(story.run, _moves_seen(request)), _typed(request))
    prefix = deviation_prefix(story, open_task)
    form = DeviationForm(request.POST, prefix=prefix, story=story, open_task=open_task)
    if form.is_valid():
        kind, _colon, place = form.cleaned_data["way"].partition(":")
        ways: dict[str, tuple[Callable[..., Run], dict[str, Any]]] = {
            "own": (deviations.add_step, {"title": form.cleaned_data["title"]}),
            "skip": (deviations.skip, {"number": number}),
            "repeat": (deviations.repeat, {"number": number}),
            "leave": (deviations.leave, {}),
            "rule": (deviations.apply_rule, {"rule": place}),
            "jump": (deviations.jump, {"number": number, "to": place}),
            "end": (deviations.end_early, {"end": place}),
        }
        deviation, where = ways[kind]
        answer = _deviate(request, case, story, form, deviation, where)
        if answer is not None:
            return answer
    return refused(request, case, {prefix: form})


@writing_view("GET", "POST")
def undo(request: HttpRequest, code: str, run: int) -> HttpResponse:
    case = find_case(request, code)
    story = find_story(case, run)
    form = ReasonForm(request.POST or None, initial={"moves": story.run.moves})
    if form.is_valid():
        answer = _deviate(request, case, story, form, deviations.undo_last, {})
        if answer is not None:
            return answer
    return ask(request, case, form, title=_("Letzten Schritt zurücknehmen"), label=_("Zurücknehmen"))


@writing_view("GET", "POST")
def resume(request: HttpRequest, code: str, run: int) -> HttpResponse:
    case = find_case(request, code)
    story = find_story(case, run)
    form = ResumeForm(request.POST or None, initial={"moves": story.run.moves}, story=story)
    if form.is_valid():
        answer = _deviate(request, case, story, form, deviations.resume, {"to": form.cleaned_data["to"]})
        if answer is not None:
            return answer
    return ask(request, case, form, title=_("Faden wieder aufnehmen"), label=_("Wieder aufnehmen"))


@writing_view("POST")
def go_on(request: HttpRequest, code: str, run: int) -> HttpResponse:
    case = find_case(request, code)
    found = get_object_or_404(Run, pk=run, case_run__case=case)
    try:
        steps.continue_in_next_chain(case=case, run=found, by=user_of(request), at=timezone.now())
    except Refusals as refusal:
        context = thread_context(request, case, today=timezone.localdate()) | {"refusal": str(refusal)}
        return render(request, "cases/thread.html", context, status=422)
    return redirect("cases:thread", code)


@writing_view("GET", "POST")
def subchain(request: HttpRequest, code: str, run: int, number: int) -> HttpResponse:
    case = find_case(request, code)
    task = get_object_or_404(Task, run_id=run, run__case_run__case=case, number=number, state=TaskState.OPEN)
    form = SubchainForm(request.POST or None, entries=_entries(task))
    if form.is_valid():
        key, _colon, start = form.cleaned_data["entry"].partition(":")
        try:
            steps.call_subchain(
                case=case, task=task, chain_key=key, start_node=start, by=user_of(request), at=timezone.now()
            )
        except Refusals as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("cases:thread", code)
    return ask(request, case, form, title=_("Maßnahme oder Teilkette beginnen"), label=_("Beginnen"))


def find_story(case: Case, run: int) -> Story:
    story = next((story for story in stories_of(case) if story.run.pk == run), None)
    if story is None:
        raise Http404
    return story


def find_open(case: Case, run: int, number: int) -> tuple[Story, OpenTask | None]:
    """The story of `run` and its open task `number`, if it is still open. A task that never was is a 404."""
    story = find_story(case, run)
    if number > story.run.tasks_opened or number < 1:
        raise Http404
    return story, next((task for task in story.open if task.task.number == number), None)


def refused(request: HttpRequest, case: Case, filled: dict[str, BaseForm]) -> HttpResponse:
    """The page, or its thread alone for htmx, with what was typed and why it was not accepted."""
    context = thread_context(request, case, today=timezone.localdate(), filled=filled)
    template = "cases/_thread.html" if request.headers.get("HX-Request") else "cases/thread.html"
    return render(request, template, context, status=422)


def moved_on(request: HttpRequest, case: Case, refusal: RunMovedOn, note: str) -> HttpResponse:
    """Tell who did what meanwhile, and give back what was typed."""
    story = find_story(case, refusal.run_pk)
    done = [
        {"title": task.title or story.chain.title_of(task.node), "task": task} for task in refusal.closed_since
    ]
    context = thread_context(request, case, today=timezone.localdate())
    context |= {"refusal": str(refusal), "meanwhile": done, "typed": note}
    template = "cases/_thread.html" if request.headers.get("HX-Request") else "cases/thread.html"
    return render(request, template, context, status=409)


def ask(request: HttpRequest, case: Case, form: BaseForm, *, title: str, label: str) -> HttpResponse:
    """A page with one form about the thread of a case."""
    today = timezone.localdate()
    context = {
        "nav": "cases",
        "case": case,
        "today": today,
        "head": case_head(case, today=today),
        "links": case_links(case, current="cases:thread"),
        "form": form,
        "title": title,
        "label": label,
    }
    return render(request, "cases/ask.html", context, status=422 if form.is_bound else 200)


def _deviate(
    request: HttpRequest,
    case: Case,
    story: Story,
    form: ReasonForm,
    deviation: Callable[..., Run],
    where: dict[str, Any],
) -> HttpResponse | None:
    """Try a deviation; None when it was refused and the form says why."""
    reason = deviations.Reason(ReasonCategory(form.cleaned_data["category"]), form.cleaned_data["reason"])
    try:
        steps.deviate(
            case=case,
            seen=steps.Seen(story.run, form.cleaned_data["moves"]),
            deviation=deviation,
            reason=reason,
            by=user_of(request),
            at=timezone.now(),
            **where,
        )
    except RunMovedOn as refusal:
        return moved_on(request, case, refusal, reason.sentence)
    except Refusals as refusal:
        form.add_error(None, str(refusal))
        return None
    return redirect("cases:thread", case.code)


def _moves_seen(request: HttpRequest) -> int:
    sent = next((value for key, value in request.POST.items() if key.endswith("moves")), "")
    return int(sent) if str(sent).isdigit() and len(str(sent)) < 10 else 0  # noqa: PLR2004 - longer is no count


def _typed(request: HttpRequest) -> str:
    sent = [str(value) for key, value in request.POST.items() if key.endswith(("note", "reason"))]
    return "\n".join(filter(None, sent))


def _entries(task: Task) -> list[tuple[str, Any]]:
    """The starts of the chains that the task's step names and that are in force, grouped by chain."""
    wanted = chain_of(task.run.chain_version).subchains_of(task.node)
    versions = {version.key: version for version in versions_in_force(on=timezone.localdate()).filter(key__in=wanted)}
    return [
        (
            f"{key} {versions[key].title}",
            [(f"{key}:{start.id}", start.title) for start in chain_of(versions[key]).starts],
        )
        for key in wanted
        if key in versions
    ]
