"""Certificates for encrypted mail: which there are, taking one up, ending one."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.consent.models import Recipient
from roterfaden.correspondence import certificates as domain
from roterfaden.correspondence.queries import certificates_visible_to, services_with_templates
from roterfaden.correspondence.rules import may_keep_templates
from roterfaden.correspondence.smime import CertificateRefused, fingerprint_of, read_certificate
from roterfaden.documents.checks import UploadRefused
from roterfaden.web.casefile.frame import refuse_unless
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.letters.forms import CertificateForm

HERE = "letters:certificates"
SOON = timedelta(days=30)


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The certificates of the services whose templates the user uses."""
    now, kept = timezone.now(), _kept(request)
    services = services_with_templates(user_of(request), on=timezone.localdate())
    rows = [
        {"service": one, "keeps": one in kept, "certificates": list(domain.certificates_of(one))}
        for one in services
    ]
    context = {"rows": rows, "keeps": bool(kept), "now": now, "soon": now + SOON}
    return render(request, "letters/certificates.html", context)


@writing_view("GET", "POST")
def add(request: HttpRequest) -> HttpResponse:
    """Take up a certificate; the page shows its fingerprint before anybody says that it was compared."""
    kept = _kept(request)
    refuse_unless(bool(kept))
    recipients = list(Recipient.objects.filter(service__in=kept).select_related("service"))
    posted = request.method == "POST"
    form = CertificateForm(request.POST or None, request.FILES or None, recipients=recipients)
    shown = ""
    if form.is_valid():
        try:
            _add(request, form)
        except domain.NotCompared as refusal:
            form.add_error("compared", str(refusal))
            shown = _shown_again(form)
        except (CertificateRefused, UploadRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("Das Zertifikat ist hinterlegt."))
            return redirect(HERE)
    context = {"form": form, "fingerprint": shown, "recipients": recipients}
    return render(request, "letters/add_certificate.html", context, status=422 if posted else 200)


@writing_view("POST")
def end(request: HttpRequest, mail_certificate: UUID) -> HttpResponse:
    """Take a certificate out of use at once."""
    visible = certificates_visible_to(user_of(request), on=timezone.localdate())
    row = get_object_or_404(visible, uuid=mail_certificate)
    refuse_unless(row.recipient.service in _kept(request))
    domain.end_certificate(certificate=row, by=user_of(request), at=timezone.now())
    messages.success(request, _("Das Zertifikat ist beendet."))
    return redirect(HERE)


def _add(request: HttpRequest, form: CertificateForm) -> None:
    said = form.cleaned_data
    domain.add_certificate(
        recipient=form.known[said["recipient"]],
        address=said["address"],
        stream=said["file"],
        compared=said["shown"] if said["compared"] else "",
        by=user_of(request),
        at=timezone.now(),
    )


def _shown_again(form: CertificateForm) -> str:
    """The fingerprint of the file, to compare; the form brings it back, so that no other file takes its place."""
    file = form.cleaned_data["file"]
    file.seek(0)
    found = fingerprint_of(read_certificate(file.read()))
    typed: Any = form.data
    again = typed.copy()
    again["shown"] = found
    again.pop("compared", None)
    form.data = again
    return found


def _kept(request: HttpRequest) -> list[Organisation]:
    user, today = user_of(request), timezone.localdate()
    return [one for one in services_with_templates(user, on=today) if may_keep_templates(user, one, on=today)]
