"""What the pages of applications share: who is responsible for this reader, the application, one attempt to write."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from roterfaden.applications.applying import ApplicationRefused
from roterfaden.applications.checking import Found, find_responsible
from roterfaden.applications.models import Application
from roterfaden.applications.queries import applications_of
from roterfaden.applications.reader import Kind, kinds_in
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.cases.rules import may_work_on
from roterfaden.common.revisions import Conflict
from roterfaden.process.deadlines import DeadlineRefused
from roterfaden.web.admission.frame import parts_open
from roterfaden.web.casefile.frame import conflict_page, form_page, note_health_reading, refuse_unless
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import user_of

HERE = "applications:index"


def check_right(request: HttpRequest, case: Case) -> None:
    """403 for sending a form, where somebody may not work on the case."""
    if request.method == "POST":
        refuse_unless(may_work_on(user_of(request), case, on=timezone.localdate()))


def kind_named(case: Case, key: str, *, table: bool = False) -> Kind:
    """The kind of this name in the country of the service, without a name the first by a `table`; 404 for another."""
    kinds = kinds_in(case.service.region)
    fitting = [kind for kind in kinds if (kind.id == key if key else table and len(kind.rows) > 1)]
    found = next(iter(fitting), None)
    if found is None:
        raise Http404
    return found


def found_for(request: HttpRequest, case: Case, kind: Kind) -> Found:
    """Who is responsible, with what is open to the reader. Effects: reading the health record is noted."""
    parts = parts_open(case)
    if FieldClass.HEALTH in parts:
        note_health_reading(request, case, page="applications")
    return find_responsible(case, kind, parts=parts, on=timezone.localdate())


def find(case: Case, application: UUID) -> Application:
    """The application of this case; 404 for one of another."""
    row: Application = get_object_or_404(applications_of(case), uuid=application)
    row.case = case
    return row


def answered(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    write: Callable[[], Any],
    *,
    done: str,
    back: str,
    stored: Callable[[Any], dict[str, Any]] | None = None,
    to: Callable[[Any], str] | None = None,
    **words: Any,
) -> HttpResponse:
    """Show the form, or write what it says and go `back`; a refusal stands at its field, a clash shows both texts."""
    check_right(request, case)
    if form.is_valid():
        try:
            made = write()
        except (ApplicationRefused, DeadlineRefused, CaseIsClosed) as refusal:
            field = getattr(refusal, "field", "")
            form.add_error(field if field in form.fields else None, str(refusal))
        except Conflict as conflict:
            if conflict.current is None or stored is None:
                raise
            return conflict_page(request, case, HERE, conflict_of(
                form, current=conflict.current, stored=stored(conflict.current), scopes=[case.uuid],
                at=timezone.now(), url=request.get_full_path(), keep_url=back,
            ))  # fmt: skip
        else:
            messages.success(request, done)
            return redirect(to(made) if to else back)
    return form_page(request, case, HERE, form, back_url=back, **words)
