"""Every URL of the product, found by walking the URLconf."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters


@dataclass(frozen=True)
class Page:
    """One URL pattern: its name with namespaces, and the arguments that its path takes."""

    name: str
    arguments: tuple[str, ...]
    view: Any = field(compare=False)

    @property
    def can_be_read(self) -> bool:
        """Whether a GET is answered: everything is, but for what the guard restricts to other methods."""
        return not self.methods or "GET" in self.methods

    @property
    def methods(self) -> tuple[str, ...]:
        """To which methods the guard restricts it; none where no guard does."""
        view = self.view
        while view is not None:
            held = dict(zip(view.__code__.co_freevars, view.__closure__ or (), strict=True))
            if "request_method_list" in held:
                return tuple(held["request_method_list"].cell_contents)
            view = getattr(view, "__wrapped__", None)
        return ()


@cache
def all_pages() -> tuple[Page, ...]:
    """Every pattern of the URLconf; a pattern without a name is reported by its route, so that it fails the table."""
    return tuple(sorted(set(_walk(get_resolver().url_patterns, (), ())), key=lambda page: page.name))


def _walk(patterns: list[Any], namespaces: tuple[str, ...], arguments: tuple[str, ...]) -> Iterator[Page]:
    for pattern in patterns:
        taken = (*arguments, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, inner, taken)
        elif isinstance(pattern, URLPattern):
            name = ":".join((*namespaces, pattern.name or f"unnamed {pattern.pattern}"))
            yield Page(name, taken, pattern.callback)


def converters_in_use() -> set[str]:
    return set(get_converters())
