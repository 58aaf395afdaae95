"""The catalogue of offers: what there is, for whom, on which legal state."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.offers.admission.sentences import condition_words
from roterfaden.offers.reader import shipped_facts, shipped_offers
from roterfaden.web.components import Fact, Link
from roterfaden.web.guards import reading_view
from roterfaden.web.offers.forms import OfferFilterForm
from roterfaden.web.offers.words import STATES, offer_facts


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """All offers, narrowed by country, region, legal state and word; past law last."""
    form = OfferFilterForm(request.GET)
    form.is_valid()
    found = sorted(form.narrowed(shipped_offers().values()), key=lambda one: (one.is_historic, one.title))
    context = {
        "nav": "handbook",
        "crumbs": [*_crumbs()[:1], Link(title=_("Angebote"))],
        "form": form,
        "rows": [(one, STATES[one.state]) for one in found],
        "total": len(shipped_offers()),
    }
    return render(request, "offers/index.html", context)


@reading_view
def offer(request: HttpRequest, shipped: str) -> HttpResponse:
    """One offer with its conditions, codes, duration and source, to read and to print."""
    found = shipped_offers().get(shipped)
    if found is None:
        raise Http404
    facts = shipped_facts()
    context = {
        "nav": "handbook",
        "crumbs": [*_crumbs(), Link(title=found.title)],
        "offer": found,
        "facts": offer_facts(found),
        "particulars": [Fact(label=label, value="; ".join(lines)) for label, lines in found.particulars],
        "criteria": [
            (one, condition_words(one.condition, facts) if one.condition else "") for one in found.criteria
        ],
    }
    return render(request, "offers/offer.html", context)


def _crumbs() -> list[Link]:
    return [
        Link(title=_("Handbuch"), url=reverse("handbook:index")),
        Link(title=_("Angebote"), url=reverse("offers:index")),
    ]
