"""Take a complaint in: from the list or from a case; afterwards a receipt for the person, and nothing more to see."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import colleagues_in
from roterfaden.cases.models import Case
from roterfaden.complaints import receiving
from roterfaden.complaints.choices import Channel, Complainant
from roterfaden.complaints.letters import drafted
from roterfaden.complaints.models import Complaint
from roterfaden.complaints.queries import taken_in_by
from roterfaden.quality.queries import places_of
from roterfaden.web.cases.reading import find_case
from roterfaden.web.complaints.forms import TakingForm
from roterfaden.web.guards import reading_view, user_of, writing_view


@writing_view("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Write down what somebody complains about."""
    return _take_in(request, None)


@writing_view("GET", "POST")
def new_for_case(request: HttpRequest, code: str) -> HttpResponse:
    """The same from a page of a case; who leads the case is marked as concerned beforehand."""
    return _take_in(request, find_case(request, code))


@reading_view
def taken(request: HttpRequest, complaint: UUID) -> HttpResponse:
    """What the person gets at once: that it is there, the code, until when the answer comes."""
    found = get_object_or_404(_written_down(request), uuid=complaint)
    context = {
        "nav": "worklist",
        "complaint": found,
        "lines": drafted(found, "confirmation").split("\n\n"),
    }
    return render(request, "complaints/taken.html", context)


def _written_down(request: HttpRequest) -> QuerySet[Complaint]:
    return taken_in_by(user_of(request))


def _take_in(request: HttpRequest, case: Case | None) -> HttpResponse:
    user, today = user_of(request), timezone.localdate()
    places = places_of(user, on=today)
    if not places:
        raise PermissionDenied
    if case is not None:
        # who takes part from elsewhere hands it to the own office, without the case
        case = case if case.service in places else None
        places = [case.service] if case is not None else places
    form = TakingForm(
        request.POST if request.method == "POST" else None,
        places=places,
        people=_people(places),
        initial=_initial(case, places),
    )
    if form.is_valid() and (answer := _received(request, form, places, case)) is not None:
        return answer
    context = {"nav": "worklist", "form": form, "case": case}
    return render(request, "complaints/new.html", context, status=422 if form.is_bound else 200)


def _received(
    request: HttpRequest, form: TakingForm, places: list[Organisation], case: Case | None
) -> HttpResponse | None:
    user, data = user_of(request), form.cleaned_data
    concerned = form.about_users()
    try:
        made = receiving.receive(
            organisation=next(one for one in places if one.code == data["organisation"]),
            told=form.told(),
            token=data["token"],
            concerned=concerned,
            case=case,
            by=user,
            at=timezone.now(),
        )
    except receiving.ComplaintRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(
        request, _("Die Beschwerde ist aufgenommen. Ihr Kürzel: %(code)s.") % {"code": made.code}
    )
    if user in concerned:
        return redirect("complaints:index")
    return redirect("complaints:taken", made.uuid)


def _initial(case: Case | None, places: list[Organisation]) -> dict[str, object]:
    return {
        "token": uuid4(),
        "organisation": places[0].code,
        "complainant": Complainant.CLIENT,
        "channel": Channel.IN_PERSON,
        "concerned": [str(case.responsible.uuid)] if case is not None else [],
    }


def _people(places: list[Organisation]) -> list[User]:
    """Everybody who works at one of the places, by name."""
    found = {
        user.pk: user
        for place in places
        for user in colleagues_in(place, on=timezone.localdate(), roles=list(Role))
    }
    return sorted(found.values(), key=lambda one: (one.last_name, one.first_name, one.pk))
