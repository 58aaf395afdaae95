"""The words of answers: on the sheet, and of the cells in which they are told."""

from django.utils.translation import gettext as _

from roterfaden.surveys.choices import Kind
from roterfaden.surveys.disclosure import AND, NONE
from roterfaden.surveys.reader import Question

# drawn on the sheet; in a table the word is enough
FACES = "☹🙁😐🙂😊 "
EXPECTED = ".expected"


def words_of(kind: Kind, part: str) -> list[tuple[str, str]]:
    """The answers to choose from, with a face where it is about being content."""
    if kind == Kind.YES_NO:
        return [("yes", _("Ja")), ("no", _("Nein"))]
    if part.endswith(EXPECTED):
        words = (_("gar nicht wichtig"), _("wenig wichtig"), _("mittel"), _("wichtig"), _("sehr wichtig"))
        return [(str(at), word) for at, word in enumerate(words, start=1)]
    words = (_("☹ gar nicht"), _("🙁 wenig"), _("😐 teils, teils"), _("🙂 ziemlich"), _("😊 sehr"))
    return [(str(at), word) for at, word in enumerate(words, start=1)]


def asked_of(question: Question, part: str) -> str:
    """What is asked of a statement: how important, how satisfied; for all others nothing more."""
    if question.kind != Kind.PAIR:
        return ""
    return _("Wie wichtig?") if part.endswith(EXPECTED) else _("Wie zufrieden?")


def cell_word(kind: Kind, part: str, cell: str) -> str:
    """How a cell is called, several answers together too: `ziemlich bis sehr`, `Nein oder keine Angabe`."""
    known = {value: word.lstrip(FACES) for value, word in words_of(kind, part)}
    values = [value for value in cell.split(AND) if value != NONE]
    words = [known.get(value, value) for value in values]
    if len(words) > 1:
        words = [_("%(first)s bis %(last)s") % {"first": words[0], "last": words[-1]}]
    if NONE in cell.split(AND):
        words.append(_("keine Angabe"))
    return _(" oder ").join(words)
