"""What becomes of one case after its end: result, how long it is kept, restriction."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from roterfaden.archive import filing, restricting, rules
from roterfaden.archive.choices import GapKind, RestrictionGround
from roterfaden.archive.models import ClosingCheck
from roterfaden.archive.retention import Kept, NoRule, keeping_of
from roterfaden.cases import closing
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.cases.result_codes import result_code
from roterfaden.common.revisions import Conflict
from roterfaden.web.archive.forms import CorrectResultForm, ReasonForm, RestrictForm, RevisionForm
from roterfaden.web.casefile.frame import case_for, form_page, frame, refuse_unless
from roterfaden.web.cases.reading import find_case, open_case_for_reading
from roterfaden.web.guards import reading_view, user_of, writing_view

HERE = "keeping:index"
REFUSALS = (closing.ClosingRefused, filing.FilingRefused, restricting.RestrictionRefused)
CHANGED = gettext_noop(
    "Jemand anderes hat den Fall inzwischen geändert. Bitte prüfen Sie, was jetzt da steht, und senden Sie noch einmal."
)


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """How the case was closed, until when it is kept and how that was counted, whether it is restricted."""
    case = open_case_for_reading(request, code, page="keeping")
    user, today = user_of(request), timezone.localdate()
    code_of = result_code(case.result_code)
    context = frame(
        request,
        case,
        HERE,
        result=code_of.name if code_of else case.get_result_display(),
        kept=_kept(case),
        keeping=case.keepings.select_related("archived_by").first() if case.archived_on else None,
        check=_checked(case),
        restrictions=_restrictions(case),
        may_correct=rules.may_correct_result(user, case, on=today),
        may_file=rules.may_file_away(user, case, on=today),
        may_restrict=rules.may_restrict(user, case, on=today),
    )
    return render(request, "archive/keeping.html", context)


@writing_view("GET", "POST")
def correct_result(request: HttpRequest, code: str) -> HttpResponse:
    """Put another result in the place of the one under which the case was closed."""
    case = case_for(request, code, page="correct_result")
    refuse_unless(rules.may_correct_result(user_of(request), case, on=timezone.localdate()))
    assert case.closed_on is not None
    form = CorrectResultForm(_typed(request), case=case, on=case.closed_on, initial=_seen(case))

    def correct() -> None:
        said = form.cleaned_data
        closing.correct_result(
            case=case, **form.coded(), reason=said["reason"], revision=said["revision"], **_who(request)
        )

    words = {"title": _("Ergebnis berichtigen"), "submit": _("Ergebnis berichtigen"), "always": True}
    return _handle(request, case, form, correct, done=_("Das Ergebnis ist berichtigt."), words=words)


@writing_view("POST")
def file_away(request: HttpRequest, code: str) -> HttpResponse:
    """Put the closed case into the archive."""
    case = find_case(request, code)
    refuse_unless(rules.may_file_away(user_of(request), case, on=timezone.localdate()))
    form = RevisionForm(request.POST)
    revision = form.cleaned_data["revision"] if form.is_valid() else 0
    try:
        kept = filing.file_away(case=case, revision=revision, **_who(request))
    except filing.FilingRefused as refusal:
        messages.warning(request, str(refusal))
    except Conflict:
        messages.warning(request, _(CHANGED))
    else:
        until = f"{kept.keep_until:%d.%m.%Y}"
        messages.success(request, _("Der Fall liegt im Archiv, bis %(day)s.") % {"day": until})
    return redirect(HERE, code=case.code)


@writing_view("GET", "POST")
def restrict(request: HttpRequest, code: str) -> HttpResponse:
    """From now on the case is only kept."""
    case = case_for(request, code, page="restrict")
    refuse_unless(rules.may_restrict(user_of(request), case, on=timezone.localdate()))
    form = RestrictForm(_typed(request), case=case, initial=_seen(case))

    def do() -> None:
        said = form.cleaned_data
        ground = RestrictionGround(said["ground"])
        restricting.restrict(
            case=case, ground=ground, reason=said["reason"], revision=said["revision"], **_who(request)
        )

    words = {
        "title": _("Verarbeitung einschränken"),
        "submit": _("Verarbeitung einschränken"),
        "text": _(
            "Danach sehen den Fall nur noch Teamleitung und Koordination, und niemand schreibt hinein. "
            "Auch beteiligte Fachkräfte anderer Stellen sehen ihn nicht mehr."
        ),
        "always": True,
    }
    return _handle(request, case, form, do, done=_("Die Verarbeitung ist eingeschränkt."), words=words)


@writing_view("GET", "POST")
def release(request: HttpRequest, code: str) -> HttpResponse:
    """Lift the restriction."""
    case = case_for(request, code, page="release")
    refuse_unless(rules.may_restrict(user_of(request), case, on=timezone.localdate()))
    form = ReasonForm(_typed(request), initial=_seen(case))

    def do() -> None:
        restricting.release(case=case, **form.cleaned_data, **_who(request))

    words = {
        "title": _("Einschränkung aufheben"),
        "submit": _("Einschränkung aufheben"),
        "text": _("Die Person muss vorher davon wissen (Art. 18 Abs. 3 DSGVO)."),
        "always": True,
    }
    return _handle(request, case, form, do, done=_("Die Einschränkung ist aufgehoben."), words=words)


def _handle(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    do: Callable[[], None],
    *,
    done: str,
    words: dict[str, Any],
) -> HttpResponse:
    """Do what the form says, or show it again with what was wrong; somebody faster is told with the stored state."""
    status = 422
    if form.is_valid():
        try:
            do()
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except Conflict:
            case, status = find_case(request, case.code), 409
            data = cast("QueryDict", form.data).copy()
            data["revision"] = str(case.revision)
            form = type(form)(data, **getattr(form, "made_with", {}))
            form.add_error(None, _(CHANGED))
        else:
            messages.success(request, done)
            return redirect(HERE, code=case.code)
    back = reverse(HERE, args=[case.code])
    page = form_page(request, case, HERE, form, "archive/form.html", back_url=back, **words)
    if page.status_code != 200:  # noqa: PLR2004
        page.status_code = status
    return page


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": user_of(request), "at": timezone.now()}


def _seen(case: Case) -> dict[str, Any]:
    return {"revision": case.revision, "result": case.result_code}


def _kept(case: Case) -> Kept | str | None:
    """Until when a closed case is kept; a sentence where the catalogue has no rule."""
    if case.state != CaseState.CLOSED:
        return None
    try:
        return keeping_of(case)
    except NoRule as refusal:
        return str(refusal)


def _checked(case: Case) -> dict[str, Any] | None:
    """What was open when the case was closed last, in words."""
    row: ClosingCheck | None = case.closing_checks.select_related("by").first()
    if row is None or case.state != CaseState.CLOSED:
        return None
    row.case = case
    gaps = [f"{GapKind(kind).label}: {count}" for kind, count in row.gaps.items()]
    return {"gaps": gaps, "reason": row.reason, "by": row.by, "at": row.at}


def _restrictions(case: Case) -> list[Any]:
    rows = list(case.restrictions.select_related("by", "lifted_by"))
    for row in rows:
        row.case = case
    return rows
