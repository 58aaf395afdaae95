"""Public codes of cases and the like: short, safe to say on the phone, and a typing slip is noticed.

Digits and consonants only (no word comes out by chance), without 0, I, L, O and U. The last sign is a check
character: one wrong sign, or two neighbours swapped, never gives another valid code.
"""

import secrets
from random import Random

ALPHABET = "123456789BCDFGHJKMNPQRSTVWXYZ"
BASE = len(ALPHABET)  # 29 is a prime number, which the check character needs
DEFAULT_LENGTH = 6
MIN_LENGTH, MAX_LENGTH = 5, 12
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}
_MISREAD = str.maketrans({"I": "1", "L": "1", "U": "V", "-": None, " ": None})


class CodeWrong(ValueError):
    """This is no code of ours: a sign is wrong, or it was mistyped."""


def new_code(length: int = DEFAULT_LENGTH, *, rng: Random | None = None) -> str:
    """Return a random code of `length` signs, the check character included.

    Random, so that nobody learns from a code how many there are. The caller's unique column decides whether
    it is free. `rng` makes codes reproducible for demo data.
    """
    if not MIN_LENGTH <= length <= MAX_LENGTH:
        raise ValueError(f"A code has {MIN_LENGTH} to {MAX_LENGTH} signs, not {length}.")
    choose = secrets.choice if rng is None else rng.choice
    body = "".join(choose(ALPHABET) for _ in range(length - 1))
    return body + _check_character(body)


def clean_code(typed: str) -> str:
    """Return the code that was typed; small letters, spaces, hyphens, I for 1 and U for V are understood.

    Refuses with CodeWrong what cannot be a code.
    """
    code = typed.upper().translate(_MISREAD)
    if not MIN_LENGTH <= len(code) <= MAX_LENGTH or not _VALUES.keys() >= set(code):
        raise CodeWrong(f"„{typed[:40]}“ ist kein gültiges Kürzel.")
    if _check_character(code[:-1]) != code[-1]:
        raise CodeWrong(f"„{typed[:40]}“ enthält einen Tippfehler.")
    return code


def _check_character(body: str) -> str:
    return ALPHABET[sum(weight * _VALUES[sign] for weight, sign in enumerate(body, start=2)) % BASE]


class CodeConverter:
    """URL path converter `code`: a mistyped code is a missing page and costs no query."""

    regex = r"[0-9A-Za-z]{5,12}"

    def to_python(self, value: str) -> str:
        return clean_code(value)

    def to_url(self, value: str) -> str:
        return value
