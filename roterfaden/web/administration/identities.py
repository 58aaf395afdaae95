"""Who is who at an identity provider: bound by an administrator for those who have no login of their own yet."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.signon import binding
from roterfaden.web.administration.access import administrator_of
from roterfaden.web.administration.forms import IdentityForm
from roterfaden.web.formpage import posted
from roterfaden.web.guards import writing_view


@writing_view("GET", "POST")
def bind_identity(request: HttpRequest, user: UUID) -> HttpResponse:
    """Take down what a provider calls this person; it is not shown again."""
    admin = administrator_of(request)
    found = get_object_or_404(User, uuid=user)
    form = IdentityForm(posted(request))
    if form.is_valid():
        try:
            binding.bind_for(user=found, **form.said(), by=admin, at=timezone.now())
        except binding.BindingRefused as refusal:
            form.add_error("subject", str(refusal))
        else:
            messages.success(request, _("%(name)s kann sich jetzt darüber anmelden.") % {"name": found})
            return redirect("administration:user", user=found.uuid)
    context = {
        "nav": "administration",
        "form": form,
        "title": _("%(name)s: mit einem Anmeldedienst verbinden") % {"name": found},
        "meta": _(
            "Name und Mailadresse genügen nicht: Sie können dort den Menschen wechseln, die Kennung nicht."
        ),
        "submit": _("Verbinden"),
        "back_url": reverse("administration:user", args=[found.uuid]),
    }
    return render(request, "administration/form.html", context, status=422 if form.is_bound else 200)


@writing_view("POST")
def unbind_identity(request: HttpRequest, user: UUID, idp: str) -> HttpResponse:
    """Dissolve a connection; sessions that began with it end at once."""
    admin = administrator_of(request)
    row = get_object_or_404(get_object_or_404(User, uuid=user).identities, provider=idp)
    binding.unbind(identity=row, by=admin, at=timezone.now())
    messages.success(request, _("Die Verbindung ist gelöst."))
    return redirect("administration:user", user=row.user.uuid)
