"""Whether those who work for an organisation may take cases along on a device."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.revisions import Conflict
from roterfaden.fieldwork.carrying import change_rule
from roterfaden.fieldwork.queries import rule_of
from roterfaden.web import errors
from roterfaden.web.administration.access import administrator_of
from roterfaden.web.administration.forms import OfflineRuleForm
from roterfaden.web.guards import writing_view


@writing_view("GET", "POST")
def change_offline(request: HttpRequest, code: str) -> HttpResponse:
    """What it means, and the switch."""
    user = administrator_of(request)
    place = get_object_or_404(Organisation, code=code)
    rule = rule_of(place)
    typed = request.POST if request.method == "POST" else None
    form = OfflineRuleForm(typed, instance=rule, initial={"revision": rule.revision})
    if form.is_valid():
        try:
            change_rule(organisation=place, **form.cleaned_data, by=user, at=timezone.now())
        except Conflict as conflict:
            return errors.conflict(request, str(conflict))
        messages.success(request, _("Gespeichert. Das gilt ab sofort."))
        return redirect("administration:organisation", code=place.code)
    context = {
        "nav": "administration",
        "form": form,
        "title": _("%(place)s: Unterwegs ohne Netz") % {"place": place},
        "submit": _("Speichern"),
        "back_url": reverse("administration:organisation", args=[place.code]),
    }
    return render(request, "administration/offline.html", context, status=422 if form.is_bound else 200)
