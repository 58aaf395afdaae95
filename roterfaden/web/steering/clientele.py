"""With whom the services of a comparison work: one table for each characteristic, the services beside each other."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from roterfaden.steering.clientele import BY, Mix, clientele
from roterfaden.web.guards import reading_view
from roterfaden.web.steering.around import around, page


@dataclass(frozen=True)
class Table:
    """One characteristic: a row for each group, with the share in each service."""

    title: str
    rows: list[tuple[str, list[tuple[str, str]]]]
    too_few: list[str]


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The services that the reader sees, as they stand at the end of the year or today. 404 with less than two."""
    here = around(request)
    if len(here.services) < 2:  # noqa: PLR2004
        raise Http404
    names = [one.name for one in here.services]
    found = [clientele(one, on=here.period.reached) for one in here.services]
    tables = [_table(names, [mixes[place] for mixes in found]) for place in range(len(BY))]
    context = page("index", here=here, names=names, tables=tables)
    return render(request, "steering/clientele.html", context)


def _table(names: list[str], mixes: list[Mix]) -> Table:
    groups = list(dict.fromkeys(share.title for mix in mixes for share in mix.shares))
    told = [{share.title: share.percent for share in mix.shares} for mix in mixes]
    rows = [
        (group, [(name, _shown(shares, group)) for name, shares in zip(names, told, strict=True)])
        for group in groups
    ]
    too_few = [name for name, mix in zip(names, mixes, strict=True) if mix.too_few]
    return Table(mixes[0].title, rows, too_few)


def _shown(shares: dict[str, int | None], group: str) -> str:
    if not shares:
        return "–"
    percent = shares.get(group, 0)
    return "–" if percent is None else f"{percent} %"
