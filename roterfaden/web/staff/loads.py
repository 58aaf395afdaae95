"""Cases per full post, worker by worker, for who leads; vacancies."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.staff import files as domain
from roterfaden.staff.caseload import caseload_of
from roterfaden.staff.models import Vacancy
from roterfaden.staff.queries import vacancies_in
from roterfaden.web.formpage import facts_of, form_page, fresh, initial_of, posted, stored_of
from roterfaden.web.guards import reading_view, told, writing_view
from roterfaden.web.network.access import today
from roterfaden.web.paging import page_of
from roterfaden.web.staff.access import around, led, led_to_write, page
from roterfaden.web.staff.forms import ChangeVacancyForm, VacancyForm

FIELDS = domain.VACANCY_FIELDS


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """By name, and in no other order: a burden, never a ranking."""
    places = led(request)
    if not places:
        raise PermissionDenied
    boards = [_board(request, place) for place in places]
    return render(request, "staff/caseload.html", page(request, "caseload", boards=boards))


def _board(request: HttpRequest, place: Organisation) -> dict[str, Any]:
    load, parameter = caseload_of(place, on=today()), f"page-{place.code}"
    return {
        "place": place,
        "load": load,
        "burdens": page_of(request, load.burdens, parameter=parameter),
        "parameter": parameter,
        "vacancies": vacancies_in(place, on=today()),
    }


@writing_view("GET", "POST")
def new_vacancy(request: HttpRequest) -> HttpResponse:
    """Note a share of a post that nobody fills."""
    form = VacancyForm(posted(request), places=led_to_write(request), initial=fresh())

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, FIELDS)
        domain.add_vacancy(organisation=form.kept_by(), facts=facts, token=said["token"], **told(request))

    return form_page(request, form, act, around(_("Freie Stelle"), reverse("staff:caseload")))


@writing_view("GET", "POST")
def change_vacancy(request: HttpRequest, vacancy: UUID) -> HttpResponse:
    """Change it, or say since when it is filled."""
    found = get_object_or_404(Vacancy, uuid=vacancy, organisation__in=led_to_write(request))
    form = ChangeVacancyForm(posted(request), initial=initial_of(found, FIELDS))

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, FIELDS)
        domain.change_vacancy(vacancy=found, facts=facts, revision=form.kept_revision, **told(request))

    frame = around(_("Freie Stelle"), reverse("staff:caseload"), stored=stored_of(FIELDS))
    return form_page(request, form, act, frame)
