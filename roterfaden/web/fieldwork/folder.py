"""The folder of a device: take it along, open it after a login, drop it. Asked for by scripts, answered in JSON."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format

from roterfaden.fieldwork import carrying
from roterfaden.fieldwork.choices import Ending
from roterfaden.fieldwork.models import Carrying
from roterfaden.fieldwork.queries import carrying_on
from roterfaden.languages.shipped import said
from roterfaden.web.fieldwork.contents import pack
from roterfaden.web.fieldwork.forms import DeviceForm
from roterfaden.web.fieldwork.middleware import remember
from roterfaden.web.guards import told, user_of, writing_view

GONE = 410


@writing_view("POST")
def take_along(request: HttpRequest) -> JsonResponse:
    """The secret of the folder and what goes into it; 422 where it is not allowed."""
    device, form = _device(request)
    if device is None:
        return JsonResponse({"fields": sorted(form.errors)}, status=422)
    try:
        taken = carrying.take_along(
            device=device, session_key=request.session.session_key or "", **told(request)
        )
    except carrying.CarryingRefused as refusal:
        return JsonResponse({"sentence": said(str(refusal))}, status=422)
    answer = JsonResponse(_opened(taken) | {"pack": pack(user_of(request), at=timezone.now())})
    remember(answer, taken, secure=request.is_secure())
    return answer


@writing_view("POST")
def release_key(request: HttpRequest) -> JsonResponse:
    """The secret of a running folder of the user; 410 if there is none (any more)."""
    device, form = _device(request)
    if device is None:
        return JsonResponse({"fields": sorted(form.errors)}, status=422)
    try:
        found = carrying.release_key(
            device=device, session_key=request.session.session_key or "", **told(request)
        )
    except carrying.CarryingGone:
        return JsonResponse({"gone": True}, status=GONE)
    return JsonResponse(_opened(found))


@writing_view("POST")
def drop(request: HttpRequest) -> JsonResponse:
    """End a folder of the user; with another's, or none, nothing happens."""
    device, _form = _device(request)
    found = carrying_on(device) if device else None
    if found is not None and found.user_id == user_of(request).pk:
        carrying.end_carrying(carrying=found, ending=Ending.DROPPED, **told(request))
    return JsonResponse({"dropped": True})


def _device(request: HttpRequest) -> tuple[UUID | None, DeviceForm]:
    form = DeviceForm(request.POST)
    return (form.cleaned_data["device"] if form.is_valid() else None), form


def _opened(row: Carrying) -> dict[str, Any]:
    ends = timezone.localtime(row.ends_at)
    return {
        "key": row.secret,
        "owner": str(row.user.uuid),
        "device": str(row.device),
        "ends": row.ends_at.isoformat(),
        "until": date_format(ends, "d.m.Y, H:i"),
    }
