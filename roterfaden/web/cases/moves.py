"""Move a run: complete, decide, deviate, take back, take up again, go on in the next chain, begin a called chain."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases import steps
from roterfaden.cases.models import Case
from roterfaden.dossier.protocols import recorded_late
from roterfaden.process import deviations
from roterfaden.process.catalogue import chain_of, versions_for
from roterfaden.process.choices import ReasonCategory
from roterfaden.process.matrix import cells_of, own_matrix, usual_here
from roterfaden.process.models import Run
from roterfaden.process.runs import RunMovedOn
from roterfaden.process.spoken import spoken
from roterfaden.process.thread import Story, Visit
from roterfaden.web.casefile.frame import case_for
from roterfaden.web.cases.answers import REFUSALS, done, moved_on, refused
from roterfaden.web.cases.asking import ask
from roterfaden.web.cases.finding import find_story, find_visit
from roterfaden.web.cases.forms import (
    MOST_MOVES,
    DeviationForm,
    MissingForm,
    ReasonForm,
    ResumeForm,
    StepForm,
    SubchainForm,
)
from roterfaden.web.cases.links import deviation_prefix, step_prefix
from roterfaden.web.cases.reading import find_case
from roterfaden.web.guards import user_of, writing_view

MOST_LETTERS = 120  # of an answer


@writing_view("POST")
def complete(request: HttpRequest, code: str, run: int, number: int) -> HttpResponse:
    """Complete a step, answer a question, or both in one go."""
    case = find_case(request, code)
    story, visit = find_visit(case, run, number)
    if visit is None or not visit.is_open:
        return _overtaken(request, case, story, visit, f"s{run}-{number}")
    prefix = step_prefix(story, visit)
    form = StepForm(request.POST, prefix=prefix)
    titles = visit.missing()
    missing = MissingForm(request.POST, prefix=prefix, titles=titles) if titles else None
    if form.is_valid() and (missing is None or missing.is_valid()):
        said = form.cleaned_data | (missing.cleaned_data if missing else {})
        try:
            _complete(request, case, story, visit, said)
        except RunMovedOn as refusal:
            return moved_on(request, case, story, refusal)
        except (*REFUSALS, steps.MissingDocuments) as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(request, case, _("„%(title)s“ ist abgeschlossen.") % {"title": visit.title})
    return refused(request, case, forms={prefix: form}, missing={prefix: missing} if missing else None)


def _complete(request: HttpRequest, case: Case, story: Story, visit: Visit, said: dict[str, Any]) -> None:
    steps.complete_task(
        case=case,
        seen=steps.Seen(story.run, said["moves"]),
        number=visit.task.number,
        outcome=request.POST.get("outcome", "")[:MOST_LETTERS],
        note=said["note"],
        missing_reason=said.get("missing_reason", ""),
        by=user_of(request),
        at=timezone.now(),
    )


@writing_view("POST")
def deviate(request: HttpRequest, code: str, run: int, number: int) -> HttpResponse:
    """Leave the drawn path from an open step."""
    case = find_case(request, code)
    story, visit = find_visit(case, run, number)
    if visit is None or not visit.is_open:
        return _overtaken(request, case, story, visit, f"d{run}-{number}")
    prefix = deviation_prefix(story, visit)
    form = DeviationForm(request.POST, prefix=prefix, story=story, visit=visit)
    if form.is_valid():
        deviation, where = _way_off(form, number)
        answer = _deviate(request, case, story, form, deviation, where)
        if answer is not None:
            return answer
    return refused(request, case, forms={prefix: form})


def _way_off(form: DeviationForm, number: int) -> tuple[Callable[..., Run], dict[str, Any]]:
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
    return ways[kind]


@writing_view("GET", "POST")
def undo(request: HttpRequest, code: str, run: int) -> HttpResponse:
    """Take the last move of a run back, with a reason."""
    case = case_for(request, code, page="undo")
    story = find_story(case, run)
    form = ReasonForm(request.POST or None, initial={"moves": story.run.moves})
    if form.is_valid():
        answer = _deviate(
            request,
            case,
            story,
            form,
            deviations.undo_last,
            {},
            told=_("Der letzte Schritt ist zurückgenommen."),
        )
        if answer is not None:
            return answer
    text = _(
        "Der letzte Schritt wird wieder offen. Was dazu festgehalten wurde, bleibt als Spur am Faden stehen."
    )
    title, label = _("Letzten Schritt zurücknehmen"), _("Zurücknehmen")
    return ask(request, case, form, title=title, label=label, text=text)


@writing_view("GET", "POST")
def resume(request: HttpRequest, code: str, run: int) -> HttpResponse:
    """Take up a thread again that was left or has ended."""
    case = case_for(request, code, page="resume")
    story = find_story(case, run)
    form = ResumeForm(request.POST or None, initial={"moves": story.run.moves}, story=story)
    if form.is_valid():
        answer = _deviate(request, case, story, form, deviations.resume, {"to": form.cleaned_data["to"]})
        if answer is not None:
            return answer
    return ask(request, case, form, title=_("Faden wieder aufnehmen"), label=_("Wieder aufnehmen"))


@writing_view("POST")
def go_on(request: HttpRequest, code: str, run: int) -> HttpResponse:
    """Begin the chain to which an ended run hands over, or give its result to the run that waits for it."""
    case = find_case(request, code)
    story = find_story(case, run)
    try:
        begun = steps.continue_in_next_chain(case=case, run=story.run, by=user_of(request), at=timezone.now())
    except REFUSALS as refusal:
        return refused(request, case, refusal=str(refusal))
    recorded_late(case=case, by=user_of(request), at=timezone.now())
    chain = {"chain": chain_of(begun.run.chain_version).id}
    if begun.run.handed_over_from_id != story.run.pk:
        return done(request, case, _("Das Ergebnis liegt in der laufenden Kette %(chain)s vor.") % chain)
    return done(request, case, _("Der Faden geht in Kette %(chain)s weiter.") % chain)


@writing_view("GET", "POST")
def subchain(request: HttpRequest, code: str, run: int, number: int) -> HttpResponse:
    """Begin a measure or another chain that the open step names."""
    case = case_for(request, code, page="subchain")
    story, visit = find_visit(case, run, number)
    if visit is None or not visit.is_open:
        return _overtaken(request, case, story, visit)
    entries = _entries(case, story, visit)
    form = SubchainForm(request.POST or None, entries=entries, wanted=request.GET.get("kette", ""))
    if form.is_valid():
        key, _colon, start = form.cleaned_data["entry"].partition(":")
        try:
            steps.call_subchain(
                case=case,
                task=visit.task,
                chain_key=key,
                start_node=start,
                by=user_of(request),
                at=timezone.now(),
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(request, case, _("Die Kette %(chain)s ist begonnen.") % {"chain": key})
    text = _("Die Kette läuft neben dem Schritt „%(title)s“ und hat ihren eigenen Faden.") % {
        "title": visit.title
    }
    return ask(
        request, case, form, title=_("Maßnahme oder Teilkette beginnen"), label=_("Beginnen"), text=text
    )


def _entries(case: Case, story: Story, visit: Visit) -> list[tuple[str, Any]]:
    """The starts of the chains that the step names and that are in force, grouped by chain; what is usual is marked."""
    wanted = visit.step.subchains if visit.step else ()
    in_force = versions_for(case.service, on=timezone.localdate(), keys=wanted)
    chains = {key: spoken(chain_of(version)) for key, version in in_force.items()}
    usual = usual_here(story.chain.id, wanted, cells_of(own_matrix(case.service)))
    told = {
        key: _(" (üblich in %(fields)s)") % {"fields": ", ".join(field.id for field in fields)}
        for key, fields in usual.items()
    }
    return [
        (
            f"{key} {chains[key].title}{told.get(key, '')}",
            [(f"{key}:{start.id}", start.title) for start in chains[key].starts],
        )
        for key in wanted
        if key in chains
    ]


def _deviate(
    request: HttpRequest,
    case: Case,
    story: Story,
    form: ReasonForm,
    deviation: Callable[..., Run],
    where: dict[str, Any],
    *,
    told: str = "",
) -> HttpResponse | None:
    """Try a deviation; None when it was refused and the form says why. `told` is what the person reads afterwards."""
    said = form.cleaned_data
    try:
        steps.deviate(
            case=case,
            seen=steps.Seen(story.run, said["moves"]),
            deviation=deviation,
            reason=deviations.Reason(ReasonCategory(said["category"]), said["reason"]),
            by=user_of(request),
            at=timezone.now(),
            **where,
        )
    except RunMovedOn as refusal:
        return moved_on(request, case, story, refusal)
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return None
    return done(request, case, told or _("Ihr Weg steht mit seinem Grund am Faden."))


def _overtaken(
    request: HttpRequest, case: Case, story: Story, visit: Visit | None, prefix: str = ""
) -> HttpResponse:
    """The step was closed or taken back since the page was made."""
    sent = request.POST.get(f"{prefix}-moves", "")
    closed = visit.task.closed_move if visit is not None else None
    seen = (closed or story.run.moves) - 1
    if sent.isascii() and sent.isdigit() and len(sent) < len(str(MOST_MOVES)):
        seen = min(seen, int(sent))
    return moved_on(request, case, story, RunMovedOn(story.run, seen))
