"""One uploaded file of a case: its versions, who works on it, checking out and in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases import file_versions as domain
from roterfaden.cases import rules
from roterfaden.cases.document_kinds import kind_of
from roterfaden.cases.filing import FilingRefused, Upload
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.documents import checkouts
from roterfaden.documents.checks import UploadRefused
from roterfaden.documents.models import StoredFile
from roterfaden.languages.shipped import shipped
from roterfaden.web import errors
from roterfaden.web.casefile.frame import case_for, form_page, frame, refuse_unless
from roterfaden.web.cases.files import refuse_closed_kind, send_file, warn_if_held
from roterfaden.web.cases.reading import find_case, open_case_for_reading
from roterfaden.web.cases.version_forms import CheckInForm, CheckOutForm, TakeBackForm
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.wording import until_when

DOCUMENTS, HERE = "cases:documents", "cases:versions"


@reading_view
def page(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The versions of a file, and who works on it."""
    case = open_case_for_reading(request, code, page="versions")
    file = _file(case, uuid)
    user, now = user_of(request), timezone.now()
    row = checkouts.running([checkouts.line_of(file)], at=now).get(checkouts.line_of(file))
    mine = row is not None and row.taken_by_id == user.pk
    context = frame(
        request,
        case,
        DOCUMENTS,
        file=file,
        kind=shipped(kind_of(file).title),
        versions=domain.versions_of(file),
        taken=row,
        mine=mine,
        until=until_when(row.until, now) if row else "",
        leads=rules.leads_service_of(user, case, on=timezone.localdate()),
        form=CheckOutForm(mine=mine),
    )
    return render(request, "cases/versions.html", context)


@reading_view
def version(request: HttpRequest, code: str, uuid: UUID, file_version: int) -> HttpResponse:
    """An earlier version, to keep."""
    case = find_case(request, code)
    found = {one.number: one.file for one in domain.versions_of(_file(case, uuid))}
    if file_version not in found:
        raise Http404
    refuse_closed_kind(case, found[file_version])
    return send_file(request, case, found[file_version])


@writing_view("POST")
def check_out(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Reserve the file, or ask for more time."""
    case, file = _for_work(request, code, uuid)
    form = CheckOutForm(request.POST)
    hours = form.cleaned_data["hours"] if form.is_valid() else 0
    try:
        row = domain.check_out(case=case, file=file, hours=hours, **told(request))
    except checkouts.CheckedOut as taken:
        return errors.conflict(request, taken_by(taken))
    except domain.CheckOutGone as gone:
        return errors.conflict(request, str(gone))
    except (domain.VersionRefused, CaseIsClosed) as refusal:
        messages.warning(request, str(refusal))
    else:
        said = _("Die Unterlage ist für Sie reserviert %(until)s. Laden Sie sie jetzt herunter.")
        messages.success(request, said % {"until": until_when(row.until, row.taken_at)})
    return redirect(HERE, code, uuid)


@writing_view("GET", "POST")
def check_in(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Put the changed file back as the next version."""
    case, file = _for_work(request, code, uuid)
    form = _check_in_form(request, file)
    status = 0
    if form.is_valid():
        try:
            made = _check_in(request, case, file, form)
        except domain.CheckOutGone as gone:
            status = 409
            form.add_error(None, str(gone))
        except (UploadRefused, FilingRefused, domain.VersionRefused) as refusal:
            form.add_error("file", str(refusal))
        except CaseIsClosed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Die neue Fassung liegt in der Akte. Die frühere bleibt lesbar."))
            return redirect(HERE, code, made.uuid)
    title = _("Neue Fassung von „%(name)s“ einchecken") % {"name": file.name}
    back = reverse(HERE, args=[code, uuid])
    words = {"title": title, "tab": _("Neue Fassung"), "submit": _("Einchecken"), "back_url": back}
    answer = form_page(request, case, DOCUMENTS, form, is_upload=True, **words)
    answer.status_code = status or answer.status_code
    return answer


@writing_view("POST")
def give_back(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """End one's own check-out without a new version."""
    case, file = _for_work(request, code, uuid)
    try:
        domain.give_back(case=case, file=file, **told(request))
    except (checkouts.CheckedOut, domain.CheckOutGone) as refusal:
        return errors.conflict(request, str(refusal))
    messages.success(request, _("Zurückgegeben. Andere können die Unterlage jetzt bearbeiten."))
    return redirect(HERE, code, uuid)


@writing_view("GET", "POST")
def take_back(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Those who lead the service end the check-out of somebody else, with a reason."""
    case, file = _for_work(request, code, uuid)
    refuse_unless(rules.leads_service_of(user_of(request), case, on=timezone.localdate()))
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            domain.take_back(case=case, file=file, reason=form.cleaned_data["reason"], **told(request))
        except domain.VersionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Zurückgeholt. Andere können die Unterlage jetzt bearbeiten."))
            return redirect(HERE, code, uuid)
    title = _("„%(name)s“ zurückholen") % {"name": file.name}
    back = reverse(HERE, args=[code, uuid])
    words = {"title": title, "tab": _("Zurückholen"), "submit": _("Zurückholen"), "back_url": back}
    return form_page(request, case, DOCUMENTS, form, **words)


def taken_by(taken: checkouts.CheckedOut) -> str:
    """`Karin Holm arbeitet bis 16:10 Uhr an dieser Unterlage.`"""
    words = {"who": taken.row.taken_by, "until": until_when(taken.row.until, timezone.now())}
    return _("%(who)s arbeitet %(until)s an dieser Unterlage. Ihre Änderung wurde nicht gespeichert.") % words


def _file(case: Case, uuid: UUID) -> StoredFile:
    """The newest version of it; 404 where it is none of the case, 403 where its kind is closed to the reader."""
    file = domain.find_file(case, uuid)
    if file is None:
        raise Http404
    refuse_closed_kind(case, file)
    return file


def _for_work(request: HttpRequest, code: str, uuid: UUID) -> tuple[Case, StoredFile]:
    case = case_for(request, code, page="versions")
    refuse_unless(frame(request, case, DOCUMENTS)["may_work"])
    return case, _file(case, uuid)


def _check_in_form(request: HttpRequest, file: StoredFile) -> CheckInForm:
    if request.method == "POST":
        return CheckInForm(request.POST, request.FILES)
    row = checkouts.running([checkouts.line_of(file)], at=timezone.now()).get(checkouts.line_of(file))
    initial: dict[str, Any] = {"seen": row.uuid} if row and row.taken_by_id == user_of(request).pk else {}
    return CheckInForm(initial=initial)


def _check_in(request: HttpRequest, case: Case, file: StoredFile, form: CheckInForm) -> StoredFile:
    said, sent = form.cleaned_data, form.cleaned_data["file"]
    made = domain.check_in(
        case=case,
        file=file,
        seen=said["seen"] or file.uuid,
        upload=Upload(sent.name, sent.file),
        remark=said["remark"],
        **told(request),
    )
    warn_if_held(request, made)
    return made
