"""The sheet of a survey, for whoever holds a code: no login, no script, nothing kept of who it was."""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from roterfaden.common.codes import clean_code
from roterfaden.common.forms import PlainTextField
from roterfaden.portal.refusals import TooManyTries
from roterfaden.surveys import asking
from roterfaden.surveys.choices import Kind
from roterfaden.surveys.entering import let_in
from roterfaden.surveys.groups import title_of
from roterfaden.surveys.reader import Question, Questionnaire
from roterfaden.surveys.refusals import SurveyRefused
from roterfaden.surveys.wording import words_of
from roterfaden.web.formpage import posted
from roterfaden.web.portal.guards import door_view

WRONG = _lazy("Diesen Code gibt es nicht, oder er gilt nicht mehr.")


class SheetForm(forms.Form):
    """The questions of one questionnaire, none of them required."""

    def __init__(self, *args: Any, questionnaire: Questionnaire, easy: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questionnaire.questions:
            for part in question.parts:
                self.fields[part] = _field(question, part, easy=easy)


def _field(question: Question, part: str, *, easy: bool) -> forms.Field:
    text = question.easy if easy and question.easy else question.text
    if question.kind == Kind.TEXT:
        warning = _("Bitte schreiben Sie keine Namen. Schreiben Sie nichts, woran man Sie erkennt.")
        area = forms.Textarea(attrs={"rows": 4})
        return PlainTextField(
            label=text, max_length=asking.MOST_TEXT, required=False, widget=area, help_text=warning
        )
    label = text
    if question.kind == Kind.PAIR:
        ask = _("Wie wichtig ist Ihnen das?") if part.endswith("expected") else _("Wie zufrieden sind Sie?")
        label = f"{text} {ask}"
    return forms.ChoiceField(
        label=label, choices=words_of(question.kind, part), required=False, widget=forms.RadioSelect
    )


class CodeForm(forms.Form):
    """A code as it stands on the paper."""

    code = PlainTextField(label=_lazy("Code"), help_text=_lazy("Er steht auf Ihrem Blatt."), max_length=40)


@door_view("GET", "POST")
def enter(request: HttpRequest) -> HttpResponse:
    """Where the code of a paper is typed in. A wrong, used or late one is told as such, all alike."""
    form = CodeForm(posted(request))
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            found = let_in(code=code, address=_address(request), at=timezone.now())
        except TooManyTries as refusal:
            form.add_error(None, str(refusal))
            return _entrance(request, form, status=429)
        if found is not None:
            return redirect("surveys:answer", survey_code=clean_code(code))
        form.add_error("code", WRONG)
    return _entrance(request, form, status=422 if form.is_bound else 200)


@door_view("GET", "POST")
def answer(request: HttpRequest, survey_code: str) -> HttpResponse:
    """Show the sheet of a code and take it once. A used, late or wrong code is missing, and counted."""
    try:
        found = let_in(code=survey_code, address=_address(request), at=timezone.now())
    except TooManyTries as refusal:
        return _refused(request, str(refusal), status=429)
    if found is None:
        return _refused(request, str(WRONG), status=404)
    survey, easy = found.round, request.GET.get("sprache") == "leicht"
    sheet = SheetForm(posted(request), questionnaire=survey.questionnaire, easy=easy)
    context = {"survey": survey, "form": sheet, "easy": easy and survey.questionnaire.has_easy}
    context["group"] = title_of(found.group) if found.group else ""
    if sheet.is_valid():
        try:
            given = cast("dict[str, str]", sheet.cleaned_data)
            asking.answer(code=survey_code, answers=given, at=timezone.now())
        except SurveyRefused as refusal:
            sheet.add_error(None, str(refusal))
        else:
            return render(request, "surveys/answer.html", {"survey": survey, "thanks": True})
    return render(request, "surveys/answer.html", context, status=422 if sheet.is_bound else 200)


def _refused(request: HttpRequest, why: str, *, status: int) -> HttpResponse:
    """The page where a code is typed in, with the reason; the code itself is not repeated."""
    form = CodeForm({"code": ""})
    form.full_clean()
    form.errors.clear()
    form.add_error(None, why)
    return _entrance(request, form, status=status)


def _entrance(request: HttpRequest, form: CodeForm, *, status: int) -> HttpResponse:
    return render(request, "surveys/enter.html", {"form": form}, status=status)


def _address(request: HttpRequest) -> str:
    """Where it comes from, as allauth reckons it behind a proxy."""
    return str(get_adapter().get_client_ip(request))
