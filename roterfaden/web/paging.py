"""Long lists in pages."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 25


def page_of(
    request: HttpRequest, things: QuerySet[Any] | Sequence[Any], *, size: int = PAGE_SIZE
) -> Page[Any]:
    """The page that the address asks for; the first for nonsense, the last for too high a number."""
    return Paginator(things, size).get_page(request.GET.get("page"))
