"""What the pages of trial and work share: one attempt to write, with a sentence at the field or both texts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.cases.rules import may_work_on
from roterfaden.common.revisions import Conflict
from roterfaden.deadlines.follow_ups import FollowUpRefused
from roterfaden.employers.register import RegisterRefused
from roterfaden.placement.dues import PlacementRefused
from roterfaden.process.deadlines import DeadlineRefused
from roterfaden.web.casefile.frame import conflict_page, form_page, refuse_unless
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import user_of

HERE = "placement:index"


def check_right(request: HttpRequest, case: Case, form: forms.Form) -> None:
    """403 for sending the form, where somebody may not work on the case."""
    if form.is_bound:
        refuse_unless(may_work_on(user_of(request), case, on=timezone.localdate()))


def blame(form: forms.Form, refusal: Exception) -> None:
    """Put a refusal at its field, or above the form."""
    field = getattr(refusal, "field", "")
    form.add_error(field if field in form.fields else None, str(refusal))


def answered(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    write: Callable[[], Any],
    *,
    title: str,
    done: str,
    stored: Callable[[Any], dict[str, Any]] | None = None,
    **words: Any,
) -> HttpResponse:
    """Show the form, or write what it says: then back to the page of the case, or the form with what is wrong."""
    check_right(request, case, form)
    back = reverse(HERE, args=[case.code])
    if form.is_valid():
        try:
            write()
        except (PlacementRefused, DeadlineRefused, FollowUpRefused, RegisterRefused, CaseIsClosed) as refusal:
            blame(form, refusal)
        except Conflict as conflict:
            if conflict.current is None or stored is None:
                raise
            return conflict_page(request, case, HERE, conflict_of(
                form, current=conflict.current, stored=stored(conflict.current), scopes=[case.uuid],
                at=timezone.now(), url=request.path, keep_url=back,
            ))  # fmt: skip
        else:
            messages.success(request, done)
            return redirect(back)
    words.setdefault("submit", _("Speichern"))
    return form_page(request, case, HERE, form, title=title, back_url=back, **words)
