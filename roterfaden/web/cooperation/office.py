"""What the coordination office costs, and what each of its carriers pays: by year; record, strike."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import PlainTextField
from roterfaden.cooperation import office_costs as domain
from roterfaden.cooperation.office_records import OfficeCost
from roterfaden.cooperation.refusals import CooperationRefused
from roterfaden.measures.catalogue import tariff_book
from roterfaden.web.casefile.frame import refuse_unless
from roterfaden.web.formpage import FormPage, form_page, fresh, posted
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.money import SpentForm, StrikeForm, chosen_year

NAV = "coordination"


class CostForm(SpentForm):
    """Something that was spent for the office."""

    purpose = PlainTextField(label=gettext_lazy("Wofür"), max_length=200)
    field_order = ("day", "purpose", "amount", "receipt", "token")


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The reader's coordination offices; of one alone its page."""
    offices = list(domain.offices_of(user_of(request), on=timezone.localdate()))
    if len(offices) == 1:
        return redirect("coordination:costs", offices[0].code)
    return render(request, "cooperation/offices.html", {"nav": NAV, "offices": offices})


@reading_view
def costs(request: HttpRequest, body: str) -> HttpResponse:
    """The costs of a year, and who pays how much of them."""
    office, today = _office(request, body), timezone.localdate()
    form, year = chosen_year(request, domain.years_of(office, today=today), today=today)
    rows = domain.costs_of(office, year)
    total = domain.total_of(rows)
    sharing = domain.sharing_in(office, on=min(today, date(year, 12, 31)))
    context = {
        "nav": NAV,
        "office": office,
        "filter": form,
        "year": year,
        "rows": rows,
        "total": total,
        "sharing": sharing,
        "parts": domain.split(total, sharing.shares) if sharing else [],
        "currency": _currency(office),
        "keeps": domain.may_keep_costs(user_of(request), office, on=today),
    }
    return render(request, "cooperation/office_costs.html", context)


@writing_view("GET", "POST")
def add(request: HttpRequest, body: str) -> HttpResponse:
    """Record what was spent."""
    office = _kept(request, body)
    form = CostForm(posted(request), currency=_currency(office), initial=fresh(day=timezone.localdate()))
    return form_page(
        request,
        form,
        lambda said: domain.record_cost(office=office, **said, **told(request)),
        _around(_("Kosten festhalten"), office),
    )


@writing_view("GET", "POST")
def strike(request: HttpRequest, body: str, office_cost: UUID) -> HttpResponse:
    """Strike a cost that was wrong."""
    office = _kept(request, body)
    cost: OfficeCost = get_object_or_404(OfficeCost.objects.filter(office=office), uuid=office_cost)
    cost.office = office
    page = _around(_("Kosten streichen"), office, meta=f"{cost.purpose} · {cost.receipt}")
    form = StrikeForm(posted(request))
    return form_page(request, form, lambda said: domain.strike_cost(cost=cost, **said, **told(request)), page)


def _office(request: HttpRequest, body: str) -> Organisation:
    """A coordination office of the reader; 404 for another."""
    found: Organisation = get_object_or_404(
        domain.offices_of(user_of(request), on=timezone.localdate()), code=body
    )
    return found


def _kept(request: HttpRequest, body: str) -> Organisation:
    office = _office(request, body)
    refuse_unless(domain.may_keep_costs(user_of(request), office, on=timezone.localdate()))
    return office


def _around(title: str, office: Organisation, meta: str = "") -> FormPage:
    back = reverse("coordination:costs", args=[office.code])
    return FormPage(title=title, back=back, refusals=(CooperationRefused,), nav=NAV, meta=meta or str(office))


def _currency(office: Organisation) -> str:
    return tariff_book().currency_in(office.region)
