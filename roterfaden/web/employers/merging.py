"""Entries of the register that may be one company: list them, join two, take that back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.forms import RevisionField
from roterfaden.common.revisions import Conflict
from roterfaden.employers.duplicates import look_alikes, pairs_of
from roterfaden.employers.merging import compare_again, keep_apart, merge_employers, part_employers
from roterfaden.employers.models import Employer, EmployerMerge, EmployersApart
from roterfaden.employers.queries import employers_visible_to, keepers_of
from roterfaden.employers.register import EDITABLE_FIELDS, RegisterRefused
from roterfaden.web.conflicts import shown
from roterfaden.web.employers.forms import EmployerForm
from roterfaden.web.employers.views import HERE, find_employer
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.paging import page_of

PAIRS_PER_PAGE = 10


class MergeForm(forms.Form):
    """Which of the two values is right, field by field."""

    chosen = forms.MultipleChoiceField(required=False, choices=[(name, name) for name in EDITABLE_FIELDS])
    revision = RevisionField()
    other_revision = RevisionField()


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one company, and what was joined lately."""
    visible = employers_visible_to(user_of(request), on=timezone.localdate())
    joined = EmployerMerge.objects.filter(kept__in=visible, undone_at__isnull=True)
    page = page_of(request, look_alikes(visible), size=PAIRS_PER_PAGE)
    context = {
        "nav": "employers",
        "page": page,
        "pairs": pairs_of(list(page)),
        "joined": joined.select_related("kept", "gone", "merged_by")[:20],
        "apart": EmployersApart.objects.filter(first__in=visible).select_related(
            "first", "second", "told_by"
        ),
    }
    return render(request, "employers/duplicates.html", context)


@writing_view("GET", "POST")
def merge(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """Two entries side by side; the first stays."""
    kept, gone = find_employer(request, code), find_employer(request, other)
    form = MergeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        told: dict[str, Any] = {"by": user_of(request), "at": timezone.now()}
        revisions = (said["revision"], said["other_revision"])
        try:
            merge_employers(kept=kept, gone=gone, chosen=said["chosen"], revisions=revisions, **told)
        except RegisterRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict:
            changed = _(
                "Jemand hat einen der Einträge inzwischen geändert. Hier stehen beide, wie sie jetzt sind."
            )
            return _side_by_side(
                request, form, find_employer(request, code), find_employer(request, other), changed
            )
        else:
            messages.success(request, _("Zusammengeführt. Alles steht jetzt bei einem Eintrag."))
            return redirect(HERE, code=kept.code)
    return _side_by_side(request, form, kept, gone)


def _side_by_side(
    request: HttpRequest, form: MergeForm, kept: Employer, gone: Employer, changed: str = ""
) -> HttpResponse:
    fields = EmployerForm.base_fields
    rows = [
        {
            "name": name, "label": fields[name].label,
            "kept": shown(fields[name], getattr(kept, name)), "gone": shown(fields[name], getattr(gone, name)),
        }
        for name in EDITABLE_FIELDS
        if getattr(kept, name) != getattr(gone, name) and getattr(gone, name) not in ("", None)
    ]  # fmt: skip
    context = {"nav": "employers", "form": form, "kept": kept, "gone": gone, "rows": rows, "changed": changed}
    status = 409 if changed else 422 if form.is_bound else 200
    return render(request, "employers/merge.html", context, status=status)


@writing_view("POST")
def part(request: HttpRequest, merge: UUID) -> HttpResponse:
    """Take a merge back."""
    mine = EmployerMerge.objects.filter(
        kept__organisation__in=keepers_of(user_of(request), on=timezone.localdate())
    )
    row = get_object_or_404(mine.select_related("kept__organisation", "gone"), uuid=merge)
    try:
        part_employers(merge=row, by=user_of(request), at=timezone.now())
    except RegisterRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Die beiden Einträge stehen wieder für sich."))
    return redirect("employers:duplicates")


@writing_view("POST")
def apart(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """Say that two entries are two companies."""
    one, second = find_employer(request, code), find_employer(request, other)
    try:
        keep_apart(one=one, other=second, by=user_of(request), at=timezone.now())
    except RegisterRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Zwei Betriebe. Das Paar wird nicht mehr gezeigt."))
    return redirect("employers:duplicates")


@writing_view("POST")
def again(request: HttpRequest, pair: UUID) -> HttpResponse:
    """Take back that two entries are two companies."""
    mine = EmployersApart.objects.filter(
        first__organisation__in=keepers_of(user_of(request), on=timezone.localdate())
    )
    row = get_object_or_404(mine.select_related("first__organisation", "second"), uuid=pair)
    compare_again(apart=row, by=user_of(request), at=timezone.now())
    messages.success(request, _("Das Paar wird wieder verglichen."))
    return redirect("employers:duplicates")
