"""The letters of a list as one PDF, the list as CSV."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.documents.typesetting.pdf import set_letters
from roterfaden.invitations.choices import InviteeState
from roterfaden.invitations.letters import list_csv, pages_of
from roterfaden.invitations.queries import cases_by_person, invitees_of
from roterfaden.web.downloads import attachment
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.invitations.views import find_round, read

MOST_LETTERS = 500


@reading_view
def letters(request: HttpRequest, inviting: UUID, nth: int) -> HttpResponse:
    """One letter for everybody who is invited for the `nth` time; made anew from what stands on the list."""
    found, user = find_round(request, inviting), user_of(request)
    rows = list(invitees_of(found, user).filter(state=InviteeState.INVITED, nth=nth)[:MOST_LETTERS])
    if not rows:
        raise Http404
    for row in rows:
        row.round = found
    read(request, found, "invitations.letters_made", rows)
    pages = pages_of(rows, who=user, on=timezone.localdate())
    content = set_letters(pages, title=_("Einladungen"))
    return attachment(content, name=f"einladungen-{nth}.pdf", media_type="application/pdf")


@reading_view
def export(request: HttpRequest, inviting: UUID) -> HttpResponse:
    """The whole list as CSV."""
    found, user, today = find_round(request, inviting), user_of(request), timezone.localdate()
    rows = list(invitees_of(found, user))
    read(request, found, "invitations.exported", rows)
    cases = cases_by_person([row.person_id for row in rows], user, on=today)
    text = "\ufeff" + list_csv(rows, cases)
    return attachment(text, name="einladungsliste.csv", media_type="text/csv; charset=utf-8")
