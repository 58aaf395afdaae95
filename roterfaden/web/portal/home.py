"""The person's own pages: where they stand, the plan and goals, how they see it."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from roterfaden.cases.choices import FieldClass
from roterfaden.cooperation.choices import PlanSection
from roterfaden.cooperation.models import PlanVersion, Signature
from roterfaden.cooperation.queries import standing_of, steps_of
from roterfaden.portal.choices import GuestKind
from roterfaden.portal.documents import put_documents
from roterfaden.portal.models import OwnView
from roterfaden.portal.queries import (
    coming_dates,
    newest_plan,
    open_offers,
    own_views_of,
    plan_to_sign,
    unread_of,
    words_to,
)
from roterfaden.portal.standing import standing_of as place_of
from roterfaden.portal.talking import say_own_view, sought_dates
from roterfaden.portal.texts import Words
from roterfaden.web.cooperation.showing import sections_of
from roterfaden.web.portal.forms import OwnViewForm
from roterfaden.web.portal.going import go
from roterfaden.web.portal.guards import guest_of, portal_reading_view, portal_writing_view
from roterfaden.web.portal.showing import access_on, show, wording_of


@portal_reading_view(GuestKind.CLIENT)
def start(request: HttpRequest) -> HttpResponse:
    """Where am I, what comes next, by when; what waits for me."""
    guest, now = guest_of(request), timezone.now()
    case, words, opens = guest.case, Words(wording_of(request)), access_on(guest).allows
    dates = coming_dates(case, at=now)[:1] if opens(FieldClass.DATES) else []
    sought = sought_dates(guest) if opens(FieldClass.DATES) else []
    return show(
        request,
        "portal/start.html",
        title="brand",
        words=words,
        place=place_of(case, wording=words.wording) if opens(FieldClass.THREAD) else None,
        date=dates[0] if dates else None,
        said=words_to(dates, guest),
        shows_plan=opens(FieldClass.PLAN),
        shows_dates=opens(FieldClass.DATES),
        version=plan_to_sign(case) if opens(FieldClass.PLAN) else None,
        offers=open_offers(case),
        documents=len(put_documents(case)) if opens(FieldClass.DOCUMENTS) else 0,
        unread=unread_of(guest),
        sought=[meeting for meeting, answer in sought if answer is None],
        protected=guest.app_since is not None,
        responsible=case.responsible,
    )


@portal_reading_view(GuestKind.CLIENT)
def plan(request: HttpRequest) -> HttpResponse:
    """The newest plan line by line with how far each is, and the person's own view beside it."""
    guest = guest_of(request)
    version = newest_plan(guest.case)
    views = own_views_of(guest.case)
    return show(
        request,
        "portal/plan.html",
        title="plan",
        version=version,
        sections=_sections(version, views) if version else [],
        word=_own_word(version) if version else None,
        to_sign=plan_to_sign(guest.case) is not None,
        whole=views.get(""),
    )


def _sections(version: PlanVersion, views: Mapping[str, OwnView]) -> list[dict[str, object]]:
    steps = steps_of(version.cooperation)
    titles = {
        PlanSection.GOALS: "plan_goals",
        PlanSection.ITEMS: "plan_steps",
        PlanSection.OBLIGATIONS: "plan_mine",
    }
    return [
        {
            "title": titles[PlanSection(section.code)],
            "lines": [
                {"line": line, "step": steps.get(line.key), "view": views.get(line.key)}
                for line in section.lines
            ],
        }
        for section in sections_of(version.content)
    ]


def _own_word(version: PlanVersion) -> Signature | None:
    """What the person said to this version."""
    lines = standing_of(version).lines
    return next((said for party, said in lines if party.kind == "client"), None)


@portal_writing_view(GuestKind.CLIENT)
def own_view(request: HttpRequest, line: str = "") -> HttpResponse:
    """Say how one sees a line of the plan, or the whole."""
    guest = guest_of(request)
    version = newest_plan(guest.case)
    lines = (
        {one.key: one.text for part in sections_of(version.content) for one in part.lines} if version else {}
    )
    if line and line not in lines:
        raise Http404
    view = own_views_of(guest.case).get(line)
    t = Words(wording_of(request))
    form = OwnViewForm(
        request.POST if request.method == "POST" else None, t=t, initial={"text": view.text if view else ""}
    )
    return go(
        request,
        form,
        lambda: say_own_view(guest=guest, line=line, at=timezone.now(), **form.cleaned_data),
        to="portal:plan",
        done="saved",
        template="portal/own_view.html",
        title="own_view",
        words=t,
        about=lines.get(line, ""),
    )
