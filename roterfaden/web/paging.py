"""Long lists in pages."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 25


def page_of(
    request: HttpRequest,
    things: QuerySet[Any] | Sequence[Any],
    *,
    size: int = PAGE_SIZE,
    count: int | None = None,
    parameter: str = "page",
) -> Page[Any]:
    """The page that the address asks for; the first for nonsense, the last for too high a number.

    `count`: how many there are, where that is known already; else they are counted. `parameter`: what the address calls
    the number of the page, where one page shows several lists.
    """
    pages = Paginator(things, size)
    if count is not None:
        # a cached property of the paginator
        pages.__dict__["count"] = count
    return pages.get_page(request.GET.get(parameter))
