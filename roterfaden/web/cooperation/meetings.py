"""Tables and evaluations: propose days, note answers, fix one, agenda."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.cooperation import dates, tables
from roterfaden.cooperation.choices import DateReply, MeetingKind, MeetingState
from roterfaden.cooperation.dates import best_option, title_of_meeting
from roterfaden.cooperation.models import AgendaItem, Meeting
from roterfaden.cooperation.queries import body_of, newest_cooperation, parties_of, procedure_of
from roterfaden.web.casefile.frame import frame
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.cooperation.forms import (
    AgendaForm,
    AnswerForm,
    FixForm,
    OutcomeForm,
    ProposeForm,
    ReasonForm,
)
from roterfaden.web.cooperation.going import HERE, found, go, meeting_in, party_in, press, typed, who
from roterfaden.web.guards import reading_view, writing_view


@writing_view("GET", "POST")
def propose(request: HttpRequest, code: str) -> HttpResponse:
    """Propose days; everybody with an address is asked by mail."""
    case, cooperation = found(request, code, "propose_dates")
    held = cooperation.meetings.filter(kind=MeetingKind.TABLE, state=MeetingState.HELD).exists()
    kind = MeetingKind.EVALUATION if held else MeetingKind.TABLE
    form = ProposeForm(typed(request), procedure=procedure_of(cooperation), initial={"kind": kind})

    def do() -> None:
        data = form.cleaned_data
        dates.propose(
            cooperation=cooperation,
            kind=MeetingKind(data["kind"]),
            starts=form.starts(),
            place=data["place"],
            **who(request),
        )

    words: dict[str, Any] = {
        "title": _("Tage vorschlagen"),
        "submit": _("Alle fragen"),
        "template": "cooperation/propose.html",
    }
    back = reverse(HERE, args=[case.code])
    return go(request, case, form, do, done=_("Alle mit einer Adresse sind gefragt."), back=back, **words)


@reading_view
def detail(request: HttpRequest, code: str, meeting: UUID) -> HttpResponse:
    """One meeting: the days with who can, the agenda, who was there, what was said."""
    case = open_case_for_reading(request, code, page="meeting")
    cooperation = newest_cooperation(case)
    if cooperation is None:
        raise Http404
    row = meeting_in(cooperation, meeting)
    agenda = list(row.agenda.all())
    for item in agenda:
        item.meeting = row
    attendances = list(row.attendances.select_related("party__recipient"))
    for seat in attendances:
        seat.meeting, seat.party.cooperation = row, cooperation
    context = frame(
        request,
        case,
        HERE,
        meeting=row,
        title=title_of_meeting(row),
        agenda=agenda,
        attendances=[(body_of(seat.party), seat) for seat in attendances],
        begun=row.starts_at is not None and row.starts_at <= timezone.now(),
        form=AgendaForm(),
        **_days(row),
    )
    return render(request, "cooperation/meeting.html", context)


def _days(meeting: Meeting) -> dict[str, Any]:
    """The proposed days as columns, the parties as rows, and the day that suits most."""
    options, answers = list(meeting.options.all()), list(meeting.date_answers.all())
    said = {answer.party_id: answer for answer in answers}
    rows = [
        (party, body_of(party), _cells(said.get(party.pk), options))
        for party in parties_of(meeting.cooperation)
    ]
    return {"options": options, "rows": rows, "best": best_option(options, answers) if answers else None}


def _cells(answer: Any, options: list[Any]) -> list[tuple[str, str]]:
    replies = answer.replies if answer is not None else {}
    found = [replies.get(str(option.uuid), "") for option in options]
    return [(code, str(DateReply(code).label) if code else "") for code in found]


@writing_view("GET", "POST")
def answer(request: HttpRequest, code: str, meeting: UUID, party: UUID) -> HttpResponse:
    """Note what one party says to the proposed days."""
    case, cooperation = found(request, code, "answer_dates")
    row, party_row = meeting_in(cooperation, meeting), party_in(cooperation, party)
    known = row.date_answers.filter(party=party_row).first()
    form = AnswerForm(typed(request), meeting=row, known=known)
    return go(
        request,
        case,
        form,
        lambda: dates.answer(
            meeting=row,
            party=party_row,
            replies=form.replies(),
            revision=form.cleaned_data["revision"] or 0,
            **who(request),
        ),
        done=_("Die Antwort ist festgehalten."),
        back=reverse("cooperation:meeting", args=[case.code, row.uuid]),
        title=_("%(body)s: Welcher Tag geht?") % {"body": body_of(party_row)},
        submit=_("Festhalten"),
    )


@writing_view("GET", "POST")
def fix(request: HttpRequest, code: str, meeting: UUID) -> HttpResponse:
    """Fix the day; the one that suits most is ticked."""
    case, cooperation = found(request, code, "fix_date")
    row = meeting_in(cooperation, meeting)
    options = {str(option.uuid): option for option in row.options.all()}
    best = best_option(list(options.values()), list(row.date_answers.all()))
    initial = {"revision": row.revision, "place": row.place, "option": str(best.uuid) if best else ""}
    shown = {
        key: date_format(timezone.localtime(o.starts_at), "l, j. F Y, H:i") for key, o in options.items()
    }
    form = FixForm(typed(request), options=shown, initial=initial)

    def do() -> None:
        data = form.cleaned_data
        option = options[data["option"]]
        dates.fix_date(
            meeting=row, option=option, place=data["place"], revision=data["revision"], **who(request)
        )

    back = reverse("cooperation:meeting", args=[case.code, row.uuid])
    words: dict[str, Any] = {"title": _("Tag festlegen"), "submit": _("Festlegen und einladen")}
    return go(
        request, case, form, do, done=_("Der Tag steht fest. Alle sind eingeladen."), back=back, **words
    )


@writing_view("GET", "POST")
def cancel(request: HttpRequest, code: str, meeting: UUID) -> HttpResponse:
    """Call a planned meeting off."""
    case, cooperation = found(request, code, "cancel_meeting")
    row = meeting_in(cooperation, meeting)
    form = ReasonForm(typed(request), initial={"revision": row.revision})
    return go(
        request,
        case,
        form,
        lambda: dates.cancel(
            meeting=row,
            reason=form.cleaned_data["reason"],
            revision=form.cleaned_data["revision"],
            **who(request),
        ),
        done=_("Abgesagt. Alle mit einer Adresse erfahren es."),
        back=reverse(HERE, args=[case.code]),
        title=_("Gespräch absagen"),
        submit=_("Absagen"),
    )


@writing_view("POST")
def build_agenda(request: HttpRequest, code: str, meeting: UUID) -> HttpResponse:
    """Put every open question on the agenda."""
    case, cooperation = found(request, code, "build_agenda")
    row = meeting_in(cooperation, meeting)

    def do() -> str:
        count = tables.build_agenda(meeting=row, **who(request))
        return _("Neu auf der Tagesordnung: %(count)s.") % {"count": count}

    return press(request, case, do, back=reverse("cooperation:meeting", args=[case.code, row.uuid]))


@writing_view("GET", "POST")
def ask(request: HttpRequest, code: str, meeting: UUID) -> HttpResponse:
    """Put a question of one's own on the agenda."""
    case, cooperation = found(request, code, "ask_question")
    row = meeting_in(cooperation, meeting)
    form = AgendaForm(typed(request))
    return go(
        request,
        case,
        form,
        lambda: tables.add_agenda_item(meeting=row, text=form.cleaned_data["text"], **who(request)),
        done=_("Die Frage steht auf der Tagesordnung."),
        back=reverse("cooperation:meeting", args=[case.code, row.uuid]),
        title=_("Frage für die Tagesordnung"),
        submit=_("Aufnehmen"),
    )


