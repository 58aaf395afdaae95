"""What a password must not be (R-11; ASVS 5.0, 6.2). Length counts, kinds of signs do not; nothing is cut or changed.

Decision 0107. Django calls these; refusals are said through gettext.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from roterfaden.accounts.breached import is_breached
from roterfaden.accounts.models import User
from roterfaden.common.catalogue_file import CatalogueFile

WORDS_FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "passwords" / "context.yaml"
# so many signs must be left of a password without the words that anybody would try
LEAST_OWN = 8
# words shorter than this stand in others by chance
LEAST_WORD = 4
LEAST_DIFFERENT = 5
# letters that people replace, so that a word looks like none
DISGUISES = str.maketrans("0134578@$!|€", "oieastbasiie")


class LengthValidator:
    """Between 12 and 256 signs, whatever they are: spaces, umlauts, emoji."""

    def __init__(self, least: int = 12, most: int = 256) -> None:
        self.least, self.most = least, most

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002
        if len(password) < self.least:
            sentence = gettext("Das Passwort ist zu kurz. Nehmen Sie mindestens %(least)s Zeichen.")
            raise ValidationError(sentence % {"least": self.least}, code="password_too_short")
        if len(password) > self.most:
            sentence = gettext("Das Passwort ist zu lang. Nehmen Sie höchstens %(most)s Zeichen.")
            raise ValidationError(sentence % {"most": self.most}, code="password_too_long")

    def get_help_text(self) -> str:
        return gettext("Mindestens %(least)s Zeichen.") % {"least": self.least}


class BreachedValidator:
    """Not one of those that others lost, and not the same few signs over and over."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002
        if len(set(password.casefold())) < LEAST_DIFFERENT:
            raise ValidationError(
                gettext("Dieses Passwort wiederholt nur wenige Zeichen."), code="password_too_plain"
            )
        if is_breached(password, path=Path(settings.BREACHED_PASSWORDS)):
            raise ValidationError(
                gettext("Dieses Passwort ist bekannt: Es steht auf Listen, die Angreifer zuerst versuchen."),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        return gettext("Kein Passwort, das anderswo schon gestohlen wurde.")


class ContextValidator:
    """Not made of one's own name, the name of the service, or the words of this work."""

    def validate(self, password: str, user: User | None = None) -> None:
        left = _plain(password)
        for word in sorted(_words_for(user), key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < min(LEAST_OWN, len(password)) and left != _plain(password):
            raise ValidationError(
                gettext(
                    "Dieses Passwort besteht vor allem aus Namen oder Wörtern, die hier jeder zuerst versucht."
                ),
                code="password_of_context",
            )

    def get_help_text(self) -> str:
        return gettext("Nicht Ihr Name, nicht der Name Ihrer Stelle.")


def _words_for(user: User | None) -> set[str]:
    own: Iterable[str] = ()
    if user is not None:
        own = (user.username, user.first_name, user.last_name, user.email.partition("@")[0])
        if user.pk:
            places = user.memberships.values_list("organisation__name", "organisation__code")
            own = chain(own, *places)
    words = {_plain(word) for text in own for word in text.replace("-", " ").split()}
    return {word for word in words | shipped_words() if len(word) >= LEAST_WORD}


@lru_cache(maxsize=1)
def shipped_words() -> frozenset[str]:
    """The words of the catalogue."""
    file = CatalogueFile(WORDS_FILE)
    file.edition("password_words")
    words = file.top.texts("words", most=40)
    file.close()
    return frozenset(_plain(word) for word in words)


def _plain(text: str) -> str:
    """Small letters without accents, disguises and signs between: `R0ter-Fäden` is `roterfaden`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart.translate(DISGUISES) if sign.isalnum())
