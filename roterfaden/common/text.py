"""Text: what we accept from people, and how it becomes searchable although it is encrypted."""

import hmac
import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from roterfaden.common.crypto import master

TOKEN_LENGTH = 8
WORD = re.compile(r"[^\W_]+")
# Words that stand in every text: finding them helps nobody, and counting their hashes would help a thief.
_GERMAN_STOP_WORDS = """
    aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bist da dabei dadurch
    dafuer damit dann daran darauf darueber das dass dazu dein dem den denn der deren des dessen die
    dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es
    etwas euch fuer gegen haben habe hat hatte hatten hier hin ich ihm ihn ihnen ihr ihre ihrem ihren
    ihrer im in ins ist ja jede jedem jeden jeder jedes jetzt kann kein keine keinem keinen keiner
    koennen konnte man mehr mein mich mir mit muss nach nicht noch nun nur ob oder ohne schon sehr sein
    seine seinem seinen seiner seit sich sie sind so soll sollte sondern ueber um und uns unser unter
    viel vom von vor war waren was weil wenn werden wer wie wieder will wird wir wo wurde wurden zu zum
    zur zwischen
"""
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d"}
)

_FRENCH_STOP_WORDS = """
    alors apres au aucun aussi aux avec avoir ce ces cet cette chez comme dans de des deux donc du elle elles
    en encore entre est et etait ete etre eux il ils je la le les leur leurs lui mais meme mes mon ne nos notre nous
    on ont ou par pas peu peut plus pour qu que quel qui sa sans se selon ses si son sont sous sur ta tes ton tous
    tout tres tu un une vos votre vous
"""
_ITALIAN_STOP_WORDS = """
    agli ai al alla alle allo anche ancora avere che chi ci come con cui da dal dalla dalle dei del della delle dello
    di dopo dove due e essere fra gia gli ha hanno ho il in io la le lei li lo loro lui ma mi molto ne nei nel nella
    nelle noi non nostro o ogni per perche piu poi prima quale quando questa questo se senza si sono sta su sua sul
    sulla suo tra tu tutti tutto un una uno vi voi
"""

STOP_WORDS = {
    "german": frozenset(_GERMAN_STOP_WORDS.split()),
    "french": frozenset(_FRENCH_STOP_WORDS.split()),
    "italian": frozenset(_ITALIAN_STOP_WORDS.split()),
}

# plurals that the stemmer leaves alone, of words that stand in every journal
LATIN_PLURALS = {
    "praktika": "praktikum",
    "praktiken": "praktikum",
    "themata": "thema",
    "gremien": "gremium",
    "kriterien": "kriterium",
    "visa": "visum",
}

# Control characters but tab and line breaks, halves of surrogates, marks that turn the writing direction.
UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
    "|\r(?!\n)"
)


def validate_plain_text(value: str) -> None:
    """Refuse invisible control characters and direction marks, saying which and where."""
    found = UNWANTED.search(value)
    if found is None:
        return
    raise ValidationError(
        _(
            "Der Text enthält an Stelle %(position)s ein unsichtbares Steuerzeichen (%(name)s). "
            "Bitte löschen Sie es oder tippen Sie die Stelle neu."
        ),
        code="control_character",
        params={"position": found.start() + 1, "name": f"U+{ord(found[0]):04X}"},
    )


def normalise(text: str) -> str:
    """Return the text in the one spelling that search compares: small, ae for ä, ss for ß, no accents."""
    # Composed first, so that a and a combining diaeresis are the letter ä.
    folded = unicodedata.normalize("NFKC", text).casefold().translate(UMLAUTS)
    return "".join(char for char in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(char))


def words(text: str) -> list[str]:
    """Return the normalised words of the text in order, without single letters."""
    return [word for word in WORD.findall(normalise(text)) if len(word) > 1 or word.isdigit()]


def stem(word: str, language: str = "german") -> str:
    """Return the stem of one normalised word: kuechen, kueche -> the same."""
    return _stem(word, language)


def stems(text: str, language: str = "german") -> list[str]:
    """Return the stems of all words of the text in order."""
    return [_stem(word, language) for word in words(text)]


def _searchable(text: str, language: str) -> dict[str, None]:
    """The different stems that an index keeps of a text, in order: without the words of every text."""
    skipped = STOP_WORDS.get(language, frozenset())
    return dict.fromkeys(_stem(word, language) for word in words(text) if word not in skipped)


def language_of(text: str, default: str = "german") -> str:
    """The language in which the text is written, told by its function words; `default` if they do not tell."""
    found = words(text)
    counts = {language: sum(word in known for word in found) for language, known in STOP_WORDS.items()}
    best = max(counts, key=lambda language: (counts[language], language == default))
    return best if counts[best] else default


def search_tokens(text: str, scope: str, language: str = "german") -> set[bytes]:
    """Return one keyed hash per different stem: what an index may store about an encrypted text.

    `scope` (an organisation) keeps equal words of different organisations from looking equal.
    """
    key = master.current().derive("search")
    return {_token(key, scope, found) for found in _searchable(text, language)}


def search_alternatives(text: str, scope: str, languages: Iterable[str] = ("german",)) -> list[set[bytes]]:
    """Return, for each different word of a query, the hashes that an index may hold for it.

    One per master key in the file, for after a change of the master key old index rows are still found, and per
    stem that the word has in one of `languages`. A text matches the query if for every word at least one of its
    hashes is in the index. Function words of any of the languages are not asked for.
    """
    keys = [key.derive("search") for key in master.all_keys().values()]
    chosen = tuple(languages)
    skipped = frozenset().union(*(STOP_WORDS.get(language, frozenset()) for language in chosen))
    asked = {
        frozenset(_stem(word, language) for language in chosen): None
        for word in words(text)
        if word not in skipped
    }
    return [{_token(key, scope, found) for key in keys for found in stems_of_word} for stems_of_word in asked]


def _token(key: bytes, scope: str, found: str) -> bytes:
    return hmac.digest(key, f"{scope}:{found}".encode(), "sha256")[:TOKEN_LENGTH]


# Stemmers keep the word they work on, so every thread has its own.
_stemmers = threading.local()


@lru_cache(maxsize=8192)
def _stem(word: str, language: str) -> str:
    if language == "german":
        word = LATIN_PLURALS.get(word, word)
    stemmer = getattr(_stemmers, language, None)
    if stemmer is None:
        stemmer = snowballstemmer.stemmer(language)
        setattr(_stemmers, language, stemmer)
    return normalise(stemmer.stemWord(word))
