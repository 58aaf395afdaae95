"""Drafts as the page and the script show them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import ResolverMatch, resolve, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to
from roterfaden.drafts.drafting import drafts_on, fields_of, open_drafts_of, title_of
from roterfaden.drafts.models import Draft
from roterfaden.web.drafts.middleware import token_in
from roterfaden.web.guards import user_of

HIDDEN = frozenset(("revision", "moves", "intake_token", "token", "next"))
SHORTEST_TEXT = 12


@dataclass(frozen=True, kw_only=True)
class Row:
    """One draft in the list. Without `url` its case is not the user's any more, and its text is not shown."""

    token: UUID
    title: str
    url: str
    texts: list[str]
    began_at: datetime
    saved_at: datetime


def rows_of(user: User, *, today: date) -> tuple[list[Row], list[Case]]:
    """All drafts of `user`, the newest first, and the cases that they are about, with two queries."""
    drafts = list(open_drafts_of(user).select_related("data_key"))
    found = {draft.pk: resolve(draft.page.partition("#")[0]) for draft in drafts}
    codes = {match.kwargs["code"] for match in found.values() if "code" in match.kwargs}
    cases = list(cases_visible_to(user, on=today).filter(code__in=codes).select_related("service"))
    visible = {case.code for case in cases}
    return [_row(draft, found[draft.pk], visible) for draft in drafts], cases


def _row(draft: Draft, match: ResolverMatch, visible: set[str]) -> Row:
    gone = "code" in match.kwargs and match.kwargs["code"] not in visible
    return Row(
        token=draft.token,
        title=_("Zu diesem Fall haben Sie keinen Zugang mehr") if gone else title_of(draft),
        url="" if gone else draft.page,
        texts=[] if gone else _texts(draft),
        began_at=draft.began_at,
        saved_at=draft.saved_at,
    )


def _texts(draft: Draft) -> list[str]:
    """What reads like text: the longest first; days, choices and numbers are left out."""
    values = [value for name, value in fields_of(draft) if name.rpartition("-")[2] not in HIDDEN]
    return sorted((v for v in values if len(v) >= SHORTEST_TEXT and " " in v.strip()), key=len, reverse=True)


def for_script(request: HttpRequest) -> dict[str, object]:
    """What the script needs on this page: who reads it, where drafts go, which there are, which one goes on."""
    user = user_of(request)
    sent = request.method == "POST"
    going_on = token_in(request) if sent else None
    return {
        "owner": str(user.uuid),
        "csrf": get_token(request),
        "keep": reverse("drafts:keep"),
        "fresh": reverse("drafts:token"),
        "login": reverse("account_login"),
        "goingOn": str(going_on) if going_on else "",
        "drafts": [] if sent else [_offered(draft) for draft in drafts_on(request.path, user=user)],
        "words": _words(),
    }


def _offered(draft: Draft) -> dict[str, object]:
    began = timezone.localtime(draft.began_at)
    saved = timezone.localtime(draft.saved_at)
    return {
        "token": str(draft.token),
        "form": draft.form,
        "fields": fields_of(draft),
        "version": draft.version,
        "saved": date_format(saved, "d.m.Y, H:i"),
        "said": _(
            "Sie haben hier am %(day)s um %(time)s Uhr angefangen zu schreiben. Ihr Text steht wieder im Formular."
        )
        % {"day": date_format(began, "d.m.Y"), "time": date_format(began, "H:i")},
        "discard": reverse("drafts:discard", args=[draft.token]),
        "bringBack": reverse("drafts:bring_back", args=[draft.token]),
    }


def _words() -> dict[str, str]:
    return {
        "discard": _("Entwurf verwerfen"),
        "discarded": _("Der Entwurf ist verworfen."),
        "undo": _("Rückgängig"),
        "other": _("Stattdessen den Entwurf vom %s einsetzen"),
        "kept": _("Entwurf gesichert um %s Uhr"),
        "offline": _("Keine Verbindung. Ihr Text steht noch hier und wird gesichert, sobald es wieder geht."),
        "loggedOut": _(
            "Sie sind nicht mehr angemeldet. Ihr Text steht noch hier. Melden Sie sich in einem neuen Fenster an: "
            "Danach wird er von selbst gesichert, und Sie können das Formular senden."
        ),
        "login": _("In neuem Fenster anmelden"),
        "someoneElse": _(
            "In diesem Browser ist inzwischen jemand anderes angemeldet. Ihr Text steht noch hier, wird aber nicht "
            "gesichert. Melden Sie sich selbst wieder an."
        ),
        "tooLong": _("Das ist zu lang, um es zwischenzuspeichern. Bitte speichern Sie das Formular."),
        "failed": _("Der Entwurf ließ sich nicht sichern. Ihr Text steht noch hier."),
    }
