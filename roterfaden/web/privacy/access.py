"""What the pages of data protection share: the body through visibility, tabs, what stands around a form, PDF."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.audit import trail
from roterfaden.documents.typesetting.content import Document
from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.privacy.queries import operators_of
from roterfaden.privacy.refusals import PrivacyRefused
from roterfaden.web.components import Link
from roterfaden.web.downloads import attachment
from roterfaden.web.formpage import FormPage
from roterfaden.web.guards import told, user_of


def today() -> date:
    return timezone.localdate()


def body_of(request: HttpRequest, operator: str) -> Organisation:
    """The body whose papers the reader keeps; 403 for who keeps none, a missing page for those of another."""
    kept = operators_of(user_of(request), on=today())
    if not kept.exists():
        raise PermissionDenied
    return get_object_or_404(kept, code=operator)


def page(body: Organisation, current: str, **more: Any) -> dict[str, Any]:
    """The context that all papers of a body share."""
    tabs = (
        ("papers", _("Überblick")),
        ("processors", _("Dienstleister")),
        ("pledges", _("Verpflichtungen")),
        ("breaches", _("Verletzungen")),
    )
    links = [
        Link(title=title, url=reverse(f"privacy:{name}", args=[body.code]), current=name == current)
        for name, title in tabs
    ]
    return {"nav": "privacy", "body": body, "tabs": links, "today": today(), **more}


def around(title: str, back: str, **more: Any) -> FormPage:
    """What stands around a page with one form."""
    return FormPage(title=title, back=back, refusals=(PrivacyRefused,), nav="privacy", **more)


def pdf(request: HttpRequest, body: Organisation, document: Document, *, name: str) -> HttpResponse:
    """A paper as PDF. Effects: an entry in the trail of reads."""
    with_name: dict[str, Any] = {"subject": body, "organisation": body, "details": {"paper": name}}
    trail.record_read("privacy.paper_read", **with_name, **told(request))
    return attachment(set_pdf(document), name=f"{name}-{body.code}.pdf", media_type="application/pdf")
