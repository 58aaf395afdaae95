"""The profiles of a person: list, entry, change between two profiles, terms of the search."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.models import Case
from roterfaden.cases.rules import may_work_on
from roterfaden.common.revisions import Conflict
from roterfaden.languages.shipped import shipped
from roterfaden.matching.comparison import changes
from roterfaden.profiles.choices import View
from roterfaden.profiles.instruments import Instrument, instruments_of
from roterfaden.profiles.keeping import (
    ProfileRefused,
    correct_profile,
    current_terms,
    newest_version,
    record_abilities,
    record_terms,
)
from roterfaden.profiles.models import AbilityProfile
from roterfaden.profiles.terms import Wishes, terms_table
from roterfaden.web.casefile.frame import case_for, conflict_page, form_page, frame, refuse_unless
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.profiles.forms import ProfileForm, TermsForm, stored_profile
from roterfaden.web.profiles.frame import case_with_health

HERE = "profiles:index"


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """All profiles of the person and what counts for the search; closed to who may not open the health record."""
    case = case_for(request, code, page="profiles")
    opens = may_open_health(user_of(request), case, on=timezone.localdate())
    context: dict[str, Any] = {"opens": opens}
    if opens:
        case = case_with_health(request, code, page="profiles")
        terms = current_terms(case.person)
        instruments = instruments_of(case.service)
        context |= {
            "instruments": list(instruments.values()),
            "profiles": (profiles := _rows(case, instruments)),
            "views": _views(profiles, instruments),
            "terms": terms,
            "wishes": Wishes.of(terms.content if terms else None),
            "must_not": [
                c.title
                for c in terms_table().conditions.values()
                if terms and c.id in terms.content["must_not"]
            ],
        }
    return render(request, "profiles/index.html", frame(request, case, HERE, **context))


def _rows(case: Case, instruments: dict[str, Instrument]) -> list[dict[str, Any]]:
    rows = AbilityProfile.objects.filter(person=case.person_id).select_related("data_key", "recorded_by")
    found, earlier = [], dict[tuple[str, str], AbilityProfile]()
    corrected = {row.replaced_by_id: row for row in rows if row.replaced_by_id}
    for row in sorted(rows, key=lambda row: (row.found_on, row.pk)):
        instrument = instruments.get(row.instrument)
        if instrument is None or row.replaced_by_id is not None:
            continue
        before = earlier.get((row.instrument, row.view))
        found.append(
            {
                "row": row,
                "instrument": instrument,
                "known": len(row.content["values"]),
                "all": len(instrument.items),
                "before": before,
                "changes": _changes(instrument, before, row) if before else [],
                "versions": list(_versions(instrument, corrected, row)),
            }
        )
        earlier[(row.instrument, row.view)] = row
    return found[::-1]


def _versions(
    instrument: Instrument, corrected: dict[int, AbilityProfile], row: AbilityProfile
) -> Iterator[dict[str, Any]]:
    """What each correction of a profile changed, the newest first."""
    while (earlier := corrected.get(row.pk)) is not None:
        yield {"row": row, "earlier": earlier, "changes": _changes(instrument, earlier, row)}
        row = earlier


def _views(profiles: list[dict[str, Any]], instruments: dict[str, Instrument]) -> list[dict[str, Any]]:
    """Per instrument the newest view of the person and the newest from outside, item by item."""
    newest: dict[tuple[str, str], AbilityProfile] = {}
    for one in reversed(profiles):
        newest[one["row"].instrument, one["row"].view] = one["row"]
    found = []
    for instrument in instruments.values():
        own, other = newest.get((instrument.id, View.SELF)), newest.get((instrument.id, View.EXTERNAL))
        if own is None or other is None:
            continue
        mine, theirs = own.content["values"], other.content["values"]
        rows = [
            {
                "title": i.title,
                "own": mine.get(i.id),
                "other": theirs.get(i.id),
                "word": _differs(mine, theirs, i.id),
            }
            for i in instrument.items
            if i.id in mine or i.id in theirs
        ]
        apart = sum(1 for row in rows if row["word"])
        found.append({"instrument": instrument, "self": own, "external": other, "rows": rows, "apart": apart})
    return found


def _differs(own: dict[str, int], other: dict[str, int], item: str) -> str:
    if item not in own or item not in other or own[item] == other[item]:
        return ""
    return _("sieht sich stärker") if own[item] > other[item] else _("sieht sich schwächer")


def _changes(instrument: Instrument, before: AbilityProfile, after: AbilityProfile) -> list[dict[str, Any]]:
    titles = {item.id: shipped(item.title) for item in instrument.items}
    moved = changes(list(titles), before=before.content["values"], after=after.content["values"])
    return [{"title": titles[item], "then": then, "now": now, "up": now > then} for item, then, now in moved]


@writing_view("GET", "POST")
def add(request: HttpRequest, code: str, instrument: str) -> HttpResponse:
    """Take down a profile: all items of one instrument, one save."""
    case = case_with_health(request, code, page="profiles:add")
    used = instruments_of(case.service).get(instrument)
    if used is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = ProfileForm(data, instrument=used, of_place=False, initial={"found_on": timezone.localdate()})
    if form.is_bound:
        refuse_unless(may_work_on(user_of(request), case, on=timezone.localdate()))
    if form.is_valid():
        told: dict[str, Any] = {"by": user_of(request), "at": timezone.now(), "scope": case}
        try:
            record_abilities(person=case.person, instrument=used, finding=form.finding(), **told)
        except ProfileRefused as refusal:
            form.blame(refusal.item, str(refusal))
        else:
            messages.success(request, _("Das Profil ist festgehalten."))
            return redirect(HERE, code=case.code)
    return _entry(request, case, form)


@writing_view("GET", "POST")
def edit(request: HttpRequest, code: str, profile: Any) -> HttpResponse:
    """Correct a profile; the second of two editors gets both texts."""
    case = case_with_health(request, code, page="profiles:edit")
    named = get_object_or_404(AbilityProfile, person=case.person, uuid=profile)
    row = AbilityProfile.objects.select_related("data_key").get(pk=newest_version(named).pk)
    used = instruments_of(case.service)[row.instrument]
    known = stored_profile(row, used) | {"revision": row.revision}
    data = request.POST if request.method == "POST" else None
    form = ProfileForm(data, instrument=used, of_place=False, initial=known)
    if form.is_bound:
        refuse_unless(may_work_on(user_of(request), case, on=timezone.localdate()))
    if form.is_valid() and (answer := _correct(request, case, row, used, form)):
        return answer
    return _entry(request, case, form)


def _correct(
    request: HttpRequest, case: Case, row: AbilityProfile, used: Instrument, form: ProfileForm
) -> HttpResponse | None:
    back = reverse(HERE, args=[case.code])
    told: dict[str, Any] = {
        "by": user_of(request),
        "at": timezone.now(),
        "scope": case,
        "organisation": case.service,
    }
    revision = form.cleaned_data["revision"] or 0
    try:
        correct_profile(profile=row, instrument=used, finding=form.finding(), revision=revision, **told)
    except ProfileRefused as refusal:
        form.blame(refusal.item, str(refusal))
        return None
    except Conflict as conflict:
        current = conflict.current
        if not isinstance(current, AbilityProfile):
            raise
        clash = conflict_of(
            form, current=current, stored=stored_profile(current, used),
            scopes=[case.uuid], at=timezone.now(), url=request.path, keep_url=back,
        )  # fmt: skip
        return conflict_page(request, case, HERE, clash)
    messages.success(request, _("Das Profil ist gespeichert."))
    return redirect(back)


def _entry(request: HttpRequest, case: Case, form: ProfileForm) -> HttpResponse:
    context = {"form": form, "back_url": reverse(HERE, args=[case.code])}
    status = 422 if form.is_bound else 200
    return render(request, "profiles/entry.html", frame(request, case, HERE, **context), status=status)


@writing_view("GET", "POST")
def terms(request: HttpRequest, code: str) -> HttpResponse:
    """What is possible at work and what must not be."""
    case = case_with_health(request, code, page="profiles:terms")
    now = current_terms(case.person)
    wishes, agreed = Wishes.of(now.content if now else None), now.agreed_on if now else None
    initial = TermsForm.shown(wishes, agreed, seen=now.pk if now else 0)
    form = TermsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound:
        refuse_unless(may_work_on(user_of(request), case, on=timezone.localdate()))
    status_of = form.is_valid() and _keep_terms(request, case, form)
    if status_of:
        messages.success(request, _("Die Bedingungen sind festgehalten."))
        return redirect(HERE, code=case.code)
    title = _("Was möglich ist und was nicht sein darf")
    more = {"title": title, "submit": _("Speichern"), "back_url": reverse(HERE, args=[case.code])}
    return form_page(request, case, HERE, form, **more)


def _keep_terms(request: HttpRequest, case: Case, form: TermsForm) -> bool:
    said = form.cleaned_data
    told: dict[str, Any] = {"by": user_of(request), "at": timezone.now(), "scope": case}
    try:
        record_terms(
            person=case.person,
            wishes=form.wishes(),
            agreed_on=said["agreed_on"],
            seen=said["seen"] or 0,
            **told,
        )
    except ProfileRefused as refusal:
        form.add_error(refusal.item or None, str(refusal))
        return False
    except Conflict:
        now = current_terms(case.person)
        form.add_error(
            None, _("Jemand hat die Bedingungen inzwischen geändert. Ihre Angaben stehen noch hier.")
        )
        typed_so_far: Any = form.data
        data = typed_so_far.copy()
        data["seen"] = str(now.pk if now else 0)
        form.data = data
        return False
    return True
