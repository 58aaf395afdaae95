from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from roterfaden.common import text
from roterfaden.common.crypto import keyring


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kueche", "Küche"),
        ("KÜCHE", "Küchen"),
        ("mueller", "Müller"),
        ("maßnahme", "Maßnahmen"),
        ("massnahme", "Maßnahme"),
        ("Massnahmen", "MASSNAHME"),
        ("qualifizierungen", "Qualifizierung"),
        ("buch", "Bücher"),
        ("arzt", "Ärzte"),
        ("u\u0308ben", "üben"),
        ("Straße", "STRASSE"),
        ("2026", "2026"),
        ("ﬁnden", "finden"),
    ],
)
def test_words_are_found_as_people_write_them(query: str, found: str) -> None:
    assert text.stems(query) == text.stems(found)
    assert text.search_tokens(query, "a") == text.search_tokens(found, "a")


@pytest.mark.parametrize(
    ("language", "query", "found"), [("french", "mesures", "mesure"), ("italian", "città", "citta")]
)
def test_other_languages(language: str, query: str, found: str) -> None:
    assert text.stems(query, language) == text.stems(found, language)


def test_different_words_stay_apart() -> None:
    assert text.search_tokens("Rente", "a").isdisjoint(text.search_tokens("Renner Antrag rein", "a"))


def test_words_without_single_letters() -> None:
    assert text.words("A. B., Herr O'Neil: 3 Anträge (§ 185 Abs. 2)!") == [
        "herr",
        "neil",
        "3",
        "antraege",
        "185",
        "abs",
        "2",
    ]


def test_nothing_to_find_in_nothing() -> None:
    assert text.search_tokens("", "a") == set()
    assert text.search_tokens(" … § – ! ", "a") == set()


def test_words_that_stand_in_every_text_leave_no_token() -> None:
    assert text.search_tokens("Die Rente ist für sie und über ihn", "a") == text.search_tokens("Rente", "a")
    assert text.search_tokens("und die für über", "a") == set()
    assert all(text.normalise(word) == word for word in text.STOP_WORDS["german"])


def test_tokens_tell_nothing_across_organisations() -> None:
    words = "Depression Sucht Schulden Rente"
    one, two = text.search_tokens(words, "dienst-a"), text.search_tokens(words, "dienst-b")
    assert len(one) == len(two) == 4
    assert one.isdisjoint(two)
    assert {len(token) for token in one} == {8}


def test_scope_and_word_cannot_be_shifted_into_each_other() -> None:
    assert text.search_tokens("alpha", "a") != text.search_tokens("alpha", "a:al")


def test_tokens_need_the_key(tmp_path: Path, settings: Any) -> None:
    before = text.search_tokens("Depression", "a")
    settings.MASTER_KEY_FILE = tmp_path / "other.key"
    keyring.ensure_master_key()
    assert text.search_tokens("Depression", "a").isdisjoint(before)


def test_after_a_change_of_the_master_key_old_tokens_are_still_found(tmp_path: Path, settings: Any) -> None:
    settings.MASTER_KEY_FILE = tmp_path / "master.key"
    keyring.ensure_master_key()
    indexed = text.search_tokens("Rente bewilligt", "a")
    path = settings.MASTER_KEY_FILE
    path.write_text("5a" * 32 + "\n" + path.read_text())
    alternatives = text.search_alternatives("Renten, Rente, bewilligt", "a")
    assert len(alternatives) == 2
    assert all(options & indexed for options in alternatives)
    assert all(options & text.search_tokens("Rente bewilligt", "a") for options in alternatives)


@pytest.mark.parametrize(
    ("bad", "position", "name"),
    [
        ("a\0b", 2, "U+0000"),
        ("\x07", 1, "U+0007"),
        ("ab\x1b[31m", 3, "U+001B"),
        ("a\x7f", 2, "U+007F"),
        ("a\x85", 2, "U+0085"),
        ("Zahlung \u202e0001", 9, "U+202E"),
        ("\u2066x", 1, "U+2066"),
        ("x\u200f", 2, "U+200F"),
        ("x\u061c", 2, "U+061C"),
        ("a\rb", 2, "U+000D"),
        ("\ud800", 1, "U+D800"),
    ],
)
def test_invisible_characters_are_named_with_their_place(bad: str, position: int, name: str) -> None:
    with pytest.raises(ValidationError) as caught:
        text.validate_plain_text(bad)
    assert f"an Stelle {position} " in caught.value.messages[0]
    assert name in caught.value.messages[0]


def test_what_people_write_is_accepted() -> None:
    text.validate_plain_text(
        "Zeile\n\tZwei\r\nDrei – „Zitat“ … 🙂👩\u200d💻 Ægir Łódź Пётр عربي 中文 50\u202f%"
    )
