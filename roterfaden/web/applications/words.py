"""How the rows of a table of agencies look, and what the steps of an application are called."""

from django.utils.translation import gettext_lazy as _

from roterfaden.applications.checking import Found, Line
from roterfaden.applications.choices import State
from roterfaden.offers.admission.checking import Finding

LOOKS = {
    Finding.MET: ("present", "check", _("trifft zu")),
    Finding.NOT_MET: ("excused", "close", _("trifft nicht zu")),
    Finding.UNKNOWN: ("open", "help", _("nicht bekannt")),
    Finding.NOT_APPLICABLE: ("excused", "end", _("ohne Bedeutung")),
}
ACTIONS = {
    State.SENT: _("Absenden festhalten"),
    State.RECEIVED: _("Eingang festhalten"),
    State.FORWARDED: _("Weiterleitung festhalten"),
    State.ANNOUNCED: _("Vorbescheid festhalten"),
    State.DECIDED: _("Bescheid festhalten"),
    State.OBJECTED: _("Rechtsmittel festhalten"),
    State.RULED: _("Entscheidung darüber festhalten"),
    State.WITHDRAWN: _("Antrag zurückziehen"),
}
ONLY_IF = ("open", "help", _("sonst"))


def look_of(line: Line, found: Found) -> tuple[str, str, object]:
    """State, icon and word of a row. What holds counts only if nothing above it is open."""
    if line.finding == Finding.MET and found.responsibility.decided is None:
        return ONLY_IF
    return LOOKS[line.finding]
