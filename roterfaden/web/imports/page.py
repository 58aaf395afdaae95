"""What the pages of imports share: finding one, the four stations on its way, how its file was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.imports.choices import State
from roterfaden.imports.models import Import
from roterfaden.imports.queries import importing_for, imports_visible_to
from roterfaden.web.guards import user_of

SEPARATOR_NAMES = {";": "Semikolon", ",": "Komma", "\t": "Tabulator", "|": "Strich"}
ENCODING_NAMES = {"utf-8": "UTF-8", "cp1252": "Windows-1252", "utf-16": "UTF-16", "mac-roman": "Mac Roman"}
FORMAT_NAMES = {"csv": "CSV", "xlsx": "Excel", "xls": "Excel (.xls)", "ods": "OpenDocument"}
# how far along the four stations a state is
STATIONS = {State.UPLOADED: 1, State.CHECKING: 2, State.CHECKED: 3, State.RUNNING: 3, State.STOPPED: 3}


@dataclass(frozen=True)
class Station:
    """One of the four stations: done, the present one, or still ahead."""

    title: str
    state: str


def services_to_import_into(request: HttpRequest) -> Sequence[Organisation]:
    """Where the user may import; nobody else comes in."""
    services = list(importing_for(user_of(request), on=timezone.localdate()).order_by("name"))
    if not services:
        raise PermissionDenied
    return services


def find_import(request: HttpRequest, number: UUID) -> Import:
    """The import, if it is one of a service of the user's; otherwise 404."""
    services_to_import_into(request)
    return get_object_or_404(imports_visible_to(user_of(request), on=timezone.localdate()), uuid=number)


def context_of(run: Import, **more: Any) -> dict[str, Any]:
    """What stands above every page of an import."""
    title = _("Import: %s") % run.get_kind_display()
    when = date_format(timezone.localtime(run.uploaded_at), "j.n.Y, H:i")
    meta = f"{run.file_name} · {run.organisation} · {when}, {run.uploaded_by}"
    return {"run": run, "title": title, "meta": meta, "stations": stations_of(run)} | more


def stations_of(run: Import) -> list[Station]:
    """File, columns, dry run, import: done, now, ahead."""
    at = STATIONS.get(State(run.state), 4)
    titles = (_("Datei"), _("Spalten"), _("Probelauf"), _("Import"))
    return [
        Station(title, "done" if place < at else "now" if place == at else "ahead")
        for place, title in enumerate(titles)
    ]


def source_words(run: Import) -> str:
    """`CSV, Windows-1252, getrennt mit Semikolon, Überschriften in Zeile 1`"""
    source = run.source
    parts = [FORMAT_NAMES.get(source["format"], source["format"])]
    if "encoding" in source:
        parts.append(ENCODING_NAMES.get(source["encoding"], source["encoding"]))
        parts.append(_("getrennt mit %s") % SEPARATOR_NAMES.get(source["separator"], source["separator"]))
    if "sheet" in source:
        parts.append(_("Blatt „%s“") % source["sheet"])
    parts.append(_("Überschriften in Zeile %s") % source["heading_row"])
    return ", ".join(parts)


def other_sheets(run: Import) -> list[str]:
    """The sheets of the file that were not read."""
    return [name for name in run.source.get("sheets", ()) if name != run.source["sheet"]]
