"""Tags of the portal's templates."""

from typing import Any

from django import template
from django.template import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, name: str, **values: Any) -> str:
    """A text of the catalogue with its gaps filled: `{% say "until" day=place.until %}`. Escaped like any value."""
    return str(context["t"].say(name, **values))


@register.filter
def of(found: dict[Any, Any] | None, key: Any) -> Any:
    """What stands in a dictionary under a key that is a value of the page; nothing where there is none."""
    return found.get(key) if found else None
