"""How the codes of the catalogue are called on the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CORE_PROCESSES: dict[str, str | Promise] = {
    "vermittlung": _("Vermittlung"),
    "sicherung": _("Sicherung"),
    "betriebliche-beratung": _("Betriebliche Beratung"),
    "iiz": _("Interinstitutionelle Zusammenarbeit"),
    "programm-s": _("Programm S"),
    "massnahme": _("Maßnahmen"),
    "unterstuetzung": _("Unterstützungsprozesse"),
    "ch-massnahme": _("Massnahmen der IV"),
    "taetigkeitsfeld": _("Tätigkeitsfelder"),
    "fuehrung": _("Führung und Zielvereinbarung"),
    "ergebnisqualitaet": _("Ergebnisqualität"),
    "qm-system": _("Qualitätsmanagement"),
}
SUBJECTS: dict[str, str | Promise] = {
    "client": _("Klientin, Klient"),
    "employer": _("Betrieb"),
    "service": _("Dienst"),
    "organisation": _("Organisation"),
}
END_KINDS: dict[str, str | Promise] = {
    "success": _("erreicht"),
    "handover": _("Übergabe"),
    "return": _("Rückgabe"),
    "abort": _("abgebrochen"),
}
