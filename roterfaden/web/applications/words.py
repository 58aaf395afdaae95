"""How the rows of a table of agencies look."""

from django.utils.translation import gettext_lazy as _

from roterfaden.applications.checking import Found, Line
from roterfaden.offers.admission.checking import Finding

LOOKS = {
    Finding.MET: ("present", "check", _("trifft zu")),
    Finding.NOT_MET: ("excused", "close", _("trifft nicht zu")),
    Finding.UNKNOWN: ("open", "help", _("nicht bekannt")),
    Finding.NOT_APPLICABLE: ("excused", "end", _("ohne Bedeutung")),
}
ONLY_IF = ("open", "help", _("sonst"))


def look_of(line: Line, found: Found) -> tuple[str, str, object]:
    """State, icon and word of a row. What holds counts only if nothing above it is open."""
    if line.finding == Finding.MET and found.responsibility.decided is None:
        return ONLY_IF
    return LOOKS[line.finding]
