"""Every text is translated, with the same gaps and in the words of the glossary; and the tool finds what is not."""

from pathlib import Path

import pytest

from roterfaden.languages import po
from roterfaden.languages.po import Message
from tools import message_sources, messages
from tools.message_sentences import sentences

pytestmark = pytest.mark.one_database
TERMS = [
    {"de": "Fall", "fr": "cas", "it": "caso", "fr_has": "cas", "it_has": "cas"},
    {"de": "Stelle", "fr": "organisme", "it": "ente"},
]


@pytest.fixture(scope="module")
def wanted() -> messages.Texts:
    return messages.texts()


def test_every_text_is_translated_with_its_gaps_and_the_words_of_the_glossary(wanted: messages.Texts) -> None:
    assert list(messages.faults(wanted)) == []


def faults(line: Message) -> list[str]:
    return list(messages.faults_of(line, TERMS, "fr"))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (Message("Fall", forms=[""]), "ohne Übersetzung"),
        (Message("Fall", forms=["cas"], fuzzy=True), "zweifelhaft (fuzzy)"),
        (Message("Fall %(n)s", forms=["cas"]), "andere Platzhalter ['%(n)s'] → []"),
        (Message("Fall {n}", forms=["cas {m}"]), "andere Platzhalter ['{n}'] → ['{m}']"),
        (Message("<b>Fall</b>", forms=["<b>cas"]), "andere Platzhalter ['</b>', '<b>'] → ['<b>']"),
        (Message("Fall ", forms=["cas"]), "Leerraum am Rand"),
        (Message("Der Fall", forms=["le dossier"]), "Fachwort Fall heißt cas, hier 'le dossier'"),
    ],
)
def test_what_is_wrong_with_a_translation_is_said(line: Message, fault: str) -> None:
    assert faults(line) == [fault]


def test_a_good_translation_has_no_fault() -> None:
    plural = Message("%(n)s Fall", plural="%(n)s Fälle", forms=["un cas", "%(n)s cas"])
    assert faults(plural) == []
    assert faults(Message("Ausfall", forms=["absence"])) == []
    # a word with several meanings is not checked
    assert faults(Message("Stelle", forms=["poste"])) == []


def test_a_new_text_is_untranslated_and_a_gone_one_is_dropped() -> None:
    known = [Message("Fall", forms=["cas"]), Message("weg", forms=["parti"])]
    lines = messages.brought_in_line([Message("Fall", places=["b", "a"]), Message("neu")], known)
    assert [(line.text, line.forms) for line in lines] == [("Fall", ["cas"]), ("neu", [])]
    assert lines[0].places == ["a", "b"]


def test_a_text_that_got_a_plural_is_translated_again() -> None:
    [line] = messages.brought_in_line([Message("Tag", plural="Tage")], [Message("Tag", forms=["jour"])])
    assert not line.is_translated


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(message_sources, "PACKAGE", tmp_path)
    return tmp_path


def test_texts_are_found_in_python_under_every_name(program: Path) -> None:
    (program / "a.py").write_text(
        "from django.utils.translation import gettext as _, ngettext as many, pgettext\n"
        "_('eins ' 'und zwei'); many('Tag', 'Tage', 3); pgettext('Sturz', 'Fall'); _(name); f\"{_('innen')}\"\n",
        encoding="utf-8",
    )
    found = message_sources.program().messages
    assert set(found) == {("", "eins und zwei"), ("", "Tag"), ("Sturz", "Fall"), ("", "innen")}
    assert found["", "Tag"].plural == "Tage"


def test_texts_are_found_in_templates(program: Path) -> None:
    (program / "a.html").write_text(
        '{% load i18n %}{% translate "Fall" %}{% translate "Fall" context "Sturz" %}{{ day|date:_("j. F") }}'
        "{% blocktranslate trimmed count n=n %}\n {{ n }} Tag\n{% plural %}\n {{ n }} Tage\n{% endblocktranslate %}",
        encoding="utf-8",
    )
    found = message_sources.program().messages
    assert set(found) == {("", "Fall"), ("Sturz", "Fall"), ("", "j. F"), ("", "%(n)s Tag")}
    assert found["", "%(n)s Tag"].plural == "%(n)s Tage"


def test_sentences_below_the_pages_are_found_with_their_gaps(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        '"""Was das Modul tut."""\n'
        "register('a.b', 'Etwas getan')\n"
        "raise Refused(f'Die Art „{kind}“ gibt es nicht.')\n"
        "raise ValueError('Ein Fehler des Programms.')\n"
        "_('Schon übersetzt, also nicht hier.')\n",
        encoding="utf-8",
    )
    found = {text for text, _place in sentences(tmp_path)}
    assert found == {"Etwas getan", "Die Art „{kind}“ gibt es nicht."}


def test_what_was_handed_out_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "SOURCE", tmp_path)
    wanted = {
        "django": [Message("Fall", places=["a.py"])],
        "catalogue": [Message("Tag", plural="Tage", places=["b.py"])],
        "sentences": [],
    }
    messages.update(wanted)
    rows = messages.missing("fr", wanted)
    assert [(row["s"], row["where"], row.get("plural")) for row in rows] == [
        ("Fall", "a.py", None),
        ("Tag", "b.py", "Tage"),
    ]
    back = tmp_path / "back.json"
    back.write_text('[{"s": "Fall", "t": "cas"}, {"s": "Tag", "t": ["jour", "jours"]}]', encoding="utf-8")
    messages.take("fr", back, wanted)
    assert messages.missing("fr", wanted) == []
    assert po.read(messages.file_of("fr", "catalogue"))[0].forms == ["jour", "jours"]
