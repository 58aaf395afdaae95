"""Names as they sound and as they are compared: Cologne phonetics, and one spelling for all transliterations."""

import re

from roterfaden.common.text import normalise

MAX_SOUND = 20
LETTERS = re.compile(r"[^a-z]")
# Müller, Mueller and Muller; Yılmaz and Yilmaz; Šarić and Sharitsch are far apart and stay so
SPELLINGS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("ı", "i"), ("y", "i"), ("ph", "f"), ("th", "t"))
_CODES = {
    **dict.fromkeys("aeijouy", "0"), "b": "1", **dict.fromkeys("fvw", "3"), **dict.fromkeys("gkq", "4"),
    "l": "5", **dict.fromkeys("mn", "6"), "r": "7", **dict.fromkeys("sz", "8"),
}  # fmt: skip


def compared(name: str) -> str:
    """A name in the one spelling in which names are compared."""
    text = normalise(name)
    for written, spelt in SPELLINGS:
        text = text.replace(written, spelt)
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", text).split())


def sound_of(name: str) -> str:
    """How a name sounds in German ears (Cologne phonetics, Postel 1969), at most 20 signs.

    A name without Latin letters gets its normalised beginning, so that it is still found by itself.
    """
    word = LETTERS.sub("", normalise(name))
    if not word:
        return normalise(name)[:MAX_SOUND]
    codes = "".join(_code(word, place) for place in range(len(word)))
    single = re.sub(r"(\d)\1+", r"\1", codes)
    return (single[0] + single[1:].replace("0", ""))[:MAX_SOUND] if single else "-"


def _code(word: str, place: int) -> str:
    letter = word[place]
    before = word[place - 1] if place else ""
    after = word[place + 1] if place + 1 < len(word) else ""
    if letter == "h":
        return ""
    if letter == "p":
        return "3" if after == "h" else "1"
    if letter in "dt":
        return "8" if after and after in "csz" else "2"
    if letter == "x":
        return "8" if before and before in "ckq" else "48"
    if letter == "c":
        return _code_of_c(place, before, after)
    return _CODES[letter]


def _code_of_c(place: int, before: str, after: str) -> str:
    if not place:
        return "4" if after and after in "ahkloqrux" else "8"
    if before in "sz":
        return "8"
    return "4" if after and after in "ahkoqux" else "8"
