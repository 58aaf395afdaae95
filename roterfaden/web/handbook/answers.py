"""Answers that several pages of the handbook give."""

from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from roterfaden.common.revisions import Conflict
from roterfaden.quality.models import Box, OwnAid
from roterfaden.web import errors
from roterfaden.web.conflicts import conflict_of


def box_conflict(
    request: HttpRequest, form: forms.Form, conflict: Conflict, *, keep_url: str
) -> HttpResponse:
    """Both texts of a box that two people wrote at once."""
    current = cast("Box | None", conflict.current)
    if current is None:
        return errors.conflict(request, str(conflict))
    stored = {"mode": current.mode, "text": current.text}
    return _conflict(request, form, current, stored, keep_url=keep_url)


def aid_conflict(request: HttpRequest, form: forms.Form, conflict: Conflict) -> HttpResponse:
    """Both states of a working aid that two people changed at once."""
    current = cast("OwnAid | None", conflict.current)
    if current is None:
        return errors.conflict(request, str(conflict))
    stored = {"title": current.title, "form": current.form, "text": current.text, "chapter": current.chapter}
    stored["place"] = f"{current.chain}:{current.step}" if current.chain else ""
    return _conflict(
        request, form, current, stored, keep_url=reverse("handbook:own_aid", args=[current.uuid])
    )


def _conflict(
    request: HttpRequest, form: forms.Form, current: Box | OwnAid, stored: dict[str, str], *, keep_url: str
) -> HttpResponse:
    made = conflict_of(
        form,
        current=current,
        stored=stored,
        scopes=[],
        at=timezone.now(),
        url=request.get_full_path(),
        keep_url=keep_url,
    )
    context = {"nav": "handbook", "conflict": made}
    return render(request, "handbook/conflict.html", context, status=409)
