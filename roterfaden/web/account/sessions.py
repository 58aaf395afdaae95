"""Where one is logged in: the list of devices, and ending a session that is not one's own any more."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts import login_rules, sessions
from roterfaden.fieldwork import carrying
from roterfaden.web.guards import reading_view, user_of, writing_view


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """All open sessions of the person who asks, the present one first."""
    user = user_of(request)
    rows = sessions.open_sessions_of(user)
    here = request.session.session_key
    context = {
        "here": next((row for row in rows if row.session_key == here), None),
        "others": [row for row in rows if row.session_key != here],
        "rules": login_rules.rules_for(user, on=timezone.localdate()),
    }
    return render(request, "account/sessions.html", context)


@writing_view("POST")
def end(request: HttpRequest, session: UUID) -> HttpResponse:
    """End one session on another device."""
    user = user_of(request)
    try:
        row = sessions.session_of(user, uuid=session)
    except sessions.SessionUnknown:
        raise Http404 from None
    carrying.end_carryings_of(session=row, by=user, at=timezone.now())
    sessions.end_session(session=row, by=user, at=timezone.now())
    messages.success(request, _("Die Sitzung (%(device)s) ist beendet.") % {"device": row.device})
    return redirect("sessions:index")


@writing_view("POST")
def end_others(request: HttpRequest) -> HttpResponse:
    """End all sessions but this one."""
    user = user_of(request)
    here = request.session.session_key or ""
    for row in user.login_sessions.exclude(session_key=here):
        carrying.end_carryings_of(session=row, by=user, at=timezone.now())
    count = sessions.end_other_sessions(user=user, but=here, by=user, at=timezone.now())
    messages.success(request, _("Beendet: %(count)s. Angemeldet sind Sie nur noch hier.") % {"count": count})
    return redirect("sessions:index")
