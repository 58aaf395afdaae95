"""What was recorded without a network arrives. What cannot be taken is kept as a draft of the form in which it is decided."""  # noqa: E501

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.access import access_to
from roterfaden.cases.access_table import Level
from roterfaden.cases.choices import ContactKind, FieldClass
from roterfaden.cases.filing import FilingRefused
from roterfaden.cases.journal import CaseIsClosed, EntryRefused
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to
from roterfaden.common.revisions import Conflict
from roterfaden.deadlines.appointments import AppointmentRefused
from roterfaden.deadlines.choices import Attendance
from roterfaden.documents.refusals import UploadRefused
from roterfaden.drafts.drafting import Typed, keep_draft, open_drafts_of
from roterfaden.fieldwork import arriving
from roterfaden.fieldwork.carrying import runs
from roterfaden.fieldwork.queries import carrying_on, may_carry
from roterfaden.languages.shipped import said
from roterfaden.web.fieldwork.forms import RecordForm
from roterfaden.web.guards import told, user_of, writing_view

REFUSALS = (
    *(arriving.RecordRefused, EntryRefused, AppointmentRefused, CaseIsClosed),
    *(UploadRefused, FilingRefused),
)
CONFLICT, REFUSED, GONE = 409, 422, 410
FACTS = ("result", "next_step", "minutes", "travel_minutes", "travel_km")
MOST_ASKED = 200


@writing_view("POST")
def send(request: HttpRequest) -> HttpResponse:
    """Take one record in: 200 also if it had arrived before; 409 where somebody was faster, 422 refused."""
    form = RecordForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"sentence": _words_of(form)}, status=REFUSED)
    if not _carries(request, form.cleaned_data["device"]):
        return JsonResponse({"gone": True}, status=GONE)
    case = _case(request, form)
    try:
        arriving.take_record(case=case, recorded=_recorded(case, form), **told(request))
    except REFUSALS as refusal:
        return _to_decide(request, case, form, said(str(refusal)), status=REFUSED)
    except Conflict:
        sentence = _("Jemand hat diesen Termin inzwischen geändert oder schon festgehalten, was war.")
        return _to_decide(request, case, form, sentence, status=CONFLICT)
    return JsonResponse({"taken": True})


@writing_view("POST")
def standing(request: HttpRequest) -> JsonResponse:
    """Which of the named records that were refused have been decided by now: their draft was sent or discarded."""
    asked = set()
    for text in request.POST.getlist("tokens")[:MOST_ASKED]:
        try:
            asked.add(UUID(text))
        except ValueError:
            continue
    waiting = set(open_drafts_of(user_of(request)).filter(token__in=asked).values_list("token", flat=True))
    return JsonResponse({"decided": sorted(str(token) for token in asked - waiting)})


def _carries(request: HttpRequest, device: UUID) -> bool:
    user, found = user_of(request), carrying_on(device)
    mine = found is not None and found.user_id == user.pk and runs(found, at=timezone.now())
    return mine and may_carry(user, on=timezone.localdate())


def _case(request: HttpRequest, form: RecordForm) -> Case:
    """The case, where its journal may be written; else 404, as for one that does not exist."""
    user, today = user_of(request), timezone.localdate()
    visible = cases_visible_to(user, on=today).select_related("person", "service", "data_key")
    case = get_object_or_404(visible, code=form.cleaned_data["code"])
    access = access_to(user, case, on=today)
    bound = access.bound[FieldClass.JOURNAL] >= Level.WRITE and access.bound[FieldClass.DATES] >= Level.WRITE
    return case if bound else get_object_or_404(visible.none())


def _recorded(case: Case, form: RecordForm) -> arriving.Recorded:
    data, outcome = form.cleaned_data, None
    if data["appointment"]:
        row = get_object_or_404(
            case.appointments.select_related("entry", "service"), uuid=data["appointment"]
        )
        row.case = case
        attended = Attendance(data["attendance"]) if row.with_client else Attendance.NOT_ASKED
        outcome = arriving.Outcome(appointment=row, attendance=attended, revision=data["revision"] or 0)
    return arriving.Recorded(
        token=data["token"],
        recorded_at=form.moment(),
        kind=ContactKind(data["kind"]),
        text=data["text"],
        facts=form.facts(),
        outcome=outcome,
        photos=form.photos(),
    )


def _to_decide(
    request: HttpRequest, case: Case, form: RecordForm, sentence: str, *, status: int
) -> JsonResponse:
    """Why it was not taken, and the form that shows it beside what is stored; a draft of it is kept on the server."""
    page, target, fields = _ordinary_form(case, form)
    typed = Typed(
        token=form.cleaned_data["token"],
        page=page,
        form=target,
        title=_("Unterwegs aufgezeichnet: %(number)s") % {"number": case.file_number},
        fields=fields,
        # a later message about the same record replaces an earlier one
        version=int(timezone.now().timestamp()),
    )
    keep_draft(typed, by=user_of(request), at=timezone.now())
    return JsonResponse({"sentence": sentence, "url": target, "fields": fields}, status=status)


def _ordinary_form(case: Case, form: RecordForm) -> tuple[str, str, list[tuple[str, str]]]:
    """The page, the address and the fields of the form in which one writes the same with a network."""
    data = form.cleaned_data
    if data["appointment"]:
        url = reverse("dates:outcome", args=[case.code, data["appointment"]])
        named: dict[str, Any] = {name: data[name] for name in ("attendance", "revision")}
        return url, url, _typed(named | {"text": _whole_text(form)})
    local = timezone.localtime(form.moment())
    named = {name: data[name] for name in ("kind", "text", *FACTS)}
    named |= {"day": local.date().isoformat(), "time": f"{local:%H:%M}"}
    page = reverse("casefile:journal", args=[case.code])
    return page, reverse("casefile:write_entry", args=[case.code]), _typed(named)


def _whole_text(form: RecordForm) -> str:
    """The form of an outcome has one field: what was typed into others stands below the text."""
    data = form.cleaned_data
    more = [f"{form.fields[name].label}: {data[name]}" for name in FACTS if data[name] not in (None, "")]
    return "\n".join([data["text"], *more]).strip()


def _typed(values: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, "" if value is None else str(value)) for name, value in values.items()]


def _words_of(form: RecordForm) -> str:
    """What is wrong, field by field."""
    wrong = [
        f"{form.fields[name].label or name}: {' '.join(map(str, errors))}"
        for name, errors in form.errors.items()
        if name in form.fields
    ]
    return " ".join(wrong)
