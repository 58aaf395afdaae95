"""Filters that every template has (`builtins` in the settings): German texts and days in the language of the page."""

import datetime as dt

from django import template
from django.template import defaultfilters
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from roterfaden.languages import shipped as languages
from roterfaden.web import wording

register = template.Library()


@register.filter
def shipped(text: object) -> str:
    """`{{ step.title|shipped }}`: a title or label of the shipped catalogue. Never for what people have typed."""
    return languages.shipped(str(text)) if text else ""


@register.filter
def said(text: object) -> str:
    """`{{ refusal|said }}`: a sentence of a package that knows no language."""
    return languages.said(str(text)) if text else ""


@register.filter
def written_here(text: object) -> str:
    """`{{ hint|written_here }}`: a longer text of the catalogue or the handbook. Never for what people have typed."""
    return languages.written_here(str(text)) if text else ""


@register.filter
def counted_here(text: object) -> str:
    """`{{ deadline.computed|counted_here }}`: how a day was counted, line by line."""
    return languages.counted_here(str(text)) if text else ""


@register.filter(expects_localtime=True, is_safe=False)
def date(value: dt.date | str | None, pattern: str = "") -> str:
    """As Django's, but a day is put into words once for all lines that tell it."""
    if type(value) is dt.date and pattern:
        return wording.day_as(value, pattern)
    return str(defaultfilters.date(value, pattern or None))


@register.simple_tag
def rf_german(text: str = "") -> SafeString:
    """` lang="de"` for an element with texts that nobody has translated, on a page in another language.

    With `text` only where that one is not translated.
    """
    spoken = (get_language() or "de").startswith("de") or (text and written_here(text) != text)
    return SafeString("" if spoken else ' lang="de"')
