"""Supervision: that it took place, for who leads; what was said, for those who took part."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.staff import supervision as domain
from roterfaden.staff.models import Supervision
from roterfaden.staff.queries import places_of, supervisions_visible_to
from roterfaden.staff.rules import may_read_minutes, may_read_topic
from roterfaden.web.formpage import facts_of, form_page, fresh, initial_of, posted, stored_of
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.network.access import find, people, today
from roterfaden.web.paging import page_of
from roterfaden.web.staff.access import around, page, proof_links
from roterfaden.web.staff.forms import SupervisionForm

FIELDS = domain.FIELDS


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """What one took part in, and for who leads all of it: kind, day, who was there."""
    user = user_of(request)
    rows = supervisions_visible_to(user, on=today()).order_by("-held_on", "-pk")
    shown = page_of(request, rows.prefetch_related("there__user"))
    context = page(
        request,
        "supervisions",
        page=shown,
        lines=[(one, may_read_topic(user, one)) for one in shown],
        works=places_of(user, on=today()).exists(),
        proofs=proof_links(request, "supervision", "team"),
    )
    return render(request, "staff/supervisions.html", context)


@writing_view("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Note that supervision took place."""
    offered = list(places_of(user_of(request), on=today()))
    if not offered:
        raise PermissionDenied
    form = SupervisionForm(posted(request), places=offered, people=people(offered), initial=fresh())

    def act(said: dict[str, Any]) -> None:
        domain.note(
            organisation=form.kept_by(),
            facts=facts_of(said, FIELDS),
            there=said["there"],
            is_no_name=said["is_no_name"],
            token=said["token"],
            **told(request),
        )

    return form_page(request, form, act, around(_("Supervision festhalten"), reverse("staff:supervisions")))


@reading_view
def detail(request: HttpRequest, supervision: UUID) -> HttpResponse:
    """One session; topic and minutes only for those who took part."""
    found: Supervision = find(request, supervisions_visible_to, supervision)
    there = found.there.select_related("user")
    may_read = may_read_minutes(user_of(request), found)
    context = page(
        request,
        "supervisions",
        supervision=found,
        there=there,
        may_read=may_read,
        may_read_topic=may_read_topic(user_of(request), found),
    )
    return render(request, "staff/supervision.html", context)


@writing_view("GET", "POST")
def change(request: HttpRequest, supervision: UUID) -> HttpResponse:
    """Write it anew, for those who took part."""
    found: Supervision = find(request, supervisions_visible_to, supervision)
    if not may_read_minutes(user_of(request), found):
        raise PermissionDenied
    there = [row.user for row in found.there.select_related("user")]
    offered = {user.pk: user for user in [*people([found.organisation]), *there]}
    initial = initial_of(found, FIELDS) | {"there": [str(user.uuid) for user in there]}
    form = SupervisionForm(posted(request), people=list(offered.values()), initial=initial)

    def act(said: dict[str, Any]) -> None:
        domain.change(
            supervision=found,
            facts=facts_of(said, FIELDS),
            there=said["there"],
            is_no_name=said["is_no_name"],
            revision=form.kept_revision,
            **told(request),
        )

    back = reverse("staff:supervision", args=[found.uuid])
    return form_page(request, form, act, around(_("Supervision ändern"), back, stored=stored_of(FIELDS)))
