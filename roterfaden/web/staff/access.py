"""What the pages about staff share: whom one leads, the tabs, what stands around a form."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.documents.checks import UploadRefused
from roterfaden.languages.shipped import shipped_pairs
from roterfaden.process.rules import may_keep
from roterfaden.staff.queries import places_counted_by, places_led_by
from roterfaden.staff.refusals import StaffRefused
from roterfaden.staff.requirements import requirements_for
from roterfaden.staff.writing import Upload
from roterfaden.web.components import Link
from roterfaden.web.formpage import FormPage
from roterfaden.web.guards import user_of
from roterfaden.web.network.access import today


def led(request: HttpRequest) -> list[Organisation]:
    """The services that the reader leads."""
    return list(places_led_by(user_of(request), on=today()))


def led_to_write(request: HttpRequest) -> list[Organisation]:
    """The same, where there is one; 403 without."""
    found = led(request)
    if not found:
        raise PermissionDenied
    return found


def page(request: HttpRequest, current: str, **more: Any) -> dict[str, Any]:
    """The context that all pages about staff share; a tab stands there only for who may open it."""
    user = user_of(request)
    leads = places_led_by(user, on=today()).exists()
    tabs = [
        *((("index", _("Überblick")),) if leads else ()),
        ("me", _("Meine Qualifikation")),
        ("trainings", _("Bedarf und Fortbildung") if leads else _("Fortbildung")),
        *((("caseload", _("Auslastung")),) if leads else ()),
        ("supervisions", _("Supervision")),
        *((("counts", _("Zahlen")),) if leads or places_counted_by(user, on=today()).exists() else ()),
    ]
    links = [Link(title=title, url=reverse(f"staff:{name}"), current=name == current) for name, title in tabs]
    return {"nav": "staff", "tabs": links, "today": today(), "leads": leads, **more}


def around(title: str, back: str, **more: Any) -> FormPage:
    """What stands around a page with one form."""
    return FormPage(title=title, back=back, refusals=(StaffRefused, UploadRefused), nav="staff", **more)


def upload_of(said: dict[str, Any]) -> Upload | None:
    """The file that came with a form."""
    file = said.get("paper")
    return Upload(file.name, file) if file else None


def areas_of(organisation: Organisation) -> list[tuple[str, str]]:
    """The core processes to choose from."""
    return shipped_pairs(requirements_for(organisation).areas.items())


def proof_links(request: HttpRequest, *parts: str) -> list[Link]:
    """For those who keep evidence: where one notes that this page shows a requirement. A link, never a copy."""
    user = user_of(request)
    places = [one for one in places_counted_by(user, on=today()) if may_keep(user, one.pk, on=today())]
    return [_proof(place, part, named=len(places) > 1) for place in places for part in parts]


def _proof(place: Organisation, part: str, *, named: bool) -> Link:
    reference = requirements_for(place).proves[part]
    code = reference.partition(":")[2]
    page_of_place = reverse("requirements:add_evidence", args=[place.code])
    return Link(title=f"{code} ({place})" if named else code, url=f"{page_of_place}?belegt={reference}")
