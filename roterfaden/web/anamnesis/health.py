"""Who may open the health record of a person, and opening it to a colleague by name."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.queries import colleagues_in
from roterfaden.cases.health_rights import health_rule
from roterfaden.people.health import GrantRefused, grant_health, revoke_health
from roterfaden.people.models import HealthGrant
from roterfaden.people.queries import CASE_ROLES
from roterfaden.web.anamnesis.forms import GrantForm
from roterfaden.web.anamnesis.frame import Opened, open_anamnesis
from roterfaden.web.casefile.frame import form_page, refuse_unless
from roterfaden.web.guards import user_of, writing_view

INDEX, HERE = "anamnesis:index", "anamnesis:health"
USUAL_GRANT = timedelta(days=28)


@writing_view("GET", "POST")
def health(request: HttpRequest, code: str) -> HttpResponse:
    """The rule in plain words, who was let in by name, and a form to let somebody in."""
    opened = open_anamnesis(request, code, page="health_rights")
    form = _form(request, opened)
    if form.is_bound:
        refuse_unless(opened.right.grants)
    if form.is_valid() and _grant(request, opened, form):
        messages.success(request, _("Die Einsicht ist gewährt und im Protokoll vermerkt."))
        return redirect(HERE, code=opened.case.code)
    more: dict[str, Any] = {"rights": health_rule(), "grants": _grants(opened)}
    more |= {"right": opened.right, "exists": opened.record is not None}
    return form_page(request, opened.case, INDEX, form, "anamnesis/health.html", **more)


@writing_view("POST")
def revoke(request: HttpRequest, code: str, grant: Any) -> HttpResponse:
    """End what was granted, at once."""
    opened = open_anamnesis(request, code, page="health_rights")
    rows = HealthGrant.objects.filter(record__person=opened.case.person_id)
    found = get_object_or_404(rows.select_related("user", "record__person__organisation"), uuid=grant)
    refuse_unless(opened.right.grants)
    revoke_health(grant=found, scope=opened.case, by=user_of(request), at=timezone.now())
    messages.success(request, _("Die Einsicht ist beendet."))
    return redirect(HERE, code=opened.case.code)


def _form(request: HttpRequest, opened: Opened) -> GrantForm:
    today = timezone.localdate()
    rows = colleagues_in(opened.case.service, on=today, roles=CASE_ROLES).exclude(pk=user_of(request).pk)
    colleagues = [(user.username, str(user)) for user in rows]
    typed = request.POST if request.method == "POST" else None
    return GrantForm(typed, colleagues=colleagues, initial={"valid_until": today + USUAL_GRANT})


def _grant(request: HttpRequest, opened: Opened, form: GrantForm) -> bool:
    data = form.cleaned_data
    try:
        grant_health(
            person=opened.case.person,
            user=User.objects.get(username=data["user"]),
            reason=data["reason"],
            valid_until=data["valid_until"],
            scope=opened.case,
            by=user_of(request),
            at=timezone.now(),
        )
    except GrantRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _grants(opened: Opened) -> list[HealthGrant]:
    """Everybody who was let in by name; the reasons are shown only to those who may let in."""
    if opened.record is None:
        return []
    rows = HealthGrant.objects.filter(record=opened.record, revoked_at__isnull=True)
    grants = list(rows.filter(valid_until__gte=timezone.localdate()).select_related("user", "granted_by"))
    for grant in grants:
        grant.record = opened.record
    return grants
