"""Training in a service as its office sees it: needs and results without names, and what the office says about them."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.common.forms import PlainTextField
from roterfaden.staff import office_view as domain
from roterfaden.staff.models import MOST_TEXT
from roterfaden.staff.refusals import StaffRefused
from roterfaden.staff.requirements import requirements_for
from roterfaden.staff.standing import counts_of
from roterfaden.steering.agreement_records import Agreement
from roterfaden.steering.choices import Side
from roterfaden.steering.queries import sides_of
from roterfaden.web.formpage import posted
from roterfaden.web.guards import told, user_of, writing_view
from roterfaden.web.steering.agreements import find_agreement
from roterfaden.web.steering.around import page


class RemarkForm(forms.Form):
    """What the office says."""

    text = PlainTextField(
        label=gettext_lazy("Bemerkung des Amts"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Der Dienst liest sie. Ohne Namen von Fachkräften."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)


@writing_view("GET", "POST")
def training(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """For both sides of an agreement; the office adds remarks."""
    found = find_agreement(request, agreement)
    form = RemarkForm(posted(request), initial={"token": uuid4()})
    if form.is_valid():
        try:
            domain.remark(agreement=found, **form.cleaned_data, **told(request))
        except StaffRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("steering:training", found.uuid)
    return _page(request, found, form)


def _page(request: HttpRequest, found: Agreement, form: RemarkForm) -> HttpResponse:
    today, service = timezone.localdate(), found.service
    people, counts = counts_of(service, on=today)
    more: dict[str, Any] = {
        "agreement": found,
        "form": form if Side.OFFICE in sides_of(user_of(request), found, on=today) else None,
        "people": people,
        "counts": counts,
        "source": requirements_for(service).source,
        "trainings": domain.trainings_for_all(service),
        "single": domain.trainings_of_single_workers(service),
        "remarks": domain.remarks_of(service),
    }
    status = 422 if form.is_bound else 200
    return render(request, "steering/training.html", page("agreements", **more), status=status)
