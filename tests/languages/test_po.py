"""Files of translations: what is written is read again, and Python's gettext reads what is compiled."""

import gettext
import io
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roterfaden.languages import po
from roterfaden.languages.compiling import compile_all
from roterfaden.languages.po import Message, PoFault

pytestmark = pytest.mark.one_database
TEXT = st.text(alphabet=string.ascii_letters + 'äöüß "\\\n\t%()s{}<>„“’', min_size=1, max_size=40)
MESSAGES = st.lists(
    st.builds(
        Message,
        text=TEXT,
        plural=st.just("") | TEXT,
        context=st.just("") | TEXT,
        forms=st.just([]) | st.lists(TEXT, min_size=2, max_size=2),
        places=st.lists(
            st.text(string.ascii_lowercase + "/.", min_size=1, max_size=9), max_size=2, unique=True
        ),
        fuzzy=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda message: message.key,
)


def tidy(message: Message) -> Message:
    """One form where there is no plural, as a file has it."""
    forms = message.forms or ["", ""]
    message.forms = forms if message.plural else forms[:1]
    message.places = sorted(message.places)
    return message


@given(MESSAGES)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, messages: list[Message]
) -> None:
    path = tmp_path_factory.mktemp("po") / "fr" / "django.po"
    messages = [tidy(message) for message in messages]
    po.write(path, messages, "fr")
    assert po.read(path) == sorted(messages, key=lambda one: (one.text, one.context))


def test_a_line_that_is_none_is_refused_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text('msgid "Fall"\nmsgstr "cas"\nUnsinn\n', encoding="utf-8")
    with pytest.raises(PoFault, match=r"django\.po:3: Unsinn"):
        po.read(path)


def test_long_texts_over_several_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text('msgid ""\n"Der "\n"Fall"\nmsgstr ""\n"le "\n"cas"\n', encoding="utf-8")
    assert po.read(path) == [Message("Der Fall", forms=["le cas"])]


def test_gettext_of_python_reads_what_is_compiled() -> None:
    messages = [
        Message("Fall", forms=["cas"]),
        Message("Fall", context="Sturz", forms=["chute"]),
        Message("%(n)s Tag", plural="%(n)s Tage", forms=["%(n)s jour", "%(n)s jours"]),
        Message("offen", forms=[""]),
        Message("zweifelhaft", forms=["douteux"], fuzzy=True),
    ]
    known = gettext.GNUTranslations(io.BytesIO(po.compiled(messages, "fr")))
    assert known.gettext("Fall") == "cas"
    assert known.pgettext("Sturz", "Fall") == "chute"
    # French counts nought as one
    assert [known.ngettext("%(n)s Tag", "%(n)s Tage", n) for n in (0, 1, 2)] == [
        "%(n)s jour",
        "%(n)s jour",
        "%(n)s jours",
    ]
    assert known.gettext("offen") == "offen"
    assert known.gettext("zweifelhaft") == "zweifelhaft"


def test_compiling_again_writes_only_what_changed(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    for locale in ("fr", "it"):
        po.write(source / locale / "LC_MESSAGES" / "django.po", [Message("Fall", forms=["x"])], locale)
    assert len(compile_all(target, source)) == 2
    assert compile_all(target, source) == []
    po.write(source / "it" / "LC_MESSAGES" / "django.po", [Message("Fall", forms=["caso"])], "it")
    assert [made.parts[-3] for made in compile_all(target, source)] == ["it"]
