"""The quick renderer of fields gives what Django's own templates give, whatever people type or choose."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st

from roterfaden.web.renderer import FormRenderer

NASTY = [
    "",
    "<b>&\"'",
    "a b",
    "🧵",
    mark_safe("<i>"),
    gettext_lazy("Ja"),
    0,
    7,
    12345,
    Decimal("1234.5"),
    date(2026, 1, 2),
]
VALUES = st.one_of(st.text(max_size=20), st.sampled_from(NASTY), st.none(), st.booleans())
ATTRS = st.dictionaries(
    st.sampled_from(["id", "class", "required", "aria-invalid", "data-x"]),
    VALUES.filter(lambda one: one is not None),
)
WIDGETS: list[Callable[..., forms.Widget]] = [
    forms.TextInput, forms.HiddenInput, forms.NumberInput, forms.EmailInput, forms.PasswordInput, forms.DateInput,
    forms.URLInput, forms.CheckboxInput, forms.FileInput, forms.Textarea,
]  # fmt: skip


def test_the_forms_of_the_house_use_it() -> None:
    assert isinstance(get_default_renderer(), FormRenderer)


@pytest.mark.parametrize("kind", WIDGETS)
@settings(deadline=None)
@given(value=VALUES, attrs=ATTRS)
def test_inputs_like_djangos(kind: Callable[..., forms.Widget], value: Any, attrs: dict[str, Any]) -> None:
    widget = kind()
    assert widget.render("feld", value, attrs, FormRenderer()) == widget.render(
        "feld", value, attrs, DjangoTemplates()
    )


@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple])
@settings(deadline=None)
@given(
    choices=st.lists(
        st.one_of(
            st.tuples(VALUES, VALUES),
            st.tuples(st.text(max_size=9), st.lists(st.tuples(VALUES, VALUES), max_size=3)),
        ),
        max_size=4,
    ),
    attrs=ATTRS,
    chosen=VALUES,
)
def test_lists_to_choose_from_like_djangos(
    kind: type[forms.Select], choices: list[Any], attrs: dict[str, Any], chosen: Any
) -> None:
    widget = kind(choices=choices)
    value = [chosen] if kind is forms.SelectMultiple else chosen
    assert widget.render("wahl", value, attrs, FormRenderer()) == widget.render(
        "wahl", value, attrs, DjangoTemplates()
    )


@pytest.mark.parametrize("kind", [forms.RadioSelect, forms.CheckboxSelectMultiple])
@pytest.mark.parametrize("wrapped", [True, False])
@settings(deadline=None)
@given(choices=st.lists(st.tuples(VALUES, VALUES), max_size=3), chosen=VALUES)
def test_buttons_and_boxes_like_djangos(
    kind: type[forms.RadioSelect], wrapped: bool, choices: list[Any], chosen: Any
) -> None:
    class Asked(forms.Form):
        wahl = forms.Field(widget=kind(choices=choices), initial=[chosen])

    ours, theirs = Asked(renderer=FormRenderer()), Asked(renderer=DjangoTemplates())
    assert [one.tag(wrap_label=wrapped) for one in ours["wahl"]] == [
        one.tag(wrap_label=wrapped) for one in theirs["wahl"]
    ]
