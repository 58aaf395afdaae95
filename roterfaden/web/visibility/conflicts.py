"""Say who is close to oneself; what colleagues said; cases that need somebody else."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.queries import organisations_led_by
from roterfaden.cases import closeness
from roterfaden.people import conflicts as domain
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.visibility.forms import ConflictForm

HERE = "visibility:conflicts"


@writing_view("GET", "POST")
def index(request: HttpRequest) -> HttpResponse:
    """The form and one's own declarations; the answer is the same whether the person is known here or not."""
    user, today = user_of(request), timezone.localdate()
    form = ConflictForm(request.POST if request.method == "POST" else None, user=user, today=today)
    if form.is_valid():
        try:
            closeness.declare_closeness(**form.said(), by=user, at=timezone.now())
        except domain.ConflictRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Die Erklärung gilt ab sofort. Ob es hier eine Akte gibt, sagen wir nicht.")
            )
            return redirect(HERE)
    return _page(request, form)


@writing_view("POST")
def end(request: HttpRequest, conflict: UUID) -> HttpResponse:
    """A lead ends the declaration of a colleague; never one's own."""
    user = user_of(request)
    rows = closeness.declared_by_colleagues(user, on=timezone.localdate())
    row = get_object_or_404(rows, uuid=conflict)
    domain.end_conflict(conflict=row, by=user, at=timezone.now())
    messages.success(request, _("Die Erklärung ist beendet."))
    return redirect(HERE)


def _page(request: HttpRequest, form: ConflictForm) -> HttpResponse:
    user, today = user_of(request), timezone.localdate()
    context = {
        "nav": "",
        "form": form,
        "mine": domain.conflicts_of(user),
        "leads": organisations_led_by(user, on=today).exists(),
        "theirs": closeness.declared_by_colleagues(user, on=today),
        "orphaned": closeness.orphaned_cases(user, on=today),
    }
    return render(request, "visibility/conflicts.html", context, status=422 if form.is_bound else 200)
