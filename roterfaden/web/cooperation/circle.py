"""Who sits at the table."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.cooperation import parties as domain
from roterfaden.cooperation.choices import PartyKind
from roterfaden.cooperation.queries import body_of
from roterfaden.web.cooperation.forms import PartyForm
from roterfaden.web.cooperation.going import HERE, found, go, new_recipient, party_in, press, typed, who
from roterfaden.web.guards import writing_view

FIELDS = domain.FIELDS


@writing_view("GET", "POST")
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Take a body or a guest into the circle."""
    case, cooperation = found(request, code, "add_party")
    form = PartyForm(typed(request), cooperation=cooperation)

    def do() -> None:
        data = form.cleaned_data
        recipient = new_recipient(request, case, form) or form.known[data["recipient"]]
        domain.add_party(
            cooperation=cooperation,
            kind=PartyKind(data["kind"]),
            recipient=recipient,
            facts=form.facts(),
            **who(request),
        )

    back = reverse(HERE, args=[case.code])
    words: dict[str, Any] = {"title": _("Stelle oder Gast aufnehmen"), "submit": _("Aufnehmen")}
    return go(request, case, form, do, done=_("Aufgenommen."), back=back, **words)


@writing_view("GET", "POST")
def change(request: HttpRequest, code: str, party: UUID) -> HttpResponse:
    """Another person acts for the body, or is reached elsewhere."""
    case, cooperation = found(request, code, "change_party")
    row = party_in(cooperation, party)
    initial = {name: getattr(row, name) for name in FIELDS} | {"revision": row.revision}
    form = PartyForm(typed(request), cooperation=cooperation, party=row, initial=initial)
    return go(
        request,
        case,
        form,
        lambda: domain.change_party(
            party=row, facts=form.facts(), revision=form.cleaned_data["revision"] or 0, **who(request)
        ),
        done=_("Geändert."),
        back=reverse(HERE, args=[case.code]),
        stored=lambda now: {name: getattr(now, name) for name in FIELDS},
        title=_("%(body)s: Angaben ändern") % {"body": body_of(row)},
        submit=_("Speichern"),
    )


@writing_view("POST")
def leave(request: HttpRequest, code: str, party: UUID) -> HttpResponse:
    """The party no longer takes part from today on."""
    case, cooperation = found(request, code, "leave_party")
    row = party_in(cooperation, party)

    def do() -> str:
        domain.let_go(party=row, **who(request))
        return _("%(body)s gehört nicht mehr zum Kreis.") % {"body": body_of(row)}

    return press(request, case, do)
