"""Where the header leads: the main areas, the search, the entries of the user's menu."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Area:
    """One entry: `key` is what a page puts into the context as `nav`, `url_name` what it leads to."""

    key: str
    url_name: str
    title: str | Promise

    @property
    def url(self) -> str:
        """The address, or nothing where the area is not installed (error pages, parts of the product)."""
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""


MAIN_AREAS = (
    Area("worklist", "worklist:index", _("Arbeitsliste")),
    Area("agenda", "agenda:index", _("Termine")),
    Area("cases", "caselist:index", _("Fälle")),
    Area("employers", "employers:index", _("Betriebe")),
    Area("chains", "chains:index", _("Prozesse")),
    Area("handbook", "handbook:index", _("Handbuch")),
)
SEARCH = Area("search", "search:index", _("Person, Fall, Text oder Betrieb suchen"))
APPEARANCE = Area("appearance", "appearance", _("Darstellung"))
USER_MENU = (
    (Area("fieldwork", "fieldwork:index", _("Unterwegs")), "clock"),
    (Area("reminders", "agenda:reminders", _("Erinnerungen und Kalender")), "clock"),
    (Area("first_days", "welcome:first_days", _("Erste Schritte")), "check"),
    (Area("drafts", "drafts:index", _("Angefangenes")), "edit"),
    (Area("orders", "orders:index", _("Aufträge")), "edit"),
    (Area("groups", "measures:groups", _("Gruppen")), "people"),
    (Area("billing", "billing:index", _("Abrechnung")), "edit"),
    (Area("crisis_contacts", "crisis_contacts:index", _("Krisenkontakte")), "people"),
    (Area("text_blocks", "textblocks:index", _("Textbausteine")), "edit"),
    (Area("letters", "letters:index", _("Vorlagen und Serienbriefe")), "edit"),
    (Area("deputies", "deputies:index", _("Vertretung")), "people"),
    (Area("conflicts", "visibility:conflicts", _("Befangenheit erklären")), "people"),
    (Area("visibility", "visibility:index", _("Wer sieht was")), "people"),
    (Area("emergency", "visibility:emergency", _("Notzugang")), "key"),
    (Area("absence", "absence:index", _("Während ich weg war")), "clock"),
    (Area("archive", "archive:index", _("Archiv")), "end"),
    (Area("statistics", "statistics:index", _("Statistik und Berichte")), "check"),
    (Area("jobs", "jobs:index", _("Hintergrundarbeiten")), "clock"),
    (Area("proposals", "proposals:index", _("Vorschläge")), "edit"),
    (Area("audits", "auditing:index", _("Audits")), "check"),
    (Area("requirements", "requirements:index", _("Anforderungen und Nachweise")), "check"),
    (Area("complaints", "complaints:index", _("Beschwerden")), "people"),
    (Area("invitations", "invitations:index", _("Einladungen")), "people"),
    (Area("programmes", "programmes:index", _("Programme")), "check"),
    (Area("network", "network:index", _("Netzwerk")), "people"),
    (Area("staff", "staff:index", _("Personal")), "people"),
    (Area("steering", "steering:index", _("Qualität steuern")), "check"),
    (Area("surveys", "surveys:index", _("Befragungen")), "check"),
    (Area("security", "mfa_index", _("Sicherheit der Anmeldung")), "key"),
    (Area("sessions", "sessions:index", _("Angemeldete Geräte")), "key"),
    (Area("tokens", "tokens:index", _("Zugänge für Programme")), "key"),
    (Area("password", "account_change_password", _("Passwort ändern")), "edit"),
)
ADMINISTRATION = Area("administration", "administration:index", _("Verwaltung"))
QUARANTINE = Area("quarantine", "quarantine:index", _("Quarantäne"))
IMPORTS = Area("imports", "imports:index", _("Daten importieren"))
