"""The person's dates: see them, say whether one comes, say which day suits."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from roterfaden.cooperation.models import DateAnswer, Meeting
from roterfaden.deadlines.models import Appointment
from roterfaden.portal.choices import Coming, GuestKind
from roterfaden.portal.models import Guest
from roterfaden.portal.queries import coming_dates, words_to
from roterfaden.portal.talking import answer_date, answer_days, sought_dates
from roterfaden.portal.texts import Words
from roterfaden.web.portal.forms import DateForm, DaysForm
from roterfaden.web.portal.going import go
from roterfaden.web.portal.guards import guest_of, portal_reading_view, portal_writing_view
from roterfaden.web.portal.showing import show, wording_of

BOTH = (GuestKind.CLIENT, GuestKind.PARTNER)


@portal_reading_view(GuestKind.CLIENT)
def index(request: HttpRequest) -> HttpResponse:
    """The coming dates, and days that are still sought."""
    guest = guest_of(request)
    rows = coming_dates(guest.case, at=timezone.now())
    context: dict[str, Any] = {"dates": rows, "said": words_to(rows, guest), "sought": sought_dates(guest)}
    return show(request, "portal/dates.html", title="dates", **context)


@portal_writing_view(*BOTH)
def answer(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Say whether one comes."""
    guest = guest_of(request)
    row = _appointment(guest, appointment)
    t, now = Words(wording_of(request)), timezone.now()
    form = DateForm(request.POST if request.method == "POST" else None, t=t)

    def do() -> None:
        data = form.cleaned_data
        answer_date(
            appointment=row,
            guest=guest,
            coming=Coming(data["coming"]),
            note=data["note"],
            token=data["token"],
            at=now,
        )

    words: dict[str, Any] = {"template": "portal/date.html", "title": "date_answer", "words": t}
    return go(request, form, do, to=_back(guest), done="saved", date=row, **words)


@portal_writing_view(*BOTH)
def days(request: HttpRequest, meeting: UUID) -> HttpResponse:
    """Say which of the proposed days suit."""
    guest = guest_of(request)
    row, before = _meeting(guest, meeting)
    t = Words(wording_of(request))
    options = list(row.options.all())
    initial: dict[str, object] = {"revision": before.revision if before else 0}
    if before is not None:
        initial |= {f"day_{option.uuid.hex}": before.replies.get(str(option.uuid)) for option in options}
    form = DaysForm(request.POST if request.method == "POST" else None, t=t, options=options, initial=initial)

    def do() -> None:
        revision = form.cleaned_data["revision"]
        answer_days(meeting=row, guest=guest, replies=form.replies(), revision=revision, at=timezone.now())

    words: dict[str, Any] = {"template": "portal/days.html", "title": "days_title", "words": t}
    return go(request, form, do, to=_back(guest), done="saved", meeting=row, **words)


def _back(guest: Guest) -> str:
    return "portal:dates" if guest.kind == GuestKind.CLIENT else "portal:part"


def _appointment(guest: Guest, uuid: UUID) -> Appointment:
    """One of the guest's own coming dates; anything else is missing."""
    rows = coming_dates(guest.case, at=timezone.now())
    if guest.kind == GuestKind.PARTNER:
        theirs = set(guest.appointments.values_list("pk", flat=True))
        rows = [row for row in rows if row.pk in theirs]
    found = next((row for row in rows if row.uuid == uuid), None)
    if found is None:
        raise Http404
    return found


def _meeting(guest: Guest, uuid: UUID) -> tuple[Meeting, DateAnswer | None]:
    found = next(((row, said) for row, said in sought_dates(guest) if row.uuid == uuid), None)
    if found is None:
        raise Http404
    return found
