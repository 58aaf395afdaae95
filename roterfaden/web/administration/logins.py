"""What an organisation asks of those who log in for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts import login_rules
from roterfaden.accounts.models import Organisation
from roterfaden.common.revisions import Conflict
from roterfaden.web import errors
from roterfaden.web.administration.access import administrator_of
from roterfaden.web.administration.forms import LoginRulesForm
from roterfaden.web.guards import writing_view


@writing_view("GET", "POST")
def change_rules(request: HttpRequest, code: str) -> HttpResponse:
    user = administrator_of(request)
    place = get_object_or_404(Organisation, code=code)
    rules = login_rules.rules_of(place)
    typed = request.POST if request.method == "POST" else None
    form = LoginRulesForm(typed, instance=rules, initial={"revision": rules.revision})
    if form.is_valid():
        try:
            login_rules.change_rules(organisation=place, **form.cleaned_data, by=user, at=timezone.now())
        except Conflict as conflict:
            return errors.conflict(request, str(conflict))
        messages.success(request, _("Die Regeln gelten ab sofort, auch für offene Sitzungen."))
        return redirect("administration:organisation", code=place.code)
    context = {
        "nav": "administration",
        "form": form,
        "title": _("%(place)s: Regeln der Anmeldung") % {"place": place},
        "meta": _("Wer für mehrere Stellen arbeitet, für den gilt jeweils die strengste Regel."),
        "submit": _("Speichern"),
        "back_url": reverse("administration:organisation", args=[place.code]),
    }
    return render(request, "administration/form.html", context, status=422 if form.is_bound else 200)
