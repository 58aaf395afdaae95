"""Sort a file of a case: say what it is, and so who reads it and where it may go."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.document_kinds import kind_of
from roterfaden.cases.evidence import files_of, index_file, titles_of
from roterfaden.cases.filing import FilingRefused, SortedElsewhere, origins_of, sort_file
from roterfaden.cases.models import Case
from roterfaden.documents.models import UNSORTED, StoredFile
from roterfaden.languages.shipped import shipped
from roterfaden.web.casefile.frame import case_for, form_page, frame, refuse_unless
from roterfaden.web.cases.files import refuse_closed_kind
from roterfaden.web.cases.filing_forms import SortForm
from roterfaden.web.guards import user_of, writing_view

HERE = "cases:documents"


@writing_view("GET", "POST")
def sort(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Choose the kind of a file; only for those who may read it as it is sorted now."""
    case = case_for(request, code, page="sort_file")
    refuse_unless(frame(request, case, HERE)["may_work"])
    file = get_object_or_404(files_of(case).select_related("data_key"), uuid=uuid)
    refuse_closed_kind(case, file)
    form = _form(request, case, file)
    status = 0
    if form.is_valid():
        try:
            _sort(request, case, file, form)
        except FilingRefused as refusal:
            status = 409 if isinstance(refusal, SortedElsewhere) else 422
            form = _form(request, case, file, seen=file.kind)
            form.add_error(None, str(refusal))
        else:
            said = _("„%(name)s“ ist jetzt: %(kind)s.") % {
                "name": file.name,
                "kind": shipped(kind_of(file).title),
            }
            messages.success(request, said)
            return redirect(HERE, code=case.code)
    form.fields["file_kind"].label = _("Was für eine Unterlage ist „%(name)s“?") % {"name": file.name}
    title = _("Art der Unterlage")
    answer = form_page(
        request, case, HERE, form, title=title, submit=_("Speichern"), back_url=reverse(HERE, args=[code])
    )
    answer.status_code = status or answer.status_code
    return answer


def _form(request: HttpRequest, case: Case, file: StoredFile, *, seen: str = "") -> SortForm:
    origin = origins_of([file]).get(file.pk)
    title = " ".join(titles_of([file]).get(file.pk, ())) or file.name
    initial = {"seen": file.kind, "file_from": str(origin.uuid) if origin else ""}
    if file.kind != UNSORTED:
        initial["file_kind"] = file.kind
    typed = request.POST.copy() if request.method == "POST" else None
    if typed is not None and seen:
        typed["seen"] = seen
    return SortForm(typed, case=case, title=title, initial=initial)


def _sort(request: HttpRequest, case: Case, file: StoredFile, form: SortForm) -> None:
    said = form.cleaned_data
    with transaction.atomic():
        sort_file(
            case=case,
            file=file,
            kind=said["file_kind"],
            seen=said["seen"],
            stems_from=form.file_origin(),
            by=user_of(request),
            at=timezone.now(),
        )
        index_file(case=case, file=file)
