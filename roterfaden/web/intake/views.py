"""Open a case, on one page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.cases.intake import AlreadyOpened, IntakeRefused, open_case, opened_by_form
from roterfaden.cases.mandates import MandateRefused
from roterfaden.cases.models import Case
from roterfaden.cases.queries import services_of
from roterfaden.people.queries import persons_visible_to
from roterfaden.people.records import RecordRefused
from roterfaden.process.runs import RunRefused
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.intake import token
from roterfaden.web.intake.forms import IntakeForm


@writing_view("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """The form; with `?person=` for a person who is known already. Sent twice, it opens one case."""
    user, today = user_of(request), timezone.localdate()
    if not services_of(user, on=today).exists():
        raise PermissionDenied
    if request.method == "GET":
        code = request.GET.get("person", "")
        person = get_object_or_404(persons_visible_to(user, on=today), code=code) if code else None
        return _page(request, IntakeForm(None, user=user, today=today, person=person))
    if before := _opened_before(request):
        return _lead_to(request, before)
    form = IntakeForm(request.POST, user=user, today=today)
    if form.is_valid():
        try:
            case = _open(form, user)
        except AlreadyOpened as refusal:
            return _lead_to(request, refusal.case)
        except (IntakeRefused, MandateRefused, RecordRefused, RunRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Der Fall %(number)s ist eröffnet.") % {"number": case.file_number})
            return redirect("cases:thread", code=case.code)
    return _page(request, form)


def _opened_before(request: HttpRequest) -> Case | None:
    """The case that this very form has opened already."""
    number = token.read(request.POST.get("form_token", ""), user_id=user_of(request).pk)
    return opened_by_form(number) if number else None


def _lead_to(request: HttpRequest, case: Case) -> HttpResponse:
    messages.info(request, _("Dieser Fall war schon eröffnet; er wurde nicht noch einmal angelegt."))
    return redirect("cases:thread", code=case.code)


def _open(form: IntakeForm, user: User) -> Case:
    version, start = form.chosen_start()
    if version is None:
        raise IntakeRefused(_("Diese Kette ist nicht mehr in Kraft. Bitte wählen Sie eine andere."))
    return open_case(
        service=form.chosen_service(),
        person=form.who(),
        chain_version=version,
        start_node=start,
        responsible=form.chosen_responsible(),
        team=form.chosen_team(),
        opened_on=form.cleaned_data["opened_on"],
        concern=form.cleaned_data["concern"],
        mandate=form.mandate(),
        intake_token=form.cleaned_data["form_token"],
        by=user,
        at=timezone.now(),
    )


def _page(request: HttpRequest, form: IntakeForm) -> HttpResponse:
    note_listed(request, (), persons=form.shown)
    context = {"nav": "cases", "form": form}
    return render(request, "intake/new.html", context, status=422 if form.is_bound else 200)
