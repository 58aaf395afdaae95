"""A page with one form about the thread of a case."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from roterfaden.cases.models import Case
from roterfaden.web.casefile.frame import frame
from roterfaden.web.cases.page import THREAD


def ask(request: HttpRequest, case: Case, form: BaseForm, **words: Any) -> HttpResponse:
    """200 to fill it in, 422 with what is wrong and what was typed. `words`: title, label, text."""
    context = frame(request, case, THREAD, form=form, **words)
    return render(request, "cases/ask.html", context, status=422 if form.is_bound else 200)
