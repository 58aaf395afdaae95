"""How the pages of a cooperation go about: find it through the case, do one thing, tell refusals and clashes."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.journal import CaseIsClosed, EntryRefused
from roterfaden.cases.models import Case
from roterfaden.common.models import Revised
from roterfaden.common.revisions import Conflict
from roterfaden.consent.choices import RecipientKind
from roterfaden.consent.models import Recipient
from roterfaden.consent.transfers import TransferRefused, add_recipient
from roterfaden.cooperation.models import Cooperation, Meeting, Party, SharingRound
from roterfaden.cooperation.queries import newest_cooperation
from roterfaden.cooperation.refusals import CooperationRefused
from roterfaden.deadlines.appointments import AppointmentRefused
from roterfaden.documents.checks import UploadRefused
from roterfaden.jobs.outbox import MailRefused
from roterfaden.portal.refusals import PortalRefused
from roterfaden.process.deadlines import DeadlineRefused
from roterfaden.web.casefile.frame import case_for, conflict_page, form_page, frame
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import user_of

HERE = "cooperation:index"
REFUSALS = (
    CooperationRefused,
    CaseIsClosed,
    EntryRefused,
    DeadlineRefused,
    AppointmentRefused,
    TransferRefused,
    UploadRefused,
    MailRefused,
    PortalRefused,
)
FORM = "casefile/form.html"
Stored = Callable[[Revised], Mapping[str, Any] | None]


def found(request: HttpRequest, code: str, page: str) -> tuple[Case, Cooperation]:
    """The case as the user may see it, and its newest cooperation; 404 without one."""
    case = case_for(request, code, page=page)
    cooperation = newest_cooperation(case)
    if cooperation is None:
        raise Http404
    cooperation.case = case
    return case, cooperation


def party_in(cooperation: Cooperation, uuid: UUID) -> Party:
    row = cooperation.parties.select_related("recipient").filter(uuid=uuid).first()
    if row is None:
        raise Http404
    row.cooperation = cooperation
    return row


def round_in(cooperation: Cooperation, uuid: UUID) -> SharingRound:
    row = cooperation.rounds.filter(uuid=uuid).first()
    if row is None:
        raise Http404
    row.cooperation = cooperation
    return row


def meeting_in(cooperation: Cooperation, uuid: UUID) -> Meeting:
    row = cooperation.meetings.select_related("appointment").filter(uuid=uuid).first()
    if row is None:
        raise Http404
    row.cooperation = cooperation
    return row


def typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def who(request: HttpRequest) -> dict[str, Any]:
    """Who does it and when, for the domain."""
    return {"by": user_of(request), "at": timezone.now()}


def new_recipient(request: HttpRequest, case: Case, form: forms.Form) -> Recipient | None:
    """The body typed into the form, entered into the service's list; None if none was typed."""
    name = form.cleaned_data.get("new_name")
    if not name:
        return None
    kind = RecipientKind(form.cleaned_data["new_kind"])
    return add_recipient(service=case.service, kind=kind, name=name, **who(request))


def go(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    do: Callable[[], object],
    *,
    done: str,
    back: str,
    stored: Stored | None = None,
    template: str = FORM,
    **words: Any,
) -> HttpResponse:
    """Show the form, or do it: a refusal stands above the form (422), a clash shows both texts (409)."""
    status = None
    if form.is_valid():
        try:
            do()
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            told = stored(conflict.current) if stored is not None and conflict.current is not None else None
            if told is not None and conflict.current is not None:
                return clash(request, case, form, conflict.current, told, back)
            form, status = outdated(form, conflict), 409
        else:
            messages.success(request, done)
            return redirect(back)
    if status is not None:
        context = frame(request, case, HERE, form=form, back_url=back, **words)
        return render(request, template, context, status=status)
    return form_page(request, case, HERE, form, template, back_url=back, **words)


def outdated(form: forms.Form, conflict: Conflict) -> forms.Form:
    """The same form with what was typed and the new revision; sending it again does it."""
    typed_so_far: Any = form.data
    data = typed_so_far.copy()
    data[form.add_prefix("revision")] = str(conflict.current.revision if conflict.current else 0)
    form.data = data
    form.add_error(
        None,
        _(
            "Inzwischen hat jemand anderes etwas geändert. Sehen Sie nach, und senden Sie es dann noch einmal."
        ),
    )
    return form


def clash(
    request: HttpRequest, case: Case, form: forms.Form, current: Revised, told: Mapping[str, Any], back: str
) -> HttpResponse:
    """409: what was typed beside what is stored."""
    shown = conflict_of(
        form,
        current=current,
        stored={name: value for name, value in told.items() if name in form.fields},
        scopes=[case.uuid],
        at=timezone.now(),
        url=request.path,
        keep_url=back,
    )
    return conflict_page(request, case, HERE, shown)


def press(
    request: HttpRequest, case: Case, do: Callable[[], str], *, back: str | None = None
) -> HttpResponse:
    """A button without a form: do it and say what happened, or say why not."""
    try:
        messages.success(request, do())
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect(back or reverse(HERE, args=[case.code]))
