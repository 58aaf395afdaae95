"""A page with one form: shown, refused with what was typed, kept, or answered with both texts of two editors."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation, User
from roterfaden.common.forms import PickField
from roterfaden.common.revisions import Conflict
from roterfaden.web.components import Link
from roterfaden.web.conflicts import conflict_of

# of a number that every database can keep
MOST_DIGITS = 10


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """What stands around the form, where one goes afterwards, and which errors are refusals of the domain."""

    title: str
    back: str
    refusals: tuple[type[Exception], ...]
    meta: str = ""
    done: str = ""
    label: str = ""
    nav: str = "handbook"
    # read before the form: what it is about, in short paragraphs
    lines: tuple[str, ...] = ()
    # the way to it, where the area of the menu alone would lead too far up
    crumbs: tuple[Link, ...] = ()
    # of a form with a revision: how the record stands, by the fields of the form
    stored: Callable[[Any], Mapping[str, Any]] = field(default=lambda _current: {})


def form_page(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    page: FormPage,
) -> HttpResponse:
    """Answer a page with one form: 200 to read, a redirect when done, 422 refused, 409 for a second editor."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except page.refusals as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return conflict_answer(request, form, conflict, page)
        else:
            messages.success(request, page.done or _("Gespeichert."))
            return redirect(page.back)
    return shown(request, form, page)


def shown(request: HttpRequest, form: forms.Form, page: FormPage) -> HttpResponse:
    """The page as it is read, or with what was typed and why it is refused."""
    context = {"page": page, "form": form, "nav": page.nav}
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def conflict_answer(
    request: HttpRequest, form: forms.Form, conflict: Conflict, page: FormPage
) -> HttpResponse:
    """The page for the second of two editors: both texts, 409."""
    current = conflict.current
    assert current is not None
    told = conflict_of(
        form,
        current=current,
        stored=page.stored(current),
        scopes=[current.uuid],
        at=timezone.now(),
        url=request.path,
        keep_url=page.back,
    )
    context = {"nav": page.nav, "conflict": told}
    return render(request, "complaints/conflict.html", context, status=409)


class UserPick(PickField):
    """One of the offered people; cleaned to the user."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.people: dict[str, User] = {}

    def offer(self, people: Iterable[tuple[User, str]]) -> None:
        """Whom one may choose, each with a word beside the name."""
        rows = list(people)
        self.people = {str(user.uuid): user for user, _word in rows}
        named = [(str(user.uuid), f"{user}, {word}" if word else str(user)) for user, word in rows]
        self.choices = [("", _("Bitte wählen")), *named]

    def clean(self, value: Any) -> Any:
        return self.people.get(super().clean(value))


def posted(request: HttpRequest) -> QueryDict | None:
    """What was typed; None where the page is opened."""
    return request.POST if request.method == "POST" else None


def posted_revision(request: HttpRequest) -> int:
    """The version that a button was pressed on; 0, which no record has, for nonsense."""
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < MOST_DIGITS else 0


def offer_people(form: forms.Form, names: Iterable[str], people: Iterable[tuple[User, str]]) -> None:
    """Offer the same people in several fields of a form."""
    rows = list(people)
    for name in names:
        picked = form.fields[name]
        assert isinstance(picked, UserPick)
        picked.offer(rows)


def alone(people: Iterable[User]) -> list[tuple[User, str]]:
    """People without a word beside them."""
    return [(user, "") for user in people]


def key_of(user: User | None) -> str:
    """How a user is named in a form."""
    return str(user.uuid) if user is not None else ""


def fresh(**more: Any) -> dict[str, Any]:
    """What a form for something new begins with."""
    return {"token": uuid4()} | more


def initial_of(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """How a row fills its form."""
    shown = {name: getattr(row, name) for name in names}
    for name, value in shown.items():
        if isinstance(value, User):
            shown[name] = key_of(value)
        elif isinstance(value, Organisation):
            shown[name] = value.code
    return {**shown, "revision": getattr(row, "revision", 0)}


def stored_of(names: Iterable[str]) -> Callable[[Any], Mapping[str, Any]]:
    """For two editors: how the record stands, by the fields of the form."""
    return lambda now: {name: getattr(now, name) for name in names}


def facts_of(said: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """What the form says of these."""
    return {name: said.get(name) for name in names}
