"""The way in: entry check, registration, and what the coordination office says."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from roterfaden.cases.choices import FieldClass
from roterfaden.cooperation import entry as domain
from roterfaden.cooperation import registration
from roterfaden.cooperation.choices import TurnKind
from roterfaden.cooperation.procedures import procedure_for
from roterfaden.cooperation.queries import procedure_of
from roterfaden.cooperation.registration import best_authority
from roterfaden.cooperation.rules import may_decide
from roterfaden.languages.shipped import shipped
from roterfaden.web.casefile.frame import case_for, refuse_unless
from roterfaden.web.cases.reading import shows
from roterfaden.web.cooperation.forms import DecideForm, EntryForm, RegisterForm
from roterfaden.web.cooperation.going import HERE, found, go, new_recipient, typed, who
from roterfaden.web.guards import user_of, writing_view


@writing_view("GET", "POST")
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Answer the questions at the entry; the cooperation begins with them."""
    case = case_for(request, code, page="begin_cooperation")
    procedure = procedure_for(case.service.region, on=timezone.localdate())
    if procedure is None:
        raise Http404
    form = EntryForm(typed(request), procedure=procedure)
    return go(
        request,
        case,
        form,
        lambda: domain.begin(
            case=case, answers=form.answers(), reason=form.cleaned_data["reason"], **who(request)
        ),
        done=_("Die Voraussetzungen sind festgehalten. Nehmen Sie jetzt die beteiligten Stellen auf."),
        back=reverse(HERE, args=[case.code]),
        title=_("%(name)s: Voraussetzungen prüfen") % {"name": shipped(procedure.title)},
        submit=_("Prüfen und beginnen"),
    )


@writing_view("GET", "POST")
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Answer the questions again, because something became clear. Earlier checks stay."""
    case, cooperation = found(request, code, "check_cooperation")
    newest = cooperation.checks.first()
    known = newest.answers if newest is not None else {}
    form = EntryForm(typed(request), procedure=procedure_of(cooperation), initial=known)
    return go(
        request,
        case,
        form,
        lambda: domain.check_again(
            cooperation=cooperation,
            answers=form.answers(),
            reason=form.cleaned_data["reason"],
            **who(request),
        ),
        done=_("Die neue Prüfung ist festgehalten."),
        back=reverse(HERE, args=[case.code]),
        title=_("Voraussetzungen noch einmal prüfen"),
        submit=_("Festhalten"),
    )


@writing_view("GET", "POST")
def register(request: HttpRequest, code: str) -> HttpResponse:
    """Register the person with the coordination office, or answer what it asked back."""
    case, cooperation = found(request, code, "register_cooperation")
    terms = procedure_of(cooperation).terms
    best = best_authority(cooperation, on=timezone.localdate())
    initial = {
        "revision": cooperation.revision,
        "office": str(cooperation.office.uuid) if cooperation.office else "",
        "registering": str(cooperation.registering.uuid) if cooperation.registering else "",
        "authority": str(best.uuid) if best else "",
    }
    form = RegisterForm(
        typed(request),
        cooperation=cooperation,
        word=terms["authority"],
        purposes=shows(case, FieldClass.DECLARATIONS),
        initial=initial,
    )

    def do() -> None:
        data = form.cleaned_data
        registration.register(
            cooperation=cooperation,
            office=new_recipient(request, case, form) or form.known[data["office"]],
            registering=form.known[data["registering"]],
            authority=form.consents.get(data["authority"]),
            text=data["text"],
            revision=data["revision"],
            **who(request),
        )

    back = reverse(HERE, args=[case.code])
    words: dict[str, Any] = {
        "title": _("Anmelden: %(office)s") % {"office": terms["office"]},
        "submit": pgettext("Zusammenarbeit", "Anmelden"),
    }
    return go(request, case, form, do, done=_("Die Anmeldung ist abgegeben."), back=back, **words)


@writing_view("GET", "POST")
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """What the coordination office says; only its own people say it where they log in here."""
    case, cooperation = found(request, code, "decide_cooperation")
    refuse_unless(may_decide(user_of(request), cooperation, on=timezone.localdate()))
    form = DecideForm(typed(request), initial={"revision": cooperation.revision})
    return go(
        request,
        case,
        form,
        lambda: registration.decide(
            cooperation=cooperation,
            kind=TurnKind(form.cleaned_data["kind"]),
            text=form.cleaned_data["text"],
            revision=form.cleaned_data["revision"],
            **who(request),
        ),
        done=_("Die Antwort ist festgehalten."),
        back=reverse(HERE, args=[case.code]),
        title=_("Was sagt die Koordination?"),
        submit=_("Festhalten"),
    )
