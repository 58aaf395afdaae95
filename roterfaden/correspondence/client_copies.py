"""The copy of a report for the person: with what it says in Leichte Sprache, which people write and nothing makes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.correspondence.body import sections_of
from roterfaden.correspondence.choices import FROZEN, ReportState
from roterfaden.correspondence.models import MOST_EASY_WORDS, Report
from roterfaden.correspondence.placeholders import day, letterhead_of
from roterfaden.correspondence.reports import ReportRefused, parts_of, template_of
from roterfaden.correspondence.shipped import shipped_letters
from roterfaden.documents.typesetting.content import Document, Section, Text
from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.languages.shipped import shipped
from roterfaden.people.writing import writing_to

actions.register("correspondence.explained", "Bericht in Leichter Sprache erklärt")

FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "letters" / "client-copies-2026-11.yaml"
MOST_LINE = 200


@dataclass(frozen=True, kw_only=True)
class EasyWords:
    """What is said in Leichte Sprache around a report; `about` by the id of its template."""

    opening: tuple[str, ...]
    summary: str
    no_summary: tuple[str, ...]
    closing: tuple[str, ...]
    unread: str
    whole: str
    about: Mapping[str, str]


def explain(*, report: Report, text: str, revision: int, by: User, at: datetime) -> None:
    """Write what the report says in Leichte Sprache; an empty text takes it back.

    It stands on the copy for the person alone, never in the report that goes out. Refuses: a closed case, a report that
    was thrown away, a text that is too long; with Conflict another revision.
    """
    if len(text) > MOST_EASY_WORDS:
        raise ReportRefused(_("Der Text ist länger als %(n)s Zeichen.") % {"n": MOST_EASY_WORDS})
    with transaction.atomic():
        require_open(report.case)
        if report.state == ReportState.DISCARDED:
            raise ReportRefused(_("Dieser Bericht ist verworfen."))
        report.easy_words = text.strip()
        save_revision(report, expected=revision, fields=["easy_words"])
        trail.record("correspondence.explained", by=by, at=at, subject=report, scope=report.case)


def copy_for_person(report: Report, *, easy: bool, on: date) -> bytes:
    """The copy as PDF: the released report after some words to the person. Refuses what is not released.

    In the language of the person, but for the sentences that people wrote; Leichte Sprache is German.
    """
    if report.state not in FROZEN:
        raise ReportRefused(_("Eine Kopie gibt es erst vom freigegebenen Bericht."))
    with translation.override("de") if easy else writing_to(report.case.person):
        return set_pdf(_easy_copy(report, on=on) if easy else _plain_copy(report, on=on))


@cache
def easy_words() -> EasyWords:
    """What is shipped. Raises FileFaults with all faults of the file."""
    return read_easy_words(read_file(FILE), name=str(FILE))


def read_easy_words(text: str, *, name: str) -> EasyWords:
    """One file's text. Raises FileFaults: a report that is not shipped, one twice or left out."""
    faults = Faults(name)
    top = Fields(read_tree(text, path=name), faults)
    top.choice("kind", ("client_copies",))
    top.choice("language", ("de",))
    top.text("version", most=20)
    top.day("valid_from")
    about: dict[str, str] = {}
    for one in top.many("about", least=1):
        key = one.identifier("id")
        if key in about:
            one.refuse("id", f"„{key}“ steht hier zweimal.")
        about[key] = one.text("text", most=MOST_LINE)
        one.close()
    written = {one.id for one in shipped_letters().values() if one.is_written}
    for key in sorted(written ^ set(about)):
        top.refuse("about", f"„{key}“ fehlt hier oder ist kein Bericht.")
    made = EasyWords(
        opening=top.texts("opening", most=MOST_LINE),
        summary=top.text("summary", most=MOST_LINE),
        no_summary=top.texts("no_summary", most=MOST_LINE),
        closing=top.texts("closing", most=MOST_LINE),
        unread=top.text("unread", most=MOST_LINE),
        whole=top.text("whole", most=MOST_LINE),
        about=about,
    )
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return made


def _easy_copy(report: Report, *, on: date) -> Document:
    words, head = easy_words(), letterhead_of(report.case.service)
    gaps = {
        "title": template_of(report).title,
        "whom": report.recipient,
        "who": report.case.responsible,
        "phone": head.phone,
    }
    said = f"{words.summary}\n{report.easy_words}" if report.easy_words else "\n".join(words.no_summary)
    closing = words.closing if head.phone else tuple(one for one in words.closing if "{phone}" not in one)
    first = Section(
        id="kopie",
        title="In Leichter Sprache",
        blocks=[
            Text(
                text="\n".join(one.format(**gaps) for one in (*words.opening, words.about[report.template]))
            ),
            Text(text=said),
            Text(text="\n".join(one.format(**gaps) for one in closing)),
            Text(text=words.unread, quiet=True),
        ],
    )
    return _document(report, first, whole=words.whole, on=on)


def _plain_copy(report: Report, *, on: date) -> Document:
    lines = [
        _("Diesen Bericht haben wir über Sie geschrieben. Das ist Ihre Kopie."),
        _("Stimmt etwas nicht, sagen Sie es uns: Wir prüfen es und halten fest, wenn Sie es anders sehen."),
        _("Sie erreichen uns über %(who)s.") % {"who": report.case.responsible},
    ]
    first = Section(id="kopie", title=_("Für Sie"), blocks=[Text(text="\n".join(lines))])
    return _document(report, first, whole=_("Der Bericht"), on=on)


def _document(report: Report, first: Section, *, whole: str, on: date) -> Document:
    case, head = report.case, letterhead_of(report.case.service)
    return Document(
        title=_("Kopie: %(title)s") % {"title": shipped(template_of(report).title)},
        subtitle=f"{case.person}, {case.file_number}",
        notice="\n".join(
            (
                _("An: %(whom)s") % {"whom": report.recipient},
                _("Zweck: %(why)s") % {"why": report.purpose},
            )
        ),
        foot=f"{head.office} · {case.file_number} · {day(on)}",
        sections=[
            first,
            Section(id="bericht", title=whole, blocks=[Text(text=_released(report), quiet=True)]),
            *(replace(one, level=2) for one in sections_of(parts_of(report))),
        ],
        contents=False,
    )


def _released(report: Report) -> str:
    assert report.released_at is not None
    return _("Freigegeben am %(day)s.") % {"day": day(local_day(report.released_at))}
