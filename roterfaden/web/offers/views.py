"""The catalogue of offers: what there is, for whom, on which legal state."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.languages import shipped as languages
from roterfaden.offers.reader import shipped_facts, shipped_offers
from roterfaden.offers.sentences import condition_words
from roterfaden.process.rules import organisations_kept_by
from roterfaden.web.components import Fact, Link
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.offers.finding import catalogue, crumbs, find_offer, rows_of
from roterfaden.web.offers.forms import OfferFilterForm
from roterfaden.web.offers.words import offer_facts, place_words, state_words


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """All offers, narrowed by country, region, kind, audience, legal state and word; past law last."""
    today, offers = timezone.localdate(), catalogue(request)
    form = OfferFilterForm(request.GET)
    form.is_valid()
    found = sorted(
        form.narrowed(offers), key=lambda one: (one.is_historic or not one.holds_on(today), one.title)
    )
    context = {
        "nav": "handbook",
        "crumbs": [crumbs("")[0], Link(title=_("Angebote"))],
        "form": form,
        "rows": [(one, place_words(one), state_words(one, on=today)) for one in found],
        "total": len(offers),
        "may_write": organisations_kept_by(user_of(request), on=today).exists(),
    }
    return render(request, "offers/index.html", context)


@reading_view
def offer(request: HttpRequest, shipped: str) -> HttpResponse:
    """One offer with its conditions, codes, duration and source, to read and to print."""
    found, facts, today = find_offer(request, shipped), shipped_facts(), timezone.localdate()
    rows = [row for row in rows_of(request) if shipped in (row.key, row.based_on)]
    kept = set(organisations_kept_by(user_of(request), on=today).values_list("pk", flat=True))
    context = {
        "nav": "handbook",
        "crumbs": crumbs(languages.shipped(found.title)),
        "offer": found,
        "facts": offer_facts(found, on=today),
        "particulars": [
            Fact(label=languages.shipped(label), value="; ".join(map(languages.written_here, lines)))
            for label, lines in found.particulars
        ],
        "criteria": [
            (one, condition_words(one.condition, facts) if one.condition else "") for one in found.criteria
        ],
        "own": [(row, row.organisation_id in kept) for row in rows],
        "may_overlay": bool(kept) and shipped in shipped_offers(),
    }
    return render(request, "offers/offer.html", context)
