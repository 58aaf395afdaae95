"""Keys under which names and numbers are found, however they are written. Pure; equal on every database.

A key is a kind (one byte) and what is compared: `w` a whole word, `s` its sound, `d` the word with at most one letter
left out, `t` the end of a phone number, `n` a number with letters. Two words that differ by one slip of the finger
(a letter wrong, missing, doubled, swapped) share a `d` key; who asks ranks what shares one.
"""

import re
from collections.abc import Iterator

from roterfaden.common.text import WORD, normalise

WORD_KIND, SOUND_KIND, SLIP_KIND, PHONE_KIND, NUMBER_KIND = b"w", b"s", b"d", b"t", b"n"
# a slip in a shorter word makes another word
SHORTEST_WITH_SLIPS = 4
LONGEST = 24
PHONE_ENDS = 6
COUNTRY_CODES = ("0049", "0041", "0043", "+49", "+41", "+43")

_SOUNDS = {"h": "", "j": "0", "y": "0", "b": "1", "f": "3", "v": "3", "w": "3", "g": "4", "k": "4", "q": "4"}
_SOUNDS |= {"l": "5", "m": "6", "n": "6", "r": "7", "s": "8", "z": "8"} | dict.fromkeys("aeiou", "0")


def name_words(text: str) -> list[str]:
    """The normalised words of a name in order; single letters count, apostrophes do not divide."""
    return [word[:LONGEST] for word in WORD.findall(normalise(text).replace("'", "").replace("’", ""))]


def name_keys(*names: str) -> set[bytes]:
    """All keys of a name: of each word itself, its sound and its slips."""
    keys: set[bytes] = set()
    for name in names:
        for word in name_words(name):
            keys.add(WORD_KIND + word.encode())
            keys |= fuzzy_keys(word)
    return keys


def fuzzy_keys(word: str) -> set[bytes]:
    """The keys that a misspelt `word` shares with the right one."""
    keys = {SLIP_KIND + slip.encode() for slip in _slips(word)}
    if code := sound(word):
        keys.add(SOUND_KIND + code.encode())
    return keys


def _slips(word: str) -> Iterator[str]:
    if len(word) < SHORTEST_WITH_SLIPS:
        return
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def sound(word: str) -> str:
    """How a German reader says the word, in digits (after the Cologne method); nothing for words of one sound."""
    codes: list[str] = []
    for place, letter in enumerate(word):
        before, after = word[place - 1 : place], word[place + 1 : place + 2]
        codes.append(_sound_of(letter, before, after))
    told = "".join(codes)
    said = "".join(digit for place, digit in enumerate(told) if told[place - 1 : place] != digit)
    said = said[:1] + said[1:].replace("0", "")
    return said if len(said) > 1 else ""


def _sound_of(letter: str, before: str, after: str) -> str:
    match letter:
        case "p":
            return "3" if after == "h" else "1"
        case "d" | "t":
            return "8" if after in ("c", "s", "z") else "2"
        case "c":
            if not before:
                return "4" if after in set("ahkloqrux") else "8"
            return "4" if before not in "sz" and after in set("ahkoqux") else "8"
        case "x":
            return "8" if before in ("c", "k", "q") else "48"
    return _SOUNDS.get(letter, "")


def phone_digits(text: str) -> str:
    """The digits of a phone number as one dials it at home, without the leading zero: +49 461 55-1 -> 461551."""
    dialled = re.sub(r"[^\d+]", "", text.replace("(0)", ""))
    for code in COUNTRY_CODES:
        if dialled.startswith(code):
            return re.sub(r"\D", "", dialled[len(code) :]).lstrip("0")
    return re.sub(r"\D", "", dialled).lstrip("0")


def phone_keys(text: str) -> set[bytes]:
    """The number and each of its ends of at least six digits: who dials from next door leaves the start out."""
    digits = phone_digits(text)[:20]
    return {PHONE_KIND + digits[start:].encode() for start in range(len(digits) - PHONE_ENDS + 1)}


def compact(text: str) -> str:
    """A file number as it is compared: letters and digits only, without case."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def number_keys(file_number: str) -> set[bytes]:
    """The ways to say a file number such as NH-2026-0042: nh20260042, 20260042, 0042, 42."""
    parts = [compact(part) for part in file_number.split("-")]
    ends = {"".join(parts[start:]) for start in range(len(parts))} | {parts[-1].lstrip("0")}
    return {NUMBER_KIND + end.encode() for end in ends if end}
