"""No text on a page stands outside of the translations."""

import re

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType

WEB = settings.PACKAGE_DIR / "web"
PAGES = sorted((WEB / "templates").rglob("*.html"))
WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{2,}")
READ_ATTRIBUTES = re.compile(
    r"""\b(?:title|aria-label|placeholder|alt|data-[\w-]*(?:text|label|word))=("[^"]*"|'[^']*')"""
)
TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
# names, units, codes and patterns that are the same in every language
SAME_EVERYWHERE = frozenset(
    [
        "Roter",
        "Faden",
        "CSV",
        "PDF",
        "Excel",
        "ICS",
        "JSON",
        "BPMN",
        "DMN",
        "XML",
        "KERN",
        "SVG",
        "Word",
        "URL",
        "PIN",
        "QR",
        "IIZ",
        "XRechnung",
        "AZAV",
        "KASSYS",
        "GdB",
        "CEFR",
        "km",
        "lt",
        "Tab",
        "Esc",
    ]
)
# the style guide for developers; pages of a program that is down, in three languages; codes for scripts; examples
LEFT_OUT = re.compile(
    r"^(styleguide/|500\.html|503\.html|errors/_server_error|mfa/|letters/placeholders|tokens/guide)"
)


CLASS_BLOCKS = frozenset(("block page_class", "block body_class"))


def words_outside(source: str) -> list[str]:
    """The words of a template that are neither put through gettext nor a value."""
    kept, within, classes = [], 0, False
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split()[0]
            classes = classes or token.contents in CLASS_BLOCKS
            within += name in {"blocktranslate", "comment"} or token.contents in CLASS_BLOCKS
            within -= name in {"endblocktranslate", "endcomment"} or (classes and name == "endblock")
            classes = classes and name != "endblock"
            kept.append(" ")
        elif token.token_type == TokenType.TEXT and not within:
            kept.append(token.contents)
        else:
            kept.append("¤")
    text = "".join(kept)
    read = " ".join(found[1].strip("\"'") for found in READ_ATTRIBUTES.finditer(text))
    shown = TAG.sub(" ", text)
    return [word for word in WORD.findall(f"{shown} {read}") if word not in SAME_EVERYWHERE]


@pytest.mark.one_database
def test_a_word_outside_is_found() -> None:
    assert words_outside('<p>Guten Tag {{ name }}, {% translate "bis bald" %}</p>') == ["Guten", "Tag"]
    assert words_outside('<a title="Öffnen" href="/faelle/">{{ name }}</a>') == ["Öffnen"]


@pytest.mark.one_database
def test_no_template_says_a_word_outside_of_the_translations() -> None:
    found = {}
    for path in PAGES:
        name = str(path.relative_to(WEB / "templates"))
        words = [] if LEFT_OUT.search(name) else words_outside(path.read_text(encoding="utf-8"))
        if words:
            found[name] = words
    assert found == {}


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["500.html", "503.html", "errors/_server_error.html"])
def test_what_is_said_without_the_program_is_said_in_three_languages(name: str) -> None:
    text = (WEB / "templates" / name).read_text(encoding="utf-8")
    assert 'lang="fr"' in text
    assert 'lang="it"' in text


@pytest.mark.one_database
def test_no_script_says_a_german_word() -> None:
    """Scripts read their sentences from the page (`data-…`)."""
    german = re.compile(r"""["'`][^"'`]*[äöüßÄÖÜ][^"'`]*["'`]""")
    found = {
        path.name: german.findall(path.read_text(encoding="utf-8"))
        for path in sorted((WEB / "static" / "rf").glob("*.js"))
    }
    assert {name: words for name, words in found.items() if words} == {}
