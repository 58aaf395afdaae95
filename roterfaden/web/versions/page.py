"""What the pages around versions show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation, User
from roterfaden.common.yaml_nodes import Fault
from roterfaden.languages.shipped import shipped
from roterfaden.process.catalogue import versions_for, versions_in_force
from roterfaden.process.comparison import Difference
from roterfaden.process.layering import NotFitting, misfits
from roterfaden.process.models import ChainVersion, Edition
from roterfaden.process.places import lineage, region_name
from roterfaden.process.rules import organisations_kept_by
from roterfaden.web.components import Link
from roterfaden.web.versions.finding import home_of, versions_of
from roterfaden.web.versions.forms import CompareForm

PARTS: dict[str, str | Promise] = {
    "chain": gettext_lazy("Die Kette als Ganzes"),
    "start": gettext_lazy("Beginn"),
    "step": gettext_lazy("Schritte"),
    "decision": gettext_lazy("Fragen"),
    "parallel": gettext_lazy("Nebeneinander"),
    "rule": gettext_lazy("Was jederzeit gilt"),
    "end": gettext_lazy("Enden"),
    "role": gettext_lazy("Rollen"),
    "table": gettext_lazy("Tabellen"),
    "path": gettext_lazy("Geprüfte Wege"),
    "note": gettext_lazy("Unsichere Lesarten"),
}
KINDS: dict[str, str | Promise] = {
    "new": gettext_lazy("neu"),
    "changed": gettext_lazy("geändert"),
    "gone": gettext_lazy("entfällt"),
}
FOLDED = frozenset({"path", "note", "table"})
AROUND = 1


@dataclass(frozen=True)
class VersionRow:
    """One version in the list."""

    version: ChainVersion
    whose: str
    standing: str
    in_force: bool
    compare_url: str


def versions_page(key: str, user: User, *, today: date) -> dict[str, Any]:
    """The context of the list of versions."""
    home = home_of(user, on=today)
    rows = list(versions_of(key, home))
    mine = versions_for(home, on=today, keys=[key]).get(key) if home else None
    present = mine or versions_in_force(on=today).filter(key=key).order_by("-valid_from", "-pk").first()
    kept = list(organisations_kept_by(user, on=today))
    return {
        "nav": "chains",
        "key": key,
        "title": shipped(rows[0].title) if rows else "",
        "crumbs": crumbs(key, _("Fassungen")),
        "home": home,
        "present": present,
        "rows": [_row(row, rows, present, today=today) for row in rows],
        "editions": editions_of(key, kept),
        "keeps": bool(kept),
        "misfits": _misfits(key, home, kept, today=today),
        "compare_form": CompareForm(None, versions=rows, initial=_newest_two(rows, present)),
        "today": today,
    }


def _newest_two(rows: Sequence[ChainVersion], present: ChainVersion | None) -> dict[str, str]:
    """What one most often wants to compare: what holds now, and what comes; else the two newest."""
    newest = rows[0]
    before = present if present is not None and present.pk != newest.pk else rows[min(1, len(rows) - 1)]
    return {"alt": before.version, "neu": newest.version}


def crumbs(key: str, *further: str) -> list[Link]:
    found = [
        Link(title=_("Prozesse"), url=reverse("chains:index")),
        Link(title=key, url=reverse("chains:detail", args=[key])),
    ]
    if further and further[0] != _("Fassungen"):
        found.append(Link(title=_("Fassungen"), url=reverse("versions:index", args=[key])))
    return [*found, *(Link(title=title) for title in further)]


def whose(version: ChainVersion | Edition) -> str:
    """The Land, canton or organisation of a version, or the shipped handbook."""
    if version.organisation is not None:
        return str(version.organisation)
    return region_name(version.region) if version.region else _("ausgelieferte Grundlage")


def _row(
    row: ChainVersion, rows: Sequence[ChainVersion], present: ChainVersion | None, *, today: date
) -> VersionRow:
    is_present = present is not None and row.pk == present.pk
    standing = _("in Kraft") if is_present else _standing(row, present, today=today)
    url = ""
    if present is not None and not is_present and len(rows) > 1:
        old, new = (row, present) if row.valid_from < present.valid_from else (present, row)
        base = reverse("versions:compare", args=[row.key])
        url = f"{base}?{_query(old.version, new.version)}"
    return VersionRow(row, whose(row), standing, is_present, url)


def _query(old: str, new: str) -> str:
    return urlencode({"alt": old, "neu": new})


def _standing(row: ChainVersion, present: ChainVersion | None, *, today: date) -> str:
    if row.retired_on is not None and row.retired_on <= today:
        return _("zurückgezogen")
    if row.valid_from > today:
        return _("kommt")
    more_general = present is not None and rank_of(row) < rank_of(present)
    return _("liegt darunter") if more_general else _("abgelöst")


def rank_of(version: ChainVersion) -> int:
    """The base lies under a Land or canton, that under an organisation."""
    return 2 if version.organisation_id is not None else int(bool(version.region))


def editions_of(key: str, kept: Iterable[Organisation]) -> list[Edition]:
    rows = Edition.objects.filter(key=key, organisation__in=list(kept)).defer("text")
    return list(rows.select_related("organisation", "edited_by", "released_by").order_by("-edited_at", "-pk"))


def _misfits(
    key: str, home: Organisation | None, kept: Iterable[Organisation], *, today: date
) -> list[NotFitting]:
    """What no longer fits, of the places that concern the reader."""
    places = {place for one in (*kept, *([home] if home else [])) for place in lineage(one)}
    return [broken for broken in misfits(on=today, keys=[key]) if broken.place in places]


def compare_page(key: str, form: CompareForm) -> dict[str, Any]:
    return {
        "nav": "chains",
        "key": key,
        "crumbs": crumbs(key, _("Vergleich")),
        "form": form,
    }


@dataclass(frozen=True)
class Group:
    """The sentences about one part of the chain: kind, its word, sentence. `folded`: of interest to few."""

    title: str
    lines: list[tuple[str, str, str]]
    folded: bool = False


def grouped(differences: Iterable[Difference]) -> list[Group]:
    """The sentences under the part of the chain that they are about."""
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for one in differences:
        groups.setdefault(one.part, []).append((one.kind, str(KINDS[one.kind]), one.sentence))
    return [Group(str(PARTS[part]), lines, part in FOLDED) for part, lines in groups.items()]


@dataclass(frozen=True)
class FaultLine:
    """A fault with the line of the text at which it stands, and its neighbours."""

    fault: Fault
    lines: list[tuple[int, str, bool]]


def fault_lines(text: str, faults: Iterable[Fault]) -> list[FaultLine]:
    """Each fault with the line before, its own, and the line after."""
    lines = text.splitlines()
    found = []
    for fault in faults:
        first, last = max(1, fault.line - AROUND), min(len(lines), fault.line + AROUND)
        shown = [(number, lines[number - 1][:160], number == fault.line) for number in range(first, last + 1)]
        found.append(FaultLine(fault, shown))
    return found
