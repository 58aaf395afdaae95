"""One requirement: what it says and whose wording it is, its rating, evidence, findings, and what is improved."""

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.queries import memberships_of
from roterfaden.common.revisions import Conflict
from roterfaden.languages.shipped import shipped
from roterfaden.standards import assessing
from roterfaden.standards.choices import State
from roterfaden.standards.kept_proofs import kept_of
from roterfaden.standards.library import Standard, words_of
from roterfaden.standards.models import Assessment
from roterfaden.standards.queries import evidence_for
from roterfaden.standards.standing import Row
from roterfaden.statistics.rules import STAFF
from roterfaden.steering import improvements
from roterfaden.steering.choices import SourceKind
from roterfaden.web.components import Link
from roterfaden.web.formpage import conflict_answer, posted
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.requirements.access import REFUSALS, Here, around, here, here_to_write, page, round_at
from roterfaden.web.requirements.forms import RatingForm
from roterfaden.web.requirements.lines import address_of, lines_of, rows_in


@reading_view
def requirement_page(request: HttpRequest, place: str, standard: str, requirement: str) -> HttpResponse:
    """A requirement before the first round: its wording, its evidence, what audits found."""
    found = here(request, place)
    known = found.standard(standard)
    context = _page(found, known, None, requirement, None)
    return render(request, "requirements/requirement.html", context)


@writing_view("GET", "POST")
def rate(request: HttpRequest, place: str, assessment: UUID, requirement: str) -> HttpResponse:
    """A requirement in a round: read it, or say how it is kept and go on to the next."""
    found = here(request, place) if request.method != "POST" else here_to_write(request, place)
    row, known = _round(found, assessment)
    form = RatingForm(posted(request)) if request.method == "POST" else None
    if form is not None and form.is_valid():
        said = form.cleaned_data | {"state": State(form.cleaned_data["state"])}
        try:
            assessing.rate(assessment=row, code=requirement, **said, by=user_of(request), at=timezone.now())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, found, row, requirement, form, conflict)
        else:
            messages.success(request, _("%(code)s ist eingeschätzt.") % {"code": requirement})
            return redirect(_next(request, found, known, row, requirement))
    context = _page(found, known, row, requirement, form)
    return render(request, "requirements/requirement.html", context, status=422 if form else 200)


@writing_view("POST")
def improve(request: HttpRequest, place: str, assessment: UUID, requirement: str) -> HttpResponse:
    """Make an improvement of a gap; again leads to the same one."""
    found = here_to_write(request, place)
    row, known = _round(found, assessment)
    line = _row(found, known, row, requirement)
    said = line.rating.note if line.rating else ""
    what = f"{line.requirement.code} {line.requirement.topic}: {line.requirement.text}\n\n{said}".strip()
    try:
        made = improvements.propose(
            organisation=found.place,
            source_kind=SourceKind.REQUIREMENT,
            source_code=f"{row.standard}:{requirement}",
            what=what,
            token=uuid5(NAMESPACE_URL, f"{row.uuid}:{requirement}"),
            by=user_of(request),
            at=timezone.now(),
        )
    except improvements.ImprovementRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(found.url("rate", assessment, requirement))
    return redirect("steering:improvement", made.uuid)


def _round(found: Here, assessment: UUID) -> tuple[Assessment, Standard]:
    row = round_at(found, assessment)
    return row, found.standard(row.standard)


def _row(found: Here, standard: Standard, assessment: Assessment | None, code: str) -> Row:
    rows = rows_in(found, standard, assessment)
    line = next((one for one in rows if one.requirement.code == code), None)
    if line is None:
        raise Http404
    return line


def _next(request: HttpRequest, found: Here, standard: Standard, row: Assessment, code: str) -> str:
    """Where one goes after a rating: to the next one nobody looked at, if that was asked for; else to the list."""
    if "next" in request.POST:
        codes = [one.code for one in standard.requirements]
        done = set(row.ratings.values_list("code", flat=True))
        after = codes[codes.index(code) + 1 :]
        following = next((one for one in after if one not in done), None)
        if following is not None:
            return address_of(found, standard.key, row, following)
    return f"{found.url('round', row.uuid)}#a-{code}"


def _conflict(
    request: HttpRequest, found: Here, row: Assessment, code: str, form: RatingForm, conflict: Conflict
) -> HttpResponse:
    around_it = around(
        found,
        code,
        found.url("rate", row.uuid, code),
        stored=lambda now: {"state": now.state, "note": now.note},
    )
    return conflict_answer(request, form, conflict, around_it)


def _page(
    found: Here, standard: Standard, assessment: Assessment | None, code: str, form: RatingForm | None
) -> dict[str, Any]:
    row = _row(found, standard, assessment, code)
    open_round = assessment is not None and assessment.closed_on is None
    reference = f"{standard.key}:{code}"
    counted = {one.evidence.pk for one in row.evidence}
    live = assessment is None or open_round
    return page(
        found,
        "overview",
        standard=standard,
        round=assessment,
        row=row,
        line=lines_of(found, standard.key, assessment, [row])[0],
        chapter=shipped(standard.title_of(row.requirement.chapter)),
        reference=reference,
        maps=[(":".join(one), words_of(":".join(one), found.standards)) for one in row.requirement.maps],
        form=(form or _form(row)) if open_round and found.may_write else None,
        live=live,
        kept=kept_of(assessment).get(code, []) if assessment and not open_round else [],
        others=[one for one in evidence_for(found.place) if one.pk not in counted]
        if live and found.may_write
        else [],
        may_improve=found.may_write and assessment is not None and _works_here(found),
        crumbs=_crumbs(found, standard, assessment, code),
    )


def _form(row: Row) -> RatingForm:
    """Filled with the rating, or with that of the last round as a start."""
    known = row.rating or row.before
    initial = {"state": known.state, "note": known.note} if known else {}
    return RatingForm(initial=initial | {"revision": row.rating.revision if row.rating else 0})


def _works_here(found: Here) -> bool:
    rows = memberships_of(found.user, on=found.today, roles=STAFF)
    return rows.filter(organisation=found.place).exists()


def _crumbs(found: Here, standard: Standard, assessment: Assessment | None, code: str) -> list[Link]:
    back = found.url("round", assessment.uuid) if assessment else found.url("standard", standard.key)
    title = assessment.subject if assessment and assessment.subject else shipped(standard.title)
    return [
        Link(title=_("Anforderungen"), url=found.url("overview")),
        Link(title=title, url=back),
        Link(title=code),
    ]
