"""Where the header leads: the main areas, the search, the entries of the user's menu."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
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
        return _address(self.url_name, *place())


def place() -> tuple[str, str]:
    """What addresses depend on besides the name of a page: the URLconf, and below which path the program runs."""
    return get_urlconf() or settings.ROOT_URLCONF, get_script_prefix()


@cache
def _address(url_name: str, urlconf: str, _prefix: str) -> str:
    """Looked up once: the header and the foot of every page ask for all areas several times."""
    try:
        return reverse(url_name, urlconf=urlconf)
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


@dataclass(frozen=True)
class Entry:
    """One line of the user's menu: `icon` before it, `only` says to whom it is shown (a name of `web.context`)."""

    area: Area
    icon: str
    only: str = ""


@dataclass(frozen=True)
class Group:
    """Lines of the user's menu that belong together."""

    key: str
    title: str | Promise
    entries: tuple[Entry, ...]


CASEWORK, FIGURES = "works_on_cases", "reports"
USER_MENU = (
    Group(
        "mine",
        _("Für mich"),
        (
            Entry(Area("reminders", "agenda:reminders", _("Erinnerungen und Kalender")), "clock"),
            Entry(Area("fieldwork", "fieldwork:index", _("Unterwegs")), "clock"),
            Entry(Area("drafts", "drafts:index", _("Angefangenes")), "edit"),
            Entry(Area("deputies", "deputies:index", _("Vertretung")), "people"),
            Entry(Area("absence", "absence:index", _("Während ich weg war")), "clock"),
            Entry(Area("jobs", "jobs:index", _("Hintergrundarbeiten")), "clock"),
            Entry(Area("first_days", "welcome:first_days", _("Erste Schritte")), "check"),
            Entry(Area("practice", "practice:index", _("Üben")), "check"),
        ),
    ),
    Group(
        "casework",
        _("Rund um die Fälle"),
        (
            Entry(Area("orders", "orders:index", _("Aufträge")), "edit"),
            Entry(Area("groups", "measures:groups", _("Gruppen")), "people"),
            Entry(Area("billing", "billing:index", _("Abrechnung")), "edit"),
            Entry(Area("invitations", "invitations:index", _("Einladungen")), "people"),
            Entry(
                Area("crisis_contacts", "crisis_contacts:index", _("Krisenkontakte")), "people", only=CASEWORK
            ),
            Entry(Area("text_blocks", "textblocks:index", _("Textbausteine")), "edit"),
            Entry(Area("letters", "letters:index", _("Vorlagen und Serienbriefe")), "edit"),
            Entry(Area("archive", "archive:index", _("Archiv")), "end", only=CASEWORK),
            Entry(Area("imports", "imports:index", _("Daten importieren")), "add", only="imports_data"),
        ),
    ),
    Group(
        "quality",
        _("Qualität und Zahlen"),
        (
            Entry(Area("statistics", "statistics:index", _("Statistik und Berichte")), "check", only=FIGURES),
            Entry(Area("steering", "steering:index", _("Qualität steuern")), "check"),
            Entry(Area("requirements", "requirements:index", _("Anforderungen und Nachweise")), "check"),
            Entry(Area("audits", "auditing:index", _("Audits")), "check"),
            Entry(Area("surveys", "surveys:index", _("Befragungen")), "check"),
            Entry(Area("complaints", "complaints:index", _("Beschwerden")), "people"),
            Entry(Area("proposals", "proposals:index", _("Vorschläge")), "edit"),
        ),
    ),
    Group(
        "service",
        _("Dienst und Partner"),
        (
            Entry(Area("staff", "staff:index", _("Personal")), "people"),
            Entry(Area("network", "network:index", _("Netzwerk")), "people"),
            Entry(Area("programmes", "programmes:index", _("Programme")), "check"),
            Entry(
                Area("coordination", "coordination:index", _("Kosten der Koordination")),
                "edit",
                only="coordinates",
            ),
            Entry(
                Area("administration", "administration:index", _("Verwaltung")), "people", only="administers"
            ),
        ),
    ),
    Group(
        "protection",
        _("Schutz und Anmeldung"),
        (
            Entry(Area("visibility", "visibility:index", _("Wer sieht was")), "people", only=CASEWORK),
            Entry(Area("conflicts", "visibility:conflicts", _("Befangenheit erklären")), "people"),
            Entry(Area("emergency", "visibility:emergency", _("Notzugang")), "key", only=CASEWORK),
            Entry(Area("privacy", "privacy:index", _("Datenschutz")), "key"),
            Entry(Area("quarantine", "quarantine:index", _("Quarantäne")), "warning", only="leads"),
            Entry(Area("security", "mfa_index", _("Sicherheit der Anmeldung")), "key"),
            Entry(Area("sessions", "sessions:index", _("Angemeldete Geräte")), "key"),
            Entry(Area("password", "account_change_password", _("Passwort ändern")), "edit"),
            Entry(Area("tokens", "tokens:index", _("Zugänge für Programme")), "key"),
        ),
    ),
)


RIGHTS = frozenset(entry.only for group in USER_MENU for entry in group.entries if entry.only)


def menu_for(rights: Collection[str]) -> list[Group]:
    """The groups of the menu with what somebody with these of `RIGHTS` may open; none without anything."""
    shown = (
        replace(group, entries=tuple(one for one in group.entries if not one.only or one.only in rights))
        for group in USER_MENU
    )
    return [group for group in shown if group.entries]


def area_at(path: str) -> Area | None:
    """The area of the user's menu to which an address belongs; none for the main areas and what is in no menu."""
    return next((area for address, area in _places(*place()) if path.startswith(address)), None)


@cache
def _places(_urlconf: str, _prefix: str) -> tuple[tuple[str, Area], ...]:
    """The areas of the menu by their address, the longest first: every page asks three times where it stands."""
    areas = [entry.area for group in USER_MENU for entry in group.entries]
    found = ((area.url, area) for area in areas if area.url)
    return tuple(sorted(found, key=lambda place: len(place[0]), reverse=True))
