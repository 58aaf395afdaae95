"""What the columns are: guessed, corrected by hand, taken from a template."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from roterfaden.common.revisions import Conflict
from roterfaden.imports import mapping as domain
from roterfaden.imports.choices import State
from roterfaden.imports.models import Import, Template
from roterfaden.imports.options import options_for
from roterfaden.imports.queries import templates_for
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.imports.forms import ColumnsForm, TemplateForm
from roterfaden.web.imports.page import context_of, find_import, services_to_import_into, source_words

CHANGED_MEANWHILE = gettext_noop(
    "Jemand anderes hat die Zuordnung inzwischen geändert. Hier steht der neue Stand; bitte prüfen."
)


@writing_view("GET", "POST")
def columns(request: HttpRequest, imported: UUID) -> HttpResponse:
    """Say which column is which field, and what the words of choice columns mean."""
    run = find_import(request, imported)
    if run.state not in (State.UPLOADED, State.CHECKED):
        return redirect("imports:detail", run.uuid)
    options = options_for(run.organisation, kind=run.kind, on=timezone.localdate())
    form = ColumnsForm(request.POST if request.method == "POST" else None, run=run, options=options)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            return _save(request, run, form)
        except domain.MappingRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict:
            run = find_import(request, imported)
            form, status = ColumnsForm(run=run, options=options), 409
            messages.warning(request, _(CHANGED_MEANWHILE))
    templates = list(templates_for(run.organisation, run.kind))
    more = {
        "form": form,
        "template_form": TemplateForm(run=run, templates=templates) if templates else None,
        "source": source_words(run),
        "problems": domain.problems_of(run.mapping, run.kind, run.columns),
        "open_words": domain.open_words(run.mapping, run.kind, run.columns),
    }
    return render(request, "imports/columns.html", context_of(run, **more), status=status)


@writing_view("POST")
def use_template(request: HttpRequest, imported: UUID) -> HttpResponse:
    """Read the columns as a template says."""
    run = find_import(request, imported)
    form = TemplateForm(request.POST, run=run, templates=list(templates_for(run.organisation, run.kind)))
    if not form.is_valid():
        messages.error(request, _("Diese Vorlage gibt es nicht mehr."))
        return redirect("imports:columns", run.uuid)
    try:
        said = domain.from_template(form.chosen(), run.columns)
        revision = form.cleaned_data["revision"]
        domain.set_mapping(run=run, mapping=said, revision=revision, by=user_of(request), at=timezone.now())
    except domain.MappingRefused as refusal:
        messages.error(request, str(refusal))
    except Conflict:
        messages.warning(request, _(CHANGED_MEANWHILE))
    else:
        messages.success(request, _("Die Spalten sind gelesen wie in der Vorlage."))
    return redirect("imports:columns", run.uuid)


@writing_view("POST")
def drop_template(request: HttpRequest, template: UUID) -> HttpResponse:
    """Forget a template."""
    services = services_to_import_into(request)
    found = get_object_or_404(Template, uuid=template, organisation__in=services)
    domain.remove_template(template=found, by=user_of(request), at=timezone.now())
    messages.success(request, _("Die Vorlage ist gelöscht."))
    return redirect("imports:index")


def _save(request: HttpRequest, run: Import, form: ColumnsForm) -> HttpResponse:
    """Write the mapping, and the template if it got a name; then on, or back to the words that are still open."""
    user, now = user_of(request), timezone.now()
    said = form.mapping()
    domain.set_mapping(run=run, mapping=said, revision=form.cleaned_data["revision"], by=user, at=now)
    if form.cleaned_data["template"]:
        domain.keep_template(run=run, name=form.cleaned_data["template"], by=user, at=now)
    left = domain.open_words(run.mapping, run.kind, run.columns)
    if left or domain.problems_of(run.mapping, run.kind, run.columns):
        messages.info(request, _("Gespeichert. Unten steht, was noch zuzuordnen ist."))
        return redirect("imports:columns", run.uuid)
    messages.success(request, _("Die Zuordnung ist gespeichert."))
    return redirect("imports:detail", run.uuid)
