"""What may be sent to a form: right, odd, huge, twice, not at all, broken; and what of it must be on the page again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from hypothesis import strategies as st
from lxml import html

from tests.access.forms import Found
from tests.fuzzing import ODD_WORDS

PLAIN = "application/x-www-form-urlencoded"
BOUNDARY = "rand"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
MEGABYTE = "a" * 1_000_000
RIGHT = {
    "date": ("2026-11-24", "24.11.2026", "24.11.26", "1991-06-04"),
    "number": ("0", "1", "7,5", "7.5", "40"),
    "time": ("09:00", "23:59"),
    "email": ("a@example.org",),
    "file": ("",),
}
WORDS = ("Ein Wort", "Zwei\r\nZeilen", "Ä & Ö <ü>", "  mit Rand  ", "2026-11-24", "3")
# what no field is written for: the page may say it in another way, or not at all
UNSPEAKABLE = frozenset(
    chr(code) for code in (*range(32), 127, *range(0xD800, 0xE000)) if code not in {9, 10, 13}
)
SHOWN_AGAIN = frozenset(("text", "date", "number", "email", "tel", "search", "url", "time", "textarea"))
WRONG_FILES = (
    ("brief.pdf", "application/pdf", b"kein PDF"),
    ("bild.png", "image/png", b"\x89PNG\r\n\x1a\n\x00"),
    ("liste.xlsx", "application/octet-stream", b"PK\x03\x04kaputt"),
    ("daten.json", "application/json", b'{"a": [1e9999, "\\ud800"]}'),
    ("daten.csv", "text/csv", b"a;b\r\n\xff\xfe;\x00"),
    ("../../x.xml", "text/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("leer.txt", "text/plain", b""),
)


@dataclass
class Sent:
    """One request to a form; `typed` is what a person would have typed into it."""

    how: str
    typed: dict[str, list[str]]
    body: bytes = b""
    content_type: str = PLAIN
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.body:
            self.body = encoded(self.typed)


def encoded(typed: Mapping[str, Any]) -> bytes:
    return urlencode(typed, doseq=True, errors="surrogatepass").encode()


def multipart(typed: Mapping[str, list[str]], files: Mapping[str, tuple[str, str, bytes]]) -> bytes:
    """Fields and files as a browser sends them."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + value.encode("utf-8", "surrogatepass")
        for name, values in typed.items()
        for value in values
    ]
    parts += [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"\r\n'
        f"Content-Type: {kind}\r\n\r\n".encode()
        + content
        for name, (called, kind, content) in files.items()
    ]
    return b"\r\n".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def values_for(form: Found, name: str) -> st.SearchStrategy[str]:
    """Right ones and odd ones, about as many."""
    offered = form.offered.get(name, [])
    right = offered or RIGHT.get(form.kinds.get(name, "text"), WORDS)
    return st.one_of(st.sampled_from(right), st.sampled_from(ODD_WORDS), st.text(max_size=20))


@st.composite
def requests_to(draw: st.DrawFn, form: Found) -> Sent:
    """One request to this form."""
    names = sorted(form.names)
    how = draw(
        st.sampled_from(["one", "one", "all", "all", "missing", "repeated", "files", "broken", "part"])
    )
    headers = {"HX-Request": "true"} if draw(st.integers(0, 7)) == 0 else {}
    typed = {name: list(values) for name, values in form.typed.items()}
    if not names:
        return Sent("nothing", typed, headers=headers)
    if how == "broken":
        body = draw(st.sampled_from([b"%", b"a=%FF%FE&b=%", b"=&=&;", b"\x00", b"{", b"--rand\r\n\r\n--"]))
        kind = draw(
            st.sampled_from([PLAIN, MULTIPART, "multipart/form-data", "application/json", "text/plain", ""])
        )
        return Sent(how, typed, body, kind, headers)
    if how == "files":
        named = [name for name in names if form.kinds.get(name) == "file"] or names[:1]
        files = {name: draw(st.sampled_from(WRONG_FILES)) for name in named}
        typed = {name: values for name, values in typed.items() if name not in files}
        return Sent(how, typed, multipart(typed, files), MULTIPART, headers)
    some = names if how == "all" else draw(st.lists(st.sampled_from(names), min_size=1, max_size=2))
    for name in some:
        if how in {"missing", "part"}:
            typed.pop(name, None)
        elif how == "repeated":
            typed[name] = draw(st.lists(values_for(form, name), min_size=2, max_size=3))
        else:
            typed[name] = [draw(values_for(form, name))]
    if how == "part" and typed:
        typed = dict([draw(st.sampled_from(sorted(typed.items())))])
    return Sent(how, typed, headers=headers)


@st.composite
def likely(draw: st.DrawFn, form: Found) -> dict[str, list[str]]:
    """What somebody would type who reads the form: a choice that is offered, else what stands there or is plausible."""
    typed = {name: list(values) for name, values in form.typed.items()}
    for name, offered in sorted(form.offered.items()):
        some = [one for one in offered if one]
        if form.kinds.get(name) == "checkbox":
            if draw(st.booleans()):
                typed[name] = [draw(st.sampled_from(offered))]
        elif some:
            typed[name] = [draw(st.sampled_from(some))]
    return typed


def huge(form: Found) -> Sent | None:
    """A megabyte in the first field that takes words."""
    free = [name for name in sorted(form.names) if form.kinds.get(name) in {"textarea", "text"}]
    return Sent("huge", {**form.typed, free[0]: [MEGABYTE]}) if free else None


def lost(page: bytes, form: Found, sent: Sent) -> list[str]:
    """The fields that the page shows again without what was typed into them."""
    if sent.content_type != PLAIN or sent.how == "broken":
        return []
    again = forms_in(page, form)
    return [
        name
        for name, values in sent.typed.items()
        if again and all(_is_lost(one, form, name, values) for one in again)
    ]


def forms_in(page: bytes, form: Found) -> list[Any]:
    """The forms of the page that go where this one goes and have most of its fields: rows of a list may look alike."""
    where = urlsplit(form.action).path
    read: Any = html.document_fromstring(page.decode(errors="replace"))
    known = [
        (len(form.names & set(one.inputs.keys())), one)
        for one in read.forms
        if not one.get("action") or urlsplit(one.get("action")).path == where
    ]
    most = max((number for number, _one in known), default=0)
    return [one for number, one in known if number == most > 0]


def _is_lost(again: Any, form: Found, name: str, values: list[str]) -> bool:
    if len(values) != 1 or name not in again.inputs.keys() or UNSPEAKABLE & set(values[0]):  # noqa: SIM118
        return False
    found = again.inputs[name]
    if not hasattr(found, "tag"):  # a group of buttons or boxes
        return False
    if found.tag == "select":
        offered = [one.get("value", one.text) for one in found.iter("option")]
        return values[0] in offered and not found.multiple and found.value != values[0]
    kind = form.kinds.get(name)
    if kind not in SHOWN_AGAIN or found.tag not in {"input", "textarea"} or found.get("type") == "hidden":
        return False
    return _plain(found.value or "") != _plain(values[0])


def _plain(text: str) -> str:
    return "\n".join(text.splitlines()).strip()
