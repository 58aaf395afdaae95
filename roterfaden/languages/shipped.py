"""Titles and labels of the shipped catalogue in the language of the page.

They lie in the database and in files in German, as they were shipped, and are put into other words only where they are
shown: what is kept, compared, searched and written by people never changes.
"""

import gettext as standard
from functools import cache

from django.conf import settings
from django.utils.translation import get_language, gettext, to_locale

from roterfaden.languages.swiss import swiss

GERMAN = "de"
SWISS_GERMAN = "de-ch"
DOMAIN = "catalogue"


@cache
def _translations(language: str) -> standard.NullTranslations:
    """What was compiled for one language; nothing where nothing was."""
    return standard.translation(
        DOMAIN, localedir=settings.LOCALE_PATHS[0], languages=[to_locale(language)], fallback=True
    )


def shipped(text: str) -> str:
    """`text` of the catalogue in the language of the page; as it is where nobody has translated it."""
    language = get_language() or GERMAN
    if language == GERMAN or not text:
        return text
    if language == SWISS_GERMAN:
        return swiss(text)
    said = _translations(language).gettext(text)
    return said if said != text else gettext(text)
