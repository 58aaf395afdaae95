"""The store of templates: shipped and own ones, the list of placeholders, a trial print, the letterhead."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.revisions import Conflict
from roterfaden.correspondence import own_templates as domain
from roterfaden.correspondence.examples import example_of, example_values
from roterfaden.correspondence.filling import LetterRefused
from roterfaden.correspondence.language import TemplateFaulty
from roterfaden.correspondence.letterheads import FIELDS, change_letterhead
from roterfaden.correspondence.models import Letterhead, WordTemplate
from roterfaden.correspondence.placeholders import LOOPS, SINGLE, letterhead_of
from roterfaden.correspondence.queries import services_with_templates
from roterfaden.correspondence.rules import may_keep_templates
from roterfaden.correspondence.shipped import LetterTemplate, shipped_letters
from roterfaden.correspondence.word import as_own_template
from roterfaden.documents.checks import UploadRefused
from roterfaden.web.casefile.frame import refuse_unless
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.downloads import attachment
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.letters.forms import LetterheadForm, TemplateForm

HERE = "letters:index"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """Every template that the user may use."""
    services, kept = _services(request), _kept(request)
    rows = [
        {"service": one, "head": letterhead_of(one), "keeps": one in kept, "own": domain.templates_of(one)}
        for one in services
    ]
    context = {
        "rows": rows,
        "shipped": shipped_letters().values(),
        "keeps": bool(kept),
        "today": timezone.localdate(),
    }
    return render(request, "letters/index.html", context)


@reading_view
def placeholders(request: HttpRequest) -> HttpResponse:
    """All placeholders with what they mean."""
    loops = [
        (name, loop, [(f"{loop.item}.{key}", said) for key, said in loop.fields.items()])
        for name, loop in LOOPS.items()
    ]
    return render(request, "letters/placeholders.html", {"single": SINGLE.items(), "loops": loops})


@writing_view("GET", "POST")
def add(request: HttpRequest) -> HttpResponse:
    """Upload a Word template; every wrong placeholder is named with the nearest right one."""
    kept = _kept(request)
    refuse_unless(bool(kept))
    posted = request.method == "POST"
    form = TemplateForm(request.POST if posted else None, request.FILES if posted else None, services=kept)
    if form.is_valid():
        data = form.cleaned_data
        try:
            domain.add_template(
                service=form.known[data["service"]],
                name=data["name"],
                file_name=data["file"].name,
                stream=data["file"],
                valid_from=data["valid_from"],
                valid_until=data["valid_until"],
                by=user_of(request),
                at=timezone.now(),
            )
        except TemplateFaulty as refusal:
            for fault in refusal.faults:
                form.add_error("file", fault)
        except (LetterRefused, UploadRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("Die Vorlage ist geprüft und liegt bereit."))
            return redirect(HERE)
    return render(request, "letters/add.html", {"form": form}, status=422 if posted else 200)


@writing_view("GET", "POST")
def letterhead(request: HttpRequest, service: str) -> HttpResponse:
    """Write what stands on the paper of a service."""
    office = next((one for one in _kept(request) if one.code == service), None)
    if office is None:
        raise Http404
    head = letterhead_of(office)
    known = {name: getattr(head, name) for name in FIELDS} | {"revision": head.revision}
    form = LetterheadForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in FIELDS}
        revision = form.cleaned_data["revision"] or 0
        try:
            change_letterhead(head=head, said=said, revision=revision, by=user_of(request), at=timezone.now())
        except Conflict as conflict:
            return _conflict(request, form, conflict)
        messages.success(request, _("Der Briefkopf ist gespeichert."))
        return redirect(HERE)
    status = 422 if form.is_bound else 200
    return render(request, "letters/letterhead.html", {"form": form, "office": office}, status=status)


@writing_view("POST")
def end(request: HttpRequest, template: UUID) -> HttpResponse:
    """Take an own template out of use after today."""
    row = _own(request, template)
    refuse_unless(row.service in _kept(request))
    try:
        domain.end_template(template=row, on=timezone.localdate(), by=user_of(request), at=timezone.now())
    except LetterRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Die Vorlage gilt noch heute, dann nicht mehr."))
    return redirect(HERE)


@reading_view
def own_file(request: HttpRequest, template: UUID) -> HttpResponse:
    """An own template as it was uploaded."""
    row = _own(request, template)
    return attachment(bytes(row.content), name=f"{row.name}.docx", media_type=WORD)


@reading_view
def own_trial(request: HttpRequest, template: UUID) -> HttpResponse:
    """An own template filled with invented values."""
    row = _own(request, template)
    values = example_values(letterhead_of(row.service), on=timezone.localdate())
    return attachment(
        domain.filled_word(bytes(row.content), values), name=f"Probe_{row.name}.docx", media_type=WORD
    )


@reading_view
def trial(request: HttpRequest, letter: str) -> HttpResponse:
    """A shipped letter or form for an invented person, as PDF."""
    template, services = _shipped(letter), _services(request)
    head = letterhead_of(services[0]) if services else Letterhead(office=_("Musterdienst"))
    made = example_of(template, head, on=timezone.localdate())
    return attachment(made.as_pdf(), name=f"Probe_{template.id}.pdf", media_type="application/pdf")


@reading_view
def as_word(request: HttpRequest, letter: str) -> HttpResponse:  # noqa: ARG001
    """A shipped letter as a Word file with its placeholders: to change the words and upload it again."""
    template = _shipped(letter)
    return attachment(as_own_template(template), name=f"{template.id}.docx", media_type=WORD)


def _shipped(letter: str) -> LetterTemplate:
    found = shipped_letters().get(letter)
    if found is None or found.is_written:
        raise Http404
    return found


def _services(request: HttpRequest) -> list[Organisation]:
    return list(services_with_templates(user_of(request), on=timezone.localdate()))


def _kept(request: HttpRequest) -> list[Organisation]:
    user, today = user_of(request), timezone.localdate()
    return [one for one in _services(request) if may_keep_templates(user, one, on=today)]


def _own(request: HttpRequest, template: UUID) -> WordTemplate:
    mine = services_with_templates(user_of(request), on=timezone.localdate())
    rows = WordTemplate.objects.filter(service__in=mine).select_related("service")
    return get_object_or_404(rows, uuid=template)


def _conflict(request: HttpRequest, form: LetterheadForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, Letterhead)
    stored: dict[str, Any] = {name: getattr(current, name) for name in FIELDS}
    told = conflict_of(
        form,
        current=current,
        stored=stored,
        scopes=[],
        at=timezone.now(),
        url=reverse("letters:letterhead", args=[current.service.code]),
        keep_url=reverse(HERE),
    )
    return render(request, "textblocks/conflict.html", {"conflict": told}, status=409)
