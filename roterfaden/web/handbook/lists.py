"""The list of working aids with its filters."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import shipped, written_here
from roterfaden.quality.book import holds_in
from roterfaden.quality.choices import AidForm
from roterfaden.quality.queries import own_aids_in
from roterfaden.quality.shelf import book
from roterfaden.web.components import Basis, Link
from roterfaden.web.handbook.place import ReadingPlace

ALL = "alle"
MOST_LETTERS = 40


def aids_page(request: HttpRequest, reading: ReadingPlace) -> dict[str, Any]:
    """Working aids by kind. `region=alle` shows those of other regions, too; `art` and `kette` narrow."""
    region = ALL if request.GET.get("region") == ALL else reading.place.region
    form = request.GET.get("art", "")[:MOST_LETTERS]
    chain = request.GET.get("kette", "")[:MOST_LETTERS]
    aids = [
        aid
        for aid in book().aids
        if (region == ALL or holds_in(aid.regions, region))
        and (not form or aid.form == form)
        and (not chain or any(key == chain for key, _step in aid.steps))
    ]
    own = [
        aid
        for aid in own_aids_in(reading.place)
        if (not form or aid.form == form) and (not chain or aid.chain == chain)
    ]
    lines = [
        (aid.form, shipped(aid.title), written_here(aid.summary), reverse("handbook:aid", args=[aid.key]))
        for aid in aids
    ]
    lines += [
        (aid.form, aid.title, str(aid.organisation), reverse("handbook:own_aid", args=[aid.uuid]))
        for aid in own
    ]
    groups = [
        (
            kind.label,
            [Basis(text=title, note=note, url=url) for art, title, note, url in lines if art == kind],
        )
        for kind in AidForm
    ]
    return {
        "nav": "handbook",
        "reading": reading,
        "groups": [group for group in groups if group[1]],
        "regions": [
            Link(title=reading.place.region, url=_url(form, chain, ""), current=region != ALL),
            Link(title=_("alle Regionen"), url=_url(form, chain, ALL), current=region == ALL),
        ],
        "kinds": [
            Link(title=_("alle"), url=_url("", chain, region), current=not form),
            *(
                Link(title=str(kind.label), url=_url(kind, chain, region), current=form == kind)
                for kind in AidForm
            ),
        ],
        "chains": sorted({key for aid in book().aids for key, _step in aid.steps}),
        "chain": chain,
        "form_kind": form,
        "region": region if region == ALL else "",
    }


def _url(form: str, chain: str, region: str) -> str:
    pairs = {"art": form, "kette": chain, "region": region if region == ALL else ""}
    return "?" + urlencode({key: value for key, value in pairs.items() if value})
