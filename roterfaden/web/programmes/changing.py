"""Begin a programme, say how far a measure is, record values."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import (
    PickField,
    PlainTextField,
    RevisionField,
    SafeDateField,
    TypedDecimalField,
    offer,
)
from roterfaden.programmes import running as domain
from roterfaden.programmes.choices import LineState, ValueKind
from roterfaden.programmes.models import MOST_REMARK, Plan, PlanLine
from roterfaden.programmes.queries import bodies_that_may_begin, offices_for, programme_of
from roterfaden.programmes.reader import Indicator
from roterfaden.programmes.rules import may_report_on, may_steer
from roterfaden.programmes.taking import taken_value
from roterfaden.web.casefile.frame import refuse_unless
from roterfaden.web.formpage import FormPage, form_page, posted
from roterfaden.web.guards import told, user_of, writing_view
from roterfaden.web.programmes.frame import NAV
from roterfaden.web.programmes.views import find_line, find_plan


class LineForm(forms.Form):
    """How far a measure is; office and term only for the body that runs the programme."""

    state = PickField(label=gettext_lazy("Stand"), choices=LineState.choices)
    office = PickField(label=gettext_lazy("Zuständige Stelle"), required=False)
    due_on = SafeDateField(label=gettext_lazy("Bis"), required=False)
    remark = PlainTextField(
        label=gettext_lazy("Bemerkung"),
        max_length=MOST_REMARK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Ohne Namen von Klientinnen und Klienten."),
    )
    revision = RevisionField()

    def __init__(self, data: Any = None, *, line: PlanLine, steers: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"line": line, "steers": steers}
        self.known = {str(one.uuid): one for one in offices_for(line.plan)} if steers else {}
        if not steers:
            del self.fields["office"], self.fields["due_on"]
            return
        choices = [("", _("noch niemand")), *((key, one.name) for key, one in self.known.items())]
        offer(self, "office", choices)

    def facts(self, line: PlanLine) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        chosen: Organisation | None = self.known.get(data.get("office", "")) if self.known else line.office
        return data | {
            "state": LineState(data["state"]),
            "office": chosen,
            "due_on": data.get("due_on", line.due_on),
        }


class ValueForm(forms.Form):
    """One value of an indicator."""

    kind = PickField(label=gettext_lazy("Art"), choices=ValueKind.choices)
    day = SafeDateField(label=gettext_lazy("Stand vom"))
    value = TypedDecimalField(label=gettext_lazy("Wert"), min_value=0, max_digits=12, decimal_places=2)
    source = PlainTextField(label=gettext_lazy("Woher"), max_length=200)


@writing_view("POST")
def begin(request: HttpRequest, body: str, key: str) -> HttpResponse:
    """Begin a programme for one of one's bodies."""
    found = next(
        (
            one
            for one in bodies_that_may_begin(user_of(request), on=timezone.localdate())
            if (one[0].code, one[1].key) == (body, key)
        ),
        None,
    )
    if found is None:
        raise Http404
    made = domain.begin(organisation=found[0], programme=found[1], **told(request))
    messages.success(request, _("Das Programm ist begonnen."))
    return redirect("programmes:plan", made.uuid)


@writing_view("GET", "POST")
def change(request: HttpRequest, programme_plan: UUID, plan_line: UUID) -> HttpResponse:
    """Say how far a measure is."""
    line = find_line(request, programme_plan, plan_line)
    user, today = user_of(request), timezone.localdate()
    refuse_unless(may_report_on(user, line, on=today))
    stored = _stored(line)
    form = LineForm(posted(request), line=line, steers=may_steer(user, line.plan, on=today), initial=stored)
    measure = programme_of(line.plan).measure(line.measure)
    page = FormPage(
        title=_("Massnahme %(id)s: Stand") % {"id": line.measure},
        meta=measure.text if measure else "",
        back=reverse("programmes:line", args=[programme_plan, plan_line]),
        refusals=(domain.ProgrammeRefused,),
        nav=NAV,
        stored=lambda current: {
            name: value
            for name, value in _stored(current).items()
            if name in form.fields and name != "revision"
        },
    )
    return form_page(
        request, form, lambda _data: domain.change_line(line=line, **form.facts(line), **told(request)), page
    )


@writing_view("GET", "POST")
def value(request: HttpRequest, programme_plan: UUID, indicator: str) -> HttpResponse:
    """Record a value of an indicator, with its source."""
    plan, found = _indicator(request, programme_plan, indicator)
    form = ValueForm(posted(request), initial={"kind": ValueKind.ACTUAL, "day": timezone.localdate()})
    page = FormPage(
        title=found.title,
        meta=f"{found.unit} · {found.source}",
        back=reverse("programmes:plan", args=[plan.uuid]) + "#indikatoren",
        refusals=(domain.ProgrammeRefused,),
        nav=NAV,
    )

    def act(data: dict[str, Any]) -> object:
        said = data | {"kind": ValueKind(data["kind"])}
        return domain.record_value(plan=plan, indicator=found.id, **said, **told(request))

    return form_page(request, form, act, page)


@writing_view("POST")
def take(request: HttpRequest, programme_plan: UUID, indicator: str) -> HttpResponse:
    """Take the value over from what the program counts itself."""
    plan, found = _indicator(request, programme_plan, indicator)
    today = timezone.localdate()
    counted: tuple[Decimal, str] | None = taken_value(plan, found, on=today)
    if counted is None:
        messages.warning(
            request, _("Dazu gibt es noch keine Zahl, oder sie ruht auf weniger als fünf Personen.")
        )
    else:
        given: dict[str, Any] = {"value": counted[0], "source": counted[1], "day": today}
        domain.record_value(plan=plan, indicator=found.id, kind=ValueKind.ACTUAL, **given, **told(request))
        messages.success(request, _("Übernommen."))
    return redirect(reverse("programmes:plan", args=[plan.uuid]) + "#indikatoren")


def _indicator(request: HttpRequest, programme_plan: UUID, key: str) -> tuple[Plan, Indicator]:
    plan = find_plan(request, programme_plan)
    refuse_unless(may_steer(user_of(request), plan, on=timezone.localdate()))
    found = programme_of(plan).indicator(key)
    if found is None:
        raise Http404
    return plan, found


def _stored(line: PlanLine) -> dict[str, Any]:
    return {
        "state": line.state,
        "office": str(line.office.uuid) if line.office else "",
        "due_on": line.due_on,
        "remark": line.remark,
        "revision": line.revision,
    }
