"""Letters to who complained: it came, this was found. The words are data; the answer is edited before it goes."""

from datetime import datetime

from django.utils.translation import gettext as _

from roterfaden.accounts.languages import speaking_as
from roterfaden.common.days import local_day
from roterfaden.complaints.models import Complaint
from roterfaden.complaints.procedure import procedure
from roterfaden.documents.typesetting.content import Document, Section, Text
from roterfaden.languages.shipped import shipped


def drafted(complaint: Complaint, letter: str) -> str:
    """The text of a shipped letter with its blanks filled, one paragraph a line; in the language of the service."""
    with speaking_as(complaint.organisation):
        return _filled(complaint, letter)


def _filled(complaint: Complaint, letter: str) -> str:
    due = complaint.answer_due_on
    blanks = {
        "{code}": complaint.code,
        "{day}": local_day(complaint.received_at).strftime("%d.%m.%Y"),
        "{until}": due.strftime("%d.%m.%Y") if due else _("so bald wie möglich"),
        "{place}": str(complaint.organisation),
    }
    text = "\n\n".join(shipped(line) for line in procedure().letters[letter].lines)
    for blank, value in blanks.items():
        text = text.replace(blank, value)
    return text


def letter_document(complaint: Complaint, letter: str, *, at: datetime) -> Document:
    """The letter as a document: the confirmation as shipped, the answer as it was written (a draft says so)."""
    with speaking_as(complaint.organisation):
        return _set(complaint, letter, at=at)


def _set(complaint: Complaint, letter: str, *, at: datetime) -> Document:
    is_answer = letter == "answer"
    text = complaint.answer if is_answer and complaint.answer else drafted(complaint, letter)
    draft = is_answer and complaint.answered_at is None
    day = local_day(complaint.answered_at if is_answer and complaint.answered_at else at).strftime("%d.%m.%Y")
    return Document(
        title=shipped(procedure().letters[letter].title),
        subtitle=f"{complaint.organisation} · {day}",
        notice=_("Entwurf: noch nicht abgeschickt.")
        if draft
        else _("Kürzel %(code)s") % {"code": complaint.code},
        foot=str(complaint.organisation),
        sections=[Section(id="1", title=_("Nachricht"), blocks=[Text(text=text)])],
        contents=False,
    )
