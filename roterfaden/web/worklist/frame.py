"""What stands around the worklist: the switch of its scope, and what to do when nothing waits."""

from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.queries import has_role, teams_of
from roterfaden.cases.models import Case
from roterfaden.cases.queries import count_open_cases, deputised_cases, own_cases, team_cases
from roterfaden.people.queries import CASE_ROLES
from roterfaden.web.components import Action, Empty, Link

MINE, DEPUTY, TEAM = "mine", "deputy", "team"
SCOPES: dict[str, Callable[..., QuerySet[Case]]] = {
    MINE: own_cases,
    DEPUTY: deputised_cases,
    TEAM: team_cases,
}


def segments(user: User, scope: str, *, today: date) -> list[Link]:
    """Mine, those I stand in for, my team's; each with the number of its open cases."""
    teams = ", ".join(team.name for team in teams_of(user, on=today))
    titles = {
        MINE: _("Meine Fälle"),
        DEPUTY: _("Vertretung"),
        TEAM: _("Team %(name)s") % {"name": teams} if teams else _("Team"),
    }
    home = reverse("worklist:index")
    return [
        Link(
            title=titles[key],
            url=home if key == MINE else f"{home}?scope={key}",
            current=key == scope,
            count=count,
        )
        for key, count in zip(SCOPES, count_open_cases(user, on=today), strict=True)
    ]


def nothing(user: User, scope: str, *, today: date, has_cases: bool, narrowed: bool) -> Empty:
    """Why the list is empty, and the way on."""
    home = reverse("worklist:index")
    if narrowed:
        address = home if scope == MINE else f"{home}?scope={scope}"
        return Empty(
            _("Nichts passt zu diesem Filter"),
            _("In diesen Fällen wartet anderes, oder gar nichts."),
            [Action(label=_("Filter aufheben"), url=address)],
        )
    if has_cases:
        return Empty(
            _("Hier wartet nichts"),
            _("Kein Schritt ist offen, keine Frist läuft, kein Auftrag endet in den nächsten acht Wochen."),
            [Action(label=_("Fälle ansehen"), url=reverse("caselist:index"))],
        )
    return _without_cases(user, scope, today)


def _without_cases(user: User, scope: str, today: date) -> Empty:
    if not has_role(user, on=today, roles=CASE_ROLES):
        return Empty(
            _("Hier stehen die Aufgaben aus eigenen Fällen"),
            _(
                "Mit Ihrer Rolle führen Sie keine Fälle. "
                "Fälle, an denen Sie namentlich beteiligt sind, stehen unter „Fälle“."
            ),
            [Action(label=_("Fälle ansehen"), url=reverse("caselist:index"))],
        )
    if scope == DEPUTY:
        return Empty(
            _("Sie vertreten zurzeit niemanden mit offenen Fällen"),
            _("Wenn Sie für jemanden einspringen, stehen hier die Aufgaben aus dessen Fällen."),
            [Action(label=_("Vertretungen ansehen"), url=reverse("deputies:index"))],
        )
    if scope == TEAM:
        return Empty(
            _("In Ihrem Team ist kein Fall offen"),
            _("Entweder gehören Sie keinem Team an, oder ihm ist noch kein Fall zugeordnet."),
            [Action(label=_("Alle Fälle ansehen"), url=reverse("caselist:index"))],
        )
    return Empty(
        _("Sie haben noch keinen offenen Fall"),
        _("Eröffnen Sie den ersten: Danach steht hier, was in ihm als Nächstes zu tun ist."),
        [Action(label=_("Alle Fälle ansehen"), url=reverse("caselist:index"))],
    )
