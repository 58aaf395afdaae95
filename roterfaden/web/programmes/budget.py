"""The budget of a programme: its lines by year with what was spent; plan, change, spend, strike."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.common.forms import PickField, PlainTextField, RevisionField, offer
from roterfaden.programmes import budgeting as domain
from roterfaden.programmes.models import BudgetLine, Plan, Spending
from roterfaden.programmes.queries import programme_of
from roterfaden.programmes.rules import may_steer
from roterfaden.web.casefile.frame import refuse_unless
from roterfaden.web.components import Link
from roterfaden.web.formpage import form_page, fresh, initial_of, posted, stored_of
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.money import SpentForm, StrikeForm, amount_field, chosen_year, name_currency
from roterfaden.web.programmes.frame import NAV, around, crumbs_to, currency_of, measures_to_choose
from roterfaden.web.programmes.views import find_plan


def _here(plan: Plan) -> Link:
    return Link(title=_("Budget"), url=reverse("programmes:budget", args=[plan.uuid]))


class BudgetForm(forms.Form):
    """A line of the budget."""

    purpose = PlainTextField(label=gettext_lazy("Wofür"), max_length=200)
    measure = PickField(label=gettext_lazy("Gehört zur Massnahme"), required=False)
    year = forms.IntegerField(
        label=gettext_lazy("Jahr"), min_value=domain.FIRST_YEAR, max_value=domain.LAST_YEAR, localize=False
    )
    payer = PlainTextField(label=gettext_lazy("Wer zahlt"), max_length=200)
    amount = amount_field()
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    revision = RevisionField(required=False)

    def __init__(self, data: Any = None, *, plan: Plan, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"plan": plan}
        offer(self, "measure", [("", _("keine bestimmte")), *measures_to_choose(plan)])
        name_currency(self, currency_of(plan))


@reading_view
def index(request: HttpRequest, programme_plan: UUID) -> HttpResponse:
    """The budget of a year with what was spent and what is left."""
    plan, today = find_plan(request, programme_plan), timezone.localdate()
    form, year = chosen_year(request, domain.years_of(plan, today=today), today=today)
    positions = domain.budget_of(plan, year)
    context = {
        "nav": NAV,
        "plan": plan,
        "programme": programme_of(plan),
        "filter": form,
        "year": year,
        "positions": positions,
        "sums": domain.sums_of(positions),
        "currency": currency_of(plan),
        "crumbs": crumbs_to(plan, Link(title=_("Budget"))),
        "steers": may_steer(user_of(request), plan, on=today),
    }
    return render(request, "programmes/budget.html", context)


@writing_view("GET", "POST")
def add(request: HttpRequest, programme_plan: UUID) -> HttpResponse:
    """Put a line into the budget."""
    plan = _steered(request, programme_plan)
    form = BudgetForm(posted(request), plan=plan, initial=fresh(year=timezone.localdate().year))

    def act(said: dict[str, Any]) -> object:
        return domain.plan_line(plan=plan, facts=said, token=said["token"] or uuid4(), **told(request))

    return form_page(request, form, act, around(_("Zeile im Budget"), plan, _here(plan)))


@writing_view("GET", "POST")
def change(request: HttpRequest, programme_plan: UUID, budget_line: UUID) -> HttpResponse:
    """Change a line of the budget."""
    row = _line(request, programme_plan, budget_line)
    form = BudgetForm(posted(request), plan=row.plan, initial=initial_of(row, domain.FIELDS))

    def act(said: dict[str, Any]) -> None:
        domain.change_budget(line=row, facts=said, revision=said["revision"] or 0, **told(request))

    return form_page(
        request,
        form,
        act,
        around(_("Zeile im Budget ändern"), row.plan, _here(row.plan), stored=stored_of(domain.FIELDS)),
    )


@writing_view("GET", "POST")
def spend(request: HttpRequest, programme_plan: UUID, budget_line: UUID) -> HttpResponse:
    """Record what was spent of a line."""
    row = _line(request, programme_plan, budget_line)
    form = SpentForm(posted(request), currency=currency_of(row.plan), initial=fresh(day=timezone.localdate()))
    page = around(_("Ausgabe festhalten"), row.plan, _here(row.plan), meta=f"{row.year} · {row.purpose}")
    return form_page(request, form, lambda said: domain.spend(line=row, **said, **told(request)), page)


@writing_view("GET", "POST")
def strike(request: HttpRequest, programme_plan: UUID, budget_line: UUID, spending: UUID) -> HttpResponse:
    """Strike a spending that was wrong."""
    row = _line(request, programme_plan, budget_line)
    found: Spending = get_object_or_404(row.spendings.all(), uuid=spending)
    found.line = row
    form = StrikeForm(posted(request))
    page = around(_("Ausgabe streichen"), row.plan, _here(row.plan), meta=f"{row.purpose} · {found.receipt}")
    return form_page(request, form, lambda said: domain.strike(spending=found, **said, **told(request)), page)


def _steered(request: HttpRequest, programme_plan: UUID) -> Plan:
    plan = find_plan(request, programme_plan)
    refuse_unless(may_steer(user_of(request), plan, on=timezone.localdate()))
    return plan


def _line(request: HttpRequest, programme_plan: UUID, budget_line: UUID) -> BudgetLine:
    plan = _steered(request, programme_plan)
    found: BudgetLine = get_object_or_404(BudgetLine.objects.filter(plan=plan), uuid=budget_line)
    found.plan = plan
    return found