def _item_in(meeting: Meeting, uuid: UUID) -> AgendaItem:
    item = meeting.agenda.filter(uuid=uuid).first()
    if item is None:
        raise Http404
    item.meeting = meeting
    return item


@writing_view("GET", "POST")
def settle(request: HttpRequest, code: str, meeting: UUID, question: UUID) -> HttpResponse:
    """Say what came of a question."""
    case, cooperation = found(request, code, "settle_question")
    row = meeting_in(cooperation, meeting)
    item = _item_in(row, question)
    initial = {"revision": item.revision, "outcome": item.outcome}
    form = OutcomeForm(typed(request), initial=initial)
    return go(
        request,
        case,
        form,
        lambda: tables.settle_agenda_item(item=item, **form.cleaned_data, **who(request)),
        done=_("Das Ergebnis ist festgehalten."),
        back=reverse("cooperation:meeting", args=[case.code, row.uuid]),
        stored=lambda now: {"outcome": getattr(now, "outcome", "")},
        title=item.text,
        tab=_("Frage klären"),
        submit=_("Festhalten"),
    )


@writing_view("POST")
def drop_question(request: HttpRequest, code: str, meeting: UUID, question: UUID) -> HttpResponse:
    """Take a question off the agenda."""
    case, cooperation = found(request, code, "drop_question")
    row = meeting_in(cooperation, meeting)
    item = _item_in(row, question)

    def do() -> str:
        tables.remove_agenda_item(item=item, **who(request))
        return _("Die Frage ist gestrichen.")

    return press(request, case, do, back=reverse("cooperation:meeting", args=[case.code, row.uuid]))
