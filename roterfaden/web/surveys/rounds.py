"""The surveys of a service: planned, codes handed out, closed, what came out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import PickField, PlainTextField, SafeDateField, offer
from roterfaden.portal.codes import grouped
from roterfaden.surveys import asking
from roterfaden.surveys.choices import Kind
from roterfaden.surveys.disclosure import LEAST
from roterfaden.surveys.models import Round
from roterfaden.surveys.queries import planned_for, rounds_visible_to
from roterfaden.surveys.reader import Question, questionnaires
from roterfaden.surveys.refusals import SurveyRefused
from roterfaden.web.formpage import FormPage, posted, shown
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.paging import page_of
from roterfaden.web.surveys.answering import words_of

# drawn on the sheet; in a table the word is enough
FACES = "☹🙁😐🙂😊 "


class PlanForm(forms.Form):
    """What is asked, of whom, from when to when."""

    questionnaire = PickField(label=gettext_lazy("Fragebogen"))
    organisation = PickField(label=gettext_lazy("Für"))
    occasion = PlainTextField(label=gettext_lazy("Anlass"), max_length=120)
    opens_on = SafeDateField(label=gettext_lazy("Beginn"))
    closes_on = SafeDateField(label=gettext_lazy("Letzter Tag"))
    minimum = forms.IntegerField(
        label=gettext_lazy("Mindestzahl"),
        min_value=LEAST,
        max_value=1000,
        initial=LEAST,
        help_text=gettext_lazy("Aus weniger Antworten wird nichts gezeigt."),
    )

    def __init__(self, *args: Any, places: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.code: place for place in places}
        self.known = {f"{name} {version}": one for (name, version), one in questionnaires().items()}
        offer(self, "organisation", [(code, place.name) for code, place in self.places.items()])
        offer(
            self, "questionnaire", [(key, f"{one.title} ({one.version})") for key, one in self.known.items()]
        )


class CodesForm(forms.Form):
    """How many codes are wanted."""

    number = forms.IntegerField(
        label=gettext_lazy("Wie viele Codes?"), min_value=1, max_value=asking.MOST_CODES, initial=10
    )


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The rounds of one's service, the newest first."""
    user, today = user_of(request), timezone.localdate()
    rows = page_of(request, rounds_visible_to(user, on=today))
    plans = planned_for(user, on=today).exists()
    return render(request, "surveys/index.html", {"nav": "surveys", "page": rows, "plans": plans})


@writing_view("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Plan a round."""
    places = list(planned_for(user_of(request), on=timezone.localdate()))
    if not places:
        raise PermissionDenied
    form = PlanForm(posted(request), places=places)
    if form.is_valid():
        data = dict(form.cleaned_data)
        data["organisation"] = form.places[data["organisation"]]
        data["questionnaire"] = form.known[data["questionnaire"]]
        try:
            made = asking.plan(**data, **told(request))
        except SurveyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("surveys:round", made.uuid)
    page = FormPage(
        title=_("Befragung planen"),
        back=reverse("surveys:index"),
        refusals=(),
        label=_("Planen"),
        nav="surveys",
    )
    return shown(request, form, page)


@reading_view
def detail(request: HttpRequest, survey: UUID) -> HttpResponse:
    """One round: how to reach the people while it runs, what came out when it is closed."""
    return _page(request, _find(request, survey), CodesForm())


@writing_view("POST")
def codes(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Make codes. The answer is the sheet to print, once."""
    found, form = _find(request, survey), CodesForm(request.POST)
    if form.is_valid():
        try:
            made = asking.make_codes(survey=found, number=form.cleaned_data["number"], **told(request))
        except SurveyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            links = [
                {"code": grouped(code), "url": request.build_absolute_uri(f"/befragung/{code}/")}
                for code in made
            ]
            return render(request, "surveys/codes.html", {"nav": "surveys", "survey": found, "links": links})
    return _page(request, found, form, status=422)


@writing_view("POST")
def close(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Close a round for good."""
    found = _find(request, survey)
    try:
        asking.close(survey=found, **told(request))
    except SurveyRefused as refusal:
        form = CodesForm({"number": 10})
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=422)
    return redirect("surveys:round", survey)


def _find(request: HttpRequest, survey: UUID) -> Round:
    return get_object_or_404(rounds_visible_to(user_of(request), on=timezone.localdate()), uuid=survey)


def _page(request: HttpRequest, found: Round, form: CodesForm, *, status: int = 200) -> HttpResponse:
    plans = planned_for(user_of(request), on=timezone.localdate()).filter(pk=found.organisation_id).exists()
    context = {"nav": "surveys", "survey": found, "form": form, "plans": plans, "rows": _rows(found)}
    return render(request, "surveys/round.html", context, status=status)


@dataclass(frozen=True)
class Asked:
    """One question with its counts. `lines`: what was asked of it (how important, how satisfied), count by answer."""

    text: str
    words: list[str]
    lines: list[tuple[str, list[tuple[str, int | None]], str]]
    gap: str = ""
    has_mean: bool = True


def _rows(found: Round) -> list[Asked]:
    """The results with the words of the questions; a count that is held back stays None."""
    told_of = {row["part"]: row["counts"] for row in found.results}
    return [
        _asked(question, {part: told_of[part] for part in question.parts if part in told_of})
        for question in found.questionnaire.questions
        if any(part in told_of for part in question.parts)
    ]


def _asked(question: Question, told_of: dict[str, dict[str, int | None]]) -> Asked:
    asked = {"expected": _("Wie wichtig?"), "satisfied": _("Wie zufrieden?")}
    words = [word.lstrip(FACES) for _key, word in words_of(question.kind, question.id)]
    if question.kind == Kind.PAIR:
        words = [str(step) for step in range(1, 6)]
    lines, means = [], {}
    for part, counts in told_of.items():
        kind = part.rpartition(".")[2]
        values = [counts[key] for key, _word in words_of(question.kind, part)]
        mean = mean_of(counts) if question.kind != Kind.YES_NO else None
        means[kind] = mean
        shown = "" if mean is None else number_format(mean, 1)
        lines.append((asked.get(kind, _("Antworten")), list(zip(words, values, strict=True)), shown))
    gap = ""
    expected, satisfied = means.get("expected"), means.get("satisfied")
    if expected is not None and satisfied is not None:
        gap = number_format(satisfied - expected, 1)
    return Asked(question.text, words, lines, gap, has_mean=question.kind != Kind.YES_NO)


def mean_of(counts: dict[str, int | None]) -> Decimal | None:
    """The mean of a scale; None where a count is held back or nobody answered."""
    known = {int(key): count for key, count in counts.items() if count is not None}
    given = sum(known.values())
    if len(known) < len(counts) or not given:
        return None
    return Decimal(sum(step * count for step, count in known.items())) / given
