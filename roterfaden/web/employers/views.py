"""The register of employers: list, one company, add and correct it. All colleagues of a service see the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.employers.choices import Size
from roterfaden.employers.duty import Standing, standing
from roterfaden.employers.finding import find_employers
from roterfaden.employers.merging import active_merges
from roterfaden.employers.models import Employer
from roterfaden.employers.queries import employers_visible_to, keepers_of
from roterfaden.employers.register import EDITABLE_FIELDS, RegisterRefused, correct_employer, record_employer
from roterfaden.profiles.terms import terms_table
from roterfaden.web.components import Fact
from roterfaden.web.conflicts import conflict_of, shown
from roterfaden.web.employers.company import beyond_the_register
from roterfaden.web.employers.forms import EmployerForm, EmployerSearchForm, NewEmployerForm
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.paging import page_of

HERE = "employers:detail"


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The companies of the services in which the user does casework, by name; searched by name, contact, phone."""
    user, today = user_of(request), timezone.localdate()
    form = EmployerSearchForm(request.GET)
    status = 200 if form.is_valid() else 422
    text = form.cleaned_data.get("q", "")
    visible = employers_visible_to(user, on=today)
    services = keepers_of(user, on=today)
    found = find_employers(visible, text, organisations=list(services.values_list("pk", flat=True)))
    page = page_of(request, found.order_by("search_name", "pk"))
    context = {
        "nav": "employers",
        "form": form,
        "page": page,
        "rows": _rows(page),
        "text": text,
        "may_add": services.exists(),
    }
    return render(request, "employers/index.html", context, status=status)


@dataclass(frozen=True)
class Row:
    """One company of the list."""

    employer: Employer
    url: str
    place: str
    size: str


def _rows(employers: Iterable[Employer]) -> list[Row]:
    sizes = {key: str(label) for key, label in Size.choices}
    return [
        Row(
            one,
            url=reverse(HERE, args=[one.code]),
            place=", ".join(filter(None, (one.branch, one.town))),
            size=sizes.get(one.size, one.size),
        )
        for one in employers
    ]


@reading_view
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One company and whom to call there."""
    employer = find_employer(request, code)
    contacts = list(employer.contacts.order_by("left_on", "name", "pk"))
    context = {
        "nav": "employers",
        "employer": employer,
        "facts": _facts(employer),
        "contacts": [contact for contact in contacts if contact.left_on is None],
        "former": [contact for contact in contacts if contact.left_on is not None],
        "duty": _duty(employer),
        "stages": employer.stages.select_related("moved_by")[:10],
        "visits": employer.visits.order_by("-planned_on", "-pk")[:10],
        "workplaces": employer.workplaces.order_by("closed_on", "title", "pk"),
        "merges": active_merges(employer),
    } | beyond_the_register(request, employer)
    return render(request, "employers/detail.html", context)


@writing_view("GET", "POST")
def add_employer(request: HttpRequest) -> HttpResponse:
    """A new company; who works in several services says for which."""
    user = user_of(request)
    services = list(keepers_of(user, on=timezone.localdate()))
    if not services:
        raise PermissionDenied
    form = NewEmployerForm(request.POST if request.method == "POST" else None, services=services)
    if form.is_valid():
        service = form.service_chosen()
        try:
            made = record_employer(organisation=service, facts=form.facts(), by=user, at=timezone.now())
        except RegisterRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("Der Betrieb ist aufgenommen."))
            return redirect(HERE, code=made.code)
    return form_page(request, form, title=_("Betrieb aufnehmen"), back_url=reverse("employers:index"))


@writing_view("GET", "POST")
def edit_employer(request: HttpRequest, code: str) -> HttpResponse:
    """Correct what the register says; the second of two editors gets both texts."""
    employer, user = find_employer(request, code), user_of(request)
    known = stored(employer) | {"revision": employer.revision}
    form = EmployerForm(request.POST if request.method == "POST" else None, initial=known)
    back = reverse(HERE, args=[employer.code])
    if form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            correct_employer(
                employer=employer, facts=form.facts(), revision=revision, by=user, at=timezone.now()
            )
        except RegisterRefused as refusal:
            form.add_error("name", str(refusal))
        except Conflict as conflict:
            here = reverse("employers:edit_employer", args=[employer.code])
            return conflict_page(request, form, conflict, stored=stored, scope=employer, url=here, back=back)
        else:
            messages.success(request, _("Die Angaben zum Betrieb sind gespeichert."))
            return redirect(back)
    return form_page(request, form, title=_("Angaben zum Betrieb ändern"), meta=employer.name, back_url=back)


def find_employer(request: HttpRequest, code: str) -> Employer:
    """The company, if it stands in a register of the user's; otherwise 404."""
    visible: QuerySet[Employer] = employers_visible_to(user_of(request), on=timezone.localdate())
    return get_object_or_404(visible.select_related("organisation"), code=code)


def form_page(request: HttpRequest, form: Any, **words: Any) -> HttpResponse:
    """The page with the form: 200 to fill it in, 422 with what is wrong and what was typed."""
    context = {"nav": "employers", "form": form} | words
    return render(request, "employers/form.html", context, status=422 if form.is_bound else 200)


def conflict_page(
    request: HttpRequest, form: Any, conflict: Conflict, *, stored: Any, scope: Employer, url: str, back: str
) -> HttpResponse:
    """409: somebody was faster; both texts, and the form to merge them."""
    current = conflict.current
    assert current is not None, "entries of the register are never deleted"
    told = conflict_of(
        form,
        current=current,
        stored=stored(current),
        scopes=[scope.uuid],
        at=timezone.now(),
        url=url,
        keep_url=back,
    )
    return render(request, "employers/conflict.html", {"nav": "employers", "conflict": told}, status=409)


def stored(employer: Employer) -> dict[str, Any]:
    return {name: getattr(employer, name) for name in EDITABLE_FIELDS}


def _duty(employer: Employer) -> Standing | None:
    rule = terms_table().duty_for(employer.organisation.region, on=timezone.localdate())
    if rule is None or employer.staff is None or employer.disabled_staff is None:
        return None
    owed = rule.places(employer.staff)
    return standing(staff=employer.staff, filled=employer.disabled_staff, owed=owed, law=rule.law)


def _facts(employer: Employer) -> list[Fact]:
    fields = EmployerForm.base_fields
    names = [name for name in EDITABLE_FIELDS if name != "name"]
    return [
        Fact(label=str(fields[name].label), value=shown(fields[name], getattr(employer, name)))
        for name in names
    ]
