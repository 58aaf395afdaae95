"""What the person of a case agreed to: see it, record it, take it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.cases.models import Case
from roterfaden.consent import declarations as domain
from roterfaden.consent.choices import DataClass, RecipientKind
from roterfaden.consent.models import Consent, Declaration, Recipient, SecrecyRelease
from roterfaden.consent.queries import consents_of, releases_of
from roterfaden.consent.transfers import add_recipient
from roterfaden.web.casefile.frame import case_for, form_page, frame
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.consent.forms import ConsentForm, NewRecipientFields, ReleaseForm
from roterfaden.web.guards import reading_view, user_of, writing_view

HERE = "consent:index"
# the part of a declaration -> the field that takes it
FIELD_OF_PART = {"valid_until": "valid_until", "recipients": "new_name"}
KINDS: dict[str, Any] = {"einwilligung": Consent, "entbindung": SecrecyRelease}


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """Every declaration: what stands, what lapsed, what was withdrawn."""
    case = open_case_for_reading(request, code, page="consents")
    rows = [_told(row, "einwilligung") for row in consents_of(case.person)]
    rows += [_told(row, "entbindung") for row in releases_of(case.person)]
    today = timezone.localdate()
    standing = [row for row in rows if _stands(row["row"], today)]
    past = [row for row in rows if not _stands(row["row"], today)]
    return render(request, "consent/index.html", frame(request, case, HERE, standing=standing, past=past))


@writing_view("GET", "POST")
def add_consent(request: HttpRequest, code: str) -> HttpResponse:
    """Record a consent that the person has given."""
    case = case_for(request, code, page="add_consent")
    return _record(request, case, ConsentForm, _("Einwilligung festhalten"))


@writing_view("GET", "POST")
def add_release(request: HttpRequest, code: str) -> HttpResponse:
    """Record that the person freed a doctor or another bound person from secrecy."""
    case = case_for(request, code, page="add_release")
    return _record(request, case, ReleaseForm, _("Entbindung von der Schweigepflicht festhalten"))


@writing_view("GET", "POST")
def withdraw(request: HttpRequest, code: str, declared: str, declaration: UUID) -> HttpResponse:
    """Take a declaration back: one page, one button, no reason asked."""
    if declared not in KINDS:
        raise Http404
    case = case_for(request, code, page="withdraw")
    row = get_object_or_404(KINDS[declared].objects.filter(person=case.person), uuid=declaration)
    if request.method != "POST":
        context = frame(request, case, HERE, told=_told(row, declared))
        return render(request, "consent/withdraw.html", context)
    stopped = domain.withdraw(declaration=row, scope=case, by=user_of(request), at=timezone.now())
    messages.success(request, _("Der Widerruf gilt ab jetzt.") + _waiting(stopped))
    return redirect(HERE, code=case.code)


def _record(request: HttpRequest, case: Case, form_class: type[ConsentForm], title: str) -> HttpResponse:
    today = timezone.localdate()
    typed = request.POST if request.method == "POST" else None
    form = form_class(typed, case=case, initial={"given_on": today})
    if form.is_valid() and _accepted(request, case, form):
        messages.success(request, _("Die Erklärung ist festgehalten."))
        return redirect(HERE, code=case.code)
    words = {"title": title, "submit": _("Festhalten"), "back_url": reverse(HERE, args=[case.code])}
    return form_page(request, case, HERE, form, **words)


def _accepted(request: HttpRequest, case: Case, form: ConsentForm) -> bool:
    """Record what the form says; False when the domain refused and the form says why."""
    user, now = user_of(request), timezone.now()
    whole: dict[str, Any] = {
        "person": case.person,
        "service": case.service,
        "scope": case,
        "by": user,
        "at": now,
    }
    new = new_recipient(request, case, form)
    try:
        if isinstance(form, ReleaseForm):
            holder = form.known[form.cleaned_data["holder"]]
            both_ways = form.cleaned_data["both_ways"]
            domain.record_release(holder=holder, both_ways=both_ways, facts=form.facts(new), **whole)
        else:
            domain.record_consent(facts=form.facts(new), **whole)
    except domain.DeclarationIncomplete as refusal:
        for part, sentence in refusal.missing.items():
            form.add_error(FIELD_OF_PART.get(part, part), sentence)
        return False
    except domain.DeclarationRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def new_recipient(request: HttpRequest, case: Case, form: NewRecipientFields) -> Recipient | None:
    """The recipient typed into a form, entered into the service's list; None if none was typed."""
    name, kind = form.cleaned_data["new_name"], form.cleaned_data["new_kind"]
    if not name:
        return None
    return add_recipient(
        service=case.service, kind=RecipientKind(kind), name=name, by=user_of(request), at=timezone.now()
    )


def _told(row: Declaration, kind: str) -> dict[str, Any]:
    recipients = row.towards.all() if isinstance(row, SecrecyRelease) else getattr(row, "recipients").all()  # noqa: B009
    return {
        "row": row,
        "kind": kind,
        "recipients": [recipient.name for recipient in recipients],
        "classes": [str(DataClass(code).label) for code in row.classes],
    }


def _stands(row: Declaration, today: Any) -> bool:
    return row.withdrawn_at is None and row.valid_until >= today


def _waiting(stopped: int) -> str:
    if not stopped:
        return ""
    told = ngettext(
        " %(count)s wartende Weitergabe ist angehalten.",
        " %(count)s wartende Weitergaben sind angehalten.",
        stopped,
    )
    return told % {"count": stopped}
