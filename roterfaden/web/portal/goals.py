"""The person's own goals: the scale of each, and how the person sees it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from roterfaden.portal.choices import GuestKind
from roterfaden.portal.texts import Words
from roterfaden.steering.own_view import goals_for, own_view_of, say_view
from roterfaden.web.portal.forms import GoalViewForm, level_words
from roterfaden.web.portal.going import go
from roterfaden.web.portal.guards import guest_of, portal_reading_view, portal_writing_view
from roterfaden.web.portal.showing import show, wording_of


@portal_reading_view(GuestKind.CLIENT)
def index(request: HttpRequest) -> HttpResponse:
    """All goals, each with the level on which the person last saw it."""
    t = Words(wording_of(request))
    rows = []
    for goal in goals_for(guest_of(request)):
        said = own_view_of(goal)
        rows.append({"goal": goal, "said": said, "level": level_words(goal, said.level, t) if said else ""})
    return show(request, "portal/goals.html", title="goals", words=t, rows=rows)


@portal_writing_view(GuestKind.CLIENT)
def say(request: HttpRequest, wanted: UUID) -> HttpResponse:
    """Say on which level one sees a goal that still runs."""
    guest, t = guest_of(request), Words(wording_of(request))
    goal = next((one for one in goals_for(guest) if one.uuid == wanted and not one.outcome), None)
    if goal is None:
        raise Http404
    said = own_view_of(goal)
    initial = {"level": str(said.level), "note": said.note} if said else {}
    form = GoalViewForm(request.POST if request.method == "POST" else None, t=t, goal=goal, initial=initial)
    return go(
        request,
        form,
        lambda: say_view(goal=goal, guest=guest, at=timezone.now(), **form.said),
        to="portal:goals",
        done="saved",
        template="portal/goal.html",
        title="own_view",
        words=t,
        goal=goal,
    )
