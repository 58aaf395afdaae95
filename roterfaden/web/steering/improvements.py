"""Improvements: what is open, proposing one, agreeing, doing, checking."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField
from roterfaden.common.revisions import Conflict
from roterfaden.process.rules import may_keep
from roterfaden.statistics.rules import STAFF
from roterfaden.steering import improvements as domain
from roterfaden.steering.choices import Effect, SourceKind, Stage
from roterfaden.steering.models import Improvement
from roterfaden.steering.queries import improvements_visible_to, open_improvements
from roterfaden.web import errors
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.paging import page_of
from roterfaden.web.steering.around import page


class ProposeForm(forms.Form):
    """What shall become better, and what asked for it."""

    what = PlainTextField(
        label=gettext_lazy("Was soll besser werden?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Ohne Namen von Klientinnen und Klienten."),
    )
    source_kind = PickField(label=gettext_lazy("Anlass"), choices=SourceKind.choices)
    source_code = PlainTextField(label=gettext_lazy("Kürzel des Anlasses"), max_length=60, required=False)
    organisation = PickField(label=gettext_lazy("Für"))
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.code: place for place in places}
        field = cast("forms.ChoiceField", self.fields["organisation"])
        field.choices = [(code, place.name) for code, place in self.places.items()]
        if len(self.places) == 1:
            field.widget = forms.HiddenInput()


class AgreeForm(forms.Form):
    """Who does it and by when."""

    responsible = PickField(label=gettext_lazy("Wer?"))
    due_on = SafeDateField(label=gettext_lazy("Bis wann?"))
    revision = RevisionField()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, people: Iterable[User], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.people = {str(user.uuid): user for user in people}
        choices = [("", _("Bitte wählen")), *((key, str(user)) for key, user in self.people.items())]
        cast("forms.ChoiceField", self.fields["responsible"]).choices = choices


class RemarkForm(forms.Form):
    """Why it is not followed."""

    remark = PlainTextField(label=gettext_lazy("Warum nicht?"), max_length=2000)
    revision = RevisionField()


class DoneForm(forms.Form):
    revision = RevisionField()


class CheckForm(forms.Form):
    """Whether it works."""

    effect = PickField(label=gettext_lazy("Wirkt es?"), choices=Effect.choices)
    remark = PlainTextField(
        label=gettext_lazy("Woran sieht man das?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    revision = RevisionField()


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """What is open by its day, and what was checked or not followed."""
    visible = improvements_visible_to(user_of(request), on=timezone.localdate())
    still = open_improvements(visible)
    ended = page_of(request, visible.exclude(pk__in=still.values("pk")).order_by("-checked_on", "-pk"))
    context = page("improvements", open=list(still[:200]), page=ended, places=_places(request))
    return render(request, "steering/improvements.html", context)


@writing_view("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Propose an improvement; other pages lead here with what asked for it."""
    places = _places(request)
    if not places:
        raise PermissionDenied
    asked = {"kind": request.GET.get("anlass", "idea"), "code": request.GET.get("kuerzel", "")[:60]}
    initial = {"source_kind": asked["kind"], "source_code": asked["code"], "token": uuid4()}
    form = ProposeForm(
        request.POST or None, places=places, initial=initial | {"organisation": places[0].code}
    )
    if form.is_valid():
        data = dict(form.cleaned_data)
        organisation, kind = form.places[data.pop("organisation")], SourceKind(data.pop("source_kind"))
        try:
            made = domain.propose(
                organisation=organisation, source_kind=kind, **data, by=user_of(request), at=timezone.now()
            )
        except domain.ImprovementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("steering:improvement", made.uuid)
    words = {"title": _("Verbesserung vorschlagen"), "submit": _("Vorschlagen")}
    context = page("improvements", form=form, back_url=reverse("steering:improvements"), **words)
    return render(request, "steering/form.html", context, status=422 if form.is_bound else 200)


@reading_view
def detail(request: HttpRequest, improvement: UUID) -> HttpResponse:
    """One improvement, with what the reader may do now."""
    found = _find(request, improvement)
    context = page("improvements", improvement=found, forms=_forms(request, found))
    return render(request, "steering/improvement.html", context)


@writing_view("POST")
def move(request: HttpRequest, improvement: UUID, act: str) -> HttpResponse:
    """Agree, decline, finish or check."""
    found = _find(request, improvement)
    offered = _forms(request, found)
    if act not in offered:
        raise Http404
    form = _forms(request, found, typed=act)[act]
    if form.is_valid():
        try:
            _do(found, act, form, by=user_of(request))
        except domain.ImprovementRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return errors.conflict(request, str(conflict))
        else:
            messages.success(request, _("Festgehalten."))
            return redirect("steering:improvement", improvement)
    found = _find(request, improvement)
    context = page("improvements", improvement=found, forms=offered | {act: form})
    return render(request, "steering/improvement.html", context, status=422)


def _do(found: Improvement, act: str, form: forms.Form, *, by: User) -> None:
    data, who = dict(form.cleaned_data), {"by": by, "at": timezone.now()}
    if isinstance(form, AgreeForm):
        data["responsible"] = form.people[data["responsible"]]
    if "effect" in data:
        data["effect"] = Effect(data["effect"])
    acts: dict[str, Any] = {
        "vereinbaren": domain.agree,
        "ablehnen": domain.decline,
        "umgesetzt": domain.finish,
        "pruefen": domain.check,
    }
    acts[act](improvement=found, **data, **who)


def _forms(request: HttpRequest, found: Improvement, *, typed: str = "") -> dict[str, forms.Form]:
    """What the reader may do now, by the name of the act."""
    user, today = user_of(request), timezone.localdate()
    keeps = may_keep(user, found.organisation_id, on=today)
    initial = {"revision": found.revision}

    def data(act: str) -> Any:
        return request.POST if typed == act else None

    offered: dict[str, forms.Form] = {}
    if keeps and found.stage in (Stage.PROPOSED, Stage.AGREED):
        people = domain.people_for(found.organisation, on=today)
        known = {
            "responsible": str(found.responsible.uuid) if found.responsible else "",
            "due_on": found.due_on,
        }
        offered["vereinbaren"] = AgreeForm(
            data("vereinbaren"), people=people, initial=initial | known, auto_id="v_%s"
        )
        offered["ablehnen"] = RemarkForm(data("ablehnen"), initial=initial, auto_id="a_%s")
    if found.stage == Stage.AGREED and (keeps or found.responsible_id == user.pk):
        offered["umgesetzt"] = DoneForm(data("umgesetzt"), initial=initial, auto_id="u_%s")
    if found.stage == Stage.DONE and keeps and found.responsible_id != user.pk:
        offered["pruefen"] = CheckForm(data("pruefen"), initial=initial, auto_id="p_%s")
    return offered


def _find(request: HttpRequest, improvement: UUID) -> Improvement:
    visible = improvements_visible_to(user_of(request), on=timezone.localdate())
    return get_object_or_404(visible, uuid=improvement)


def _places(request: HttpRequest) -> list[Organisation]:
    return list(organisations_of(user_of(request), on=timezone.localdate(), roles=STAFF).order_by("name"))
