"""Two people changed the same date of a case."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.web.casefile.frame import conflict_page
from roterfaden.web.conflicts import conflict_of

HERE = "dates:index"


def clash_page(
    request: HttpRequest, case: Case, form: forms.Form, conflict: Conflict, stored: Mapping[str, Any]
) -> HttpResponse:
    """409: what was typed beside what is stored, and the form to send it again."""
    assert conflict.current is not None
    told = conflict_of(
        form,
        current=conflict.current,
        stored=stored,
        scopes=[case.uuid],
        at=timezone.now(),
        url=request.path,
        keep_url=reverse(HERE, args=[case.code]),
    )
    return conflict_page(request, case, HERE, told)
