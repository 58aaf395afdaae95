"""Letters of a complaint: the receipt, the confirmation, the answer as draft and as it went."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.complaints import handling
from roterfaden.complaints.letters import drafted, letter_document
from roterfaden.complaints.models import Complaint
from roterfaden.complaints.procedure import LETTERS
from roterfaden.complaints.queries import taken_in_by
from roterfaden.complaints.receiving import ComplaintRefused
from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.web.complaints.finding import find_complaint, note_reading
from roterfaden.web.complaints.forms import AnswerForm
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import reading_view, user_of, writing_view


@writing_view("GET", "POST")
def answer(request: HttpRequest, complaint: UUID) -> HttpResponse:
    """Write the answer; begun with the words of the house."""
    found = find_complaint(request, complaint)
    if not handling.may_write_answer(user_of(request), found, at=timezone.now()):
        raise Http404
    initial = {"answer": found.answer or drafted(found, "answer"), "revision": found.revision}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            _written(request, found, form)
        except ComplaintRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, form, conflict)
        else:
            return redirect("complaints:detail", complaint)
    context = {"nav": "worklist", "complaint": found, "form": form}
    return render(request, "complaints/answer.html", context, status=422 if form.is_bound else 200)


@reading_view
def letter(request: HttpRequest, complaint: UUID, letter: str) -> HttpResponse:
    """A letter as PDF."""
    found = find_complaint(request, complaint)
    if letter not in LETTERS:
        raise Http404
    note_reading(request, found, page=letter)
    return _pdf(found, letter)


@reading_view
def receipt(request: HttpRequest, complaint: UUID) -> HttpResponse:
    """The confirmation as PDF, for who wrote the complaint down: it says nothing of it."""
    return _pdf(get_object_or_404(taken_in_by(user_of(request)), uuid=complaint), "confirmation")


def _written(request: HttpRequest, found: Complaint, form: AnswerForm) -> None:
    data = form.cleaned_data
    handling.write_answer(
        complaint=found,
        text=data["answer"],
        revision=data["revision"],
        by=user_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Der Entwurf ist gespeichert. Abgeschickt ist er noch nicht."))


def _conflict(request: HttpRequest, form: AnswerForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, Complaint)
    here = reverse("complaints:answer", args=[current.uuid])
    told = conflict_of(
        form,
        current=current,
        stored={"answer": current.answer},
        scopes=[current.uuid],
        at=timezone.now(),
        url=here,
        keep_url=here,
    )
    context = {"nav": "worklist", "conflict": told}
    return render(request, "complaints/conflict.html", context, status=409)


def _pdf(complaint: Complaint, letter: str) -> HttpResponse:
    answer = HttpResponse(
        set_pdf(letter_document(complaint, letter, at=timezone.now())), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'attachment; filename="{complaint.code}-{letter}.pdf"'
    return answer
