"""The concepts of a service: which kinds of measures have one, one in its versions, writing the next."""

from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.queries import services_led_by, services_of
from roterfaden.common.forms import PlainTextField, SafeDateField
from roterfaden.languages.shipped import shipped
from roterfaden.measures import concepts as domain
from roterfaden.measures.concept_records import MOST_TEXT, Concept
from roterfaden.measures.definitions import MeasureKind
from roterfaden.measures.queries import concepts_open_to
from roterfaden.web.casefile.frame import refuse_unless
from roterfaden.web.components import Link
from roterfaden.web.formpage import FormPage, form_page, posted
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.measures.forms import lines
from roterfaden.web.measures.frame import did

NAV = "groups"


class ConceptForm(forms.Form):
    """The next version of a concept."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    goals = lines(gettext_lazy("Ziele"), rows=5, most=MOST_TEXT)
    content = lines(gettext_lazy("Inhalte"), rows=8, most=MOST_TEXT)
    procedure = lines(
        gettext_lazy("Verfahren"),
        rows=8,
        most=MOST_TEXT,
        help_text=gettext_lazy("Wer macht was, wann und womit. Nichts über einzelne Menschen."),
    )
    changed = PlainTextField(label=gettext_lazy("Was ist anders als vorher?"), max_length=300)
    valid_from = SafeDateField(label=gettext_lazy("gilt ab"))

    def __init__(self, data: Any = None, *, first: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if first:
            del self.fields["changed"]

    def facts(self) -> domain.ConceptFacts:
        data = {"changed": ""} | self.cleaned_data
        del data["after"]
        return domain.ConceptFacts(**data)


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """Every kind of measure of one's services with the version that holds."""
    today = timezone.localdate()
    services = list(services_of(user_of(request), on=today))
    rows = Concept.objects.filter(service__in=services).order_by("service_id", "kind")
    known = {key: list(found) for key, found in groupby(rows, key=lambda row: (row.service_id, row.kind))}
    table = [
        (
            service,
            [
                (kind, domain.holding(known.get((service.pk, kind.id), ()), on=today))
                for kind in domain.kinds_for(service)
            ],
        )
        for service in services
    ]
    return render(request, "measures/concepts.html", {"nav": NAV, "services": table})


@reading_view
def detail(request: HttpRequest, service: str, measured: str) -> HttpResponse:
    """The concept that holds, or the version that `?fassung=` names, and all versions."""
    user, today = user_of(request), timezone.localdate()
    own = get_object_or_404(concepts_open_to(user, on=today), code=service)
    kind = _kind(own, measured)
    versions = domain.concepts_of(own, kind.id)
    asked = request.GET.get("fassung", "")
    named = next((one for one in versions if str(one.number) == asked), None)
    holds = domain.holding(versions, on=today)
    context = {
        "nav": NAV,
        "service": own,
        "kind": kind,
        "versions": versions,
        "holds": holds,
        "shown": named or holds or next(iter(versions), None),
        "may_write": _leads(user, own, on=today),
        "crumbs": [
            Link(title=_("Konzepte"), url=reverse("measures:concepts")),
            Link(title=shipped(kind.title)),
        ],
    }
    return render(request, "measures/concept.html", context)


@writing_view("GET", "POST")
def write(request: HttpRequest, service: str, measured: str) -> HttpResponse:
    """Write the next version, as somebody who leads the service; it begins with the words of the newest."""
    user, today = user_of(request), timezone.localdate()
    own = get_object_or_404(services_of(user, on=today), code=service)
    kind = _kind(own, measured)
    refuse_unless(_leads(user, own, on=today))
    newest = next(iter(domain.concepts_of(own, kind.id)), None)
    initial: dict[str, Any] = {"valid_from": today, "after": newest.number if newest else 0}
    initial |= {name: getattr(newest, name) for name in domain.TEXTS} if newest else {}
    form = ConceptForm(posted(request), first=newest is None, initial=initial)
    page = FormPage(
        title=_("Konzept schreiben") if newest is None else _("Neue Fassung des Konzepts"),
        meta=f"{shipped(kind.title)}, {own}",
        back=reverse("measures:concept", args=[own.code, kind.id]),
        refusals=(domain.ConceptRefused,),
        done=_("Das Konzept ist festgehalten."),
        nav=NAV,
    )
    return form_page(
        request,
        form,
        lambda said: domain.write_concept(
            service=own, kind=kind.id, facts=form.facts(), after=said["after"], **did(request)
        ),
        page,
    )


def _leads(user: User, service: Organisation, *, on: date) -> bool:
    return services_led_by(user, on=on).filter(pk=service.pk).exists()


def _kind(service: Organisation, measured: str) -> MeasureKind:
    found = next((one for one in domain.kinds_for(service) if one.id == measured), None)
    if found is None:
        raise Http404
    return found
