"""The list of imports, the upload, and the sample files."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.documents.checks import UploadRefused
from roterfaden.imports.choices import Kind
from roterfaden.imports.models import Template
from roterfaden.imports.queries import imports_visible_to
from roterfaden.imports.reading import read_upload
from roterfaden.imports.samples import FORMATS, sample_file
from roterfaden.imports.uploading import ImportRefused, start_import
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.imports.forms import UploadForm
from roterfaden.web.imports.page import services_to_import_into
from roterfaden.web.paging import page_of


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """What was imported and what is on its way; where a new file is begun."""
    services = services_to_import_into(request)
    found = imports_visible_to(user_of(request), on=timezone.localdate()).select_related("data_key")
    templates = Template.objects.filter(organisation__in=services).order_by("kind", "name")
    context = {"page": page_of(request, found), "kinds": Kind.choices, "templates": list(templates)}
    return render(request, "imports/index.html", context)


@writing_view("GET", "POST")
def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """Take a file in and read it."""
    services = services_to_import_into(request)
    if kind not in Kind.values:
        raise Http404
    posted = request.method == "POST"
    form = UploadForm(request.POST if posted else None, request.FILES if posted else None, services=services)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = read_upload(name=file.name, stream=file, **form.reading())
            run = start_import(
                organisation=form.service_chosen(),
                kind=kind,
                table=table,
                by=user_of(request),
                at=timezone.now(),
            )
        except (UploadRefused, ImportRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("Die Datei ist gelesen. Noch ist nichts importiert."))
            return redirect("imports:detail", run.uuid)
    context = {"form": form, "kind": Kind(kind), "title": _("%s importieren") % Kind(kind).label}
    return render(request, "imports/upload.html", context, status=422 if posted else 200)


@reading_view
def sample(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """A small file with the right headings and invented rows."""
    services_to_import_into(request)
    if kind not in Kind.values or form not in FORMATS:
        raise Http404
    response = HttpResponse(sample_file(kind, form=form), content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="beispiel-{kind}.{form}"'
    return response
