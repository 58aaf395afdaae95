"""Letters of an invitation as pages to print, and the list as CSV; texts are data."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.cases.models import Case
from roterfaden.common.catalogue_file import CatalogueFile
from roterfaden.common.spreadsheets import harmless, quoted_csv
from roterfaden.common.yaml_fields import Fields
from roterfaden.correspondence.filling import sender_line
from roterfaden.correspondence.models import Letterhead
from roterfaden.correspondence.placeholders import letterhead_of
from roterfaden.documents.typesetting.content import LetterPage, Section, Text
from roterfaden.invitations.models import Invitee
from roterfaden.languages.shipped import shipped
from roterfaden.people.writing import writing_to

FILE = Path(__file__).resolve().parents[1] / "catalogue" / "invitations" / "letters-2026-11.yaml"
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
KNOWN = frozenset(("name", "day", "time", "place"))
COLUMNS = (
    gettext_lazy("Nachname"),
    gettext_lazy("Vorname"),
    gettext_lazy("Geburtsdatum"),
    gettext_lazy("Einladung"),
    gettext_lazy("Stand"),
    gettext_lazy("Wann"),
    gettext_lazy("Wo"),
    gettext_lazy("Dolmetschen"),
    gettext_lazy("Fall"),
)


@dataclass(frozen=True)
class InvitationLetter:
    """A letter for the `nth` invitation."""

    id: str
    nth: int
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Letters:
    """The letters in the order of their invitations, and the line that is added where somebody interprets."""

    edition: str
    letters: tuple[InvitationLetter, ...]
    interpreter: str
    closing: str

    def for_nth(self, nth: int) -> InvitationLetter:
        """The letter of this invitation; of a later one the last that there is."""
        return max((one for one in self.letters if one.nth <= nth), key=lambda one: one.nth)


@cache
def shipped_invitation_letters() -> Letters:
    return read_letters(FILE)


def read_letters(path: Path) -> Letters:
    """The letters of one file. Raises FileFaults: unknown placeholders and keys, no first letter, numbers twice."""
    file = CatalogueFile(path)
    edition, top = file.edition("invitation_letters"), file.top
    letters = tuple(_letter(one) for one in top.many("letters", least=1))
    numbers = [one.nth for one in letters]
    if 1 not in numbers or len(set(numbers)) != len(numbers):
        top.refuse("letters", "Jede Einladung hat einen Brief, auch die erste.")
    found = Letters(
        edition=edition.label,
        letters=letters,
        interpreter=_checked(top, "interpreter", top.text("interpreter"), frozenset(("interpreter",))),
        closing=top.text("closing", most=60),
    )
    file.close()
    return found


def pages_of(invitees: Sequence[Invitee], *, who: User, on: date) -> list[LetterPage]:
    """One letter for each person, in their language, on the paper of the service of the list."""
    if not invitees:
        return []
    head, texts = letterhead_of(invitees[0].round.service), shipped_invitation_letters()
    pages = []
    for row in invitees:
        with writing_to(row.person):
            pages.append(_page(row, head, texts, who=who, on=on))
    return pages


def list_csv(invitees: Iterable[Invitee], cases: dict[int, Case]) -> str:
    """The list as CSV: semicolons, every text harmless to open in a spreadsheet."""
    heads = [str(column) for column in COLUMNS]
    return quoted_csv(heads, (map(harmless, _cells(row, cases.get(row.person_id))) for row in invitees))


def _cells(row: Invitee, case: Case | None) -> list[str]:
    return [
        row.person.last_name,
        row.person.first_name,
        date_format(row.person.birth_date, "d.m.Y"),
        str(row.nth),
        str(row.get_state_display()),
        when(row),
        row.place,
        row.interpreter,
        case.file_number if case else "",
    ]


def when(row: Invitee) -> str:
    return date_format(timezone.localtime(row.meets_at), "d.m.Y H:i") if row.meets_at else ""


def _page(row: Invitee, head: Letterhead, texts: Letters, *, who: User, on: date) -> LetterPage:
    person, letter = row.person, texts.for_nth(row.nth)
    begins = timezone.localtime(row.meets_at) if row.meets_at else timezone.localtime()
    said = {
        "name": str(person),
        "day": date_format(begins, _("l, j. F Y")),
        "time": date_format(begins, "H.i"),
        "place": row.place,
    }
    lines = [shipped(one).format(**said) for one in letter.paragraphs]
    if row.interpreter:
        lines.append(shipped(texts.interpreter).format(interpreter=row.interpreter))
    lines += [shipped(texts.closing), f"{who}\n{head.office}"]
    address = [str(person), person.street, f"{person.postcode} {person.town}".strip()]
    return LetterPage(
        subject=shipped(letter.title),
        sender=sender_line(head),
        address=[line for line in address if line],
        info=[
            (_("Es schreibt"), str(who)),
            *([(_("Telefon"), head.phone)] if head.phone else []),
            (_("Datum"), date_format(on, "d.m.Y")),
        ],
        foot=head.foot or sender_line(head),
        sections=[Section(id="brief", title=shipped(letter.title), blocks=[Text(text="\n\n".join(lines))])],
        window=head.window,
    )


def _letter(fields: Fields) -> InvitationLetter:
    paragraphs = fields.texts("paragraphs", most=600)
    for one in paragraphs:
        _checked(fields, "paragraphs", one, KNOWN)
    letter = InvitationLetter(
        id=fields.identifier("id"),
        nth=fields.number("nth", least=1, most=9),
        title=fields.text("title", most=120),
        paragraphs=paragraphs,
    )
    fields.close()
    return letter


def _checked(fields: Fields, key: str, text: str, known: frozenset[str]) -> str:
    """The text, with a fault for every placeholder that nobody fills in and every brace that stands alone."""
    for name in PLACEHOLDER.findall(text):
        if name not in known:
            fields.refuse(key, f"Den Platzhalter „{name[:40]}“ gibt es nicht.")
    if set(PLACEHOLDER.sub("", text)) & {"{", "}"}:
        fields.refuse(key, "Hier steht eine Klammer allein.")
    return text
