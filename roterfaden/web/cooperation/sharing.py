"""Pass on to all involved, each what it may know: first shown, then kept waiting, then let out."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.sharing import shareable_parts
from roterfaden.consent.gate import Item
from roterfaden.cooperation import sharing as domain
from roterfaden.cooperation.choices import MeetingState, RoundKind
from roterfaden.cooperation.minutes import items_of, minutes_of
from roterfaden.cooperation.models import Cooperation
from roterfaden.cooperation.queries import meetings_of, title_of
from roterfaden.cooperation.sharing import news_of, preview
from roterfaden.web.casefile.frame import frame
from roterfaden.web.cases.reading import shows
from roterfaden.web.cooperation.going import HERE, REFUSALS, found, press, round_in, typed, who
from roterfaden.web.cooperation.plan_forms import ShareForm
from roterfaden.web.guards import writing_view


def _of_the_file(cooperation: Cooperation) -> list[Item]:
    return [
        part.item
        for part in shareable_parts(cooperation.case, health=shows(cooperation.case, FieldClass.HEALTH))
    ]


def _of_the_minutes(cooperation: Cooperation) -> list[Item]:
    held = next((row for row in meetings_of(cooperation) if row.state == MeetingState.HELD), None)
    return items_of(minutes_of(held)) if held is not None else []


KINDS: dict[str, tuple[RoundKind, Callable[[Cooperation], list[Item]]]] = {
    "austausch": (RoundKind.EXCHANGE, _of_the_file),
    "stand": (RoundKind.INFORMATION, news_of),
    "niederschrift": (RoundKind.MINUTES, _of_the_minutes),
}


@writing_view("GET", "POST")
def share(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Show what each body would get and what is kept back; pressed again, it waits in the ledger."""
    if what not in KINDS:
        raise Http404
    case, cooperation = found(request, code, f"share_{what}")
    kind, items = KINDS[what]
    ticked = kind != RoundKind.EXCHANGE
    form = ShareForm(typed(request), items=items(cooperation), ticked=ticked)
    shown = None
    if form.is_valid():
        if "share" in request.POST and _shared(request, cooperation, kind, form):
            return redirect(HERE, code=case.code)
        found_now = preview(cooperation=cooperation, kind=kind, items=form.chosen(), on=timezone.localdate())
        shown = [(title_of(one.party), one.decision) for one in found_now]
    context = frame(request, case, HERE, form=form, shown=shown, title=kind.label)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cooperation/share.html", context, status=status)


def _shared(request: HttpRequest, cooperation: Cooperation, kind: RoundKind, form: ShareForm) -> bool:
    try:
        domain.share(
            cooperation=cooperation,
            kind=kind,
            items=form.chosen(),
            token=form.chosen_token,
            send_on=form.cleaned_data["send_on"],
            **who(request),
        )
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return False
    if day := form.cleaned_data["send_on"]:
        messages.success(request, _("Vorgemerkt. Die Links gehen ab %(day)s.") % {"day": f"{day:%d.%m.%Y}"})
    else:
        messages.success(request, _("Vorgemerkt. Es wartet, bis Sie es hinausgeben."))
    return True


@writing_view("POST")
def let_out(request: HttpRequest, code: str, round: UUID) -> HttpResponse:  # noqa: A002
    """Let go what of a round still waits."""
    case, cooperation = found(request, code, "let_out")
    row = round_in(cooperation, round)

    def do() -> str:
        gone = domain.let_out(round=row, **who(request))
        told = ngettext("%(count)s Weitergabe ging hinaus.", "%(count)s Weitergaben gingen hinaus.", gone)
        return told % {"count": gone}

    return press(request, case, do)
