"""Whom to call at a company: add, correct, say that somebody has left."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.employers.models import EmployerContact
from roterfaden.employers.register import CONTACT_FIELDS, RegisterRefused, correct_contact, record_contact
from roterfaden.web.employers.forms import ContactForm
from roterfaden.web.employers.views import HERE, conflict_page, find_employer, form_page
from roterfaden.web.guards import user_of, writing_view


@writing_view("GET", "POST")
def add_contact(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody new to call."""
    employer = find_employer(request, code)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            record_contact(employer=employer, facts=form.facts(), by=user_of(request), at=timezone.now())
        except RegisterRefused as refusal:
            form.add_error("left_on", str(refusal))
        else:
            messages.success(request, _("Die Ansprechperson ist aufgenommen."))
            return redirect(HERE, code=employer.code)
    back = reverse(HERE, args=[employer.code])
    return form_page(request, form, title=_("Ansprechperson aufnehmen"), meta=employer.name, back_url=back)


@writing_view("GET", "POST")
def edit_contact(request: HttpRequest, code: str, contact: Any) -> HttpResponse:
    """Correct a contact, or say since when somebody is not there any more."""
    employer = find_employer(request, code)
    row = get_object_or_404(employer.contacts.select_related("employer__organisation"), uuid=contact)
    known = _stored(row) | {"revision": row.revision}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=known)
    back = reverse(HERE, args=[employer.code])
    if form.is_valid():
        revision, now = form.cleaned_data["revision"] or 0, timezone.now()
        try:
            correct_contact(contact=row, facts=form.facts(), revision=revision, by=user_of(request), at=now)
        except RegisterRefused as refusal:
            form.add_error("left_on", str(refusal))
        except Conflict as conflict:
            here = reverse("employers:edit_contact", args=[employer.code, row.uuid])
            return conflict_page(request, form, conflict, stored=_stored, scope=employer, url=here, back=back)
        else:
            messages.success(request, _("Die Angaben zur Ansprechperson sind gespeichert."))
            return redirect(back)
    return form_page(request, form, title=_("Ansprechperson ändern"), meta=employer.name, back_url=back)


def _stored(contact: EmployerContact) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in CONTACT_FIELDS}
