"""What the select fields of several forms offer: chains with their starts, commissioners, colleagues, teams."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from roterfaden.accounts.models import Organisation, Team
from roterfaden.accounts.queries import colleagues_in, labels_seen_from
from roterfaden.people.queries import CASE_ROLES
from roterfaden.process.catalogue import chain_of, versions_for
from roterfaden.process.spoken import spoken
from roterfaden.web.wording import chain_name

Choices = list[tuple[str, str]]
Grouped = list[tuple[str, Choices]]
CLIENT = "client"


def start_choices(services: Iterable[Organisation], *, on: date) -> Grouped:
    """Every start of every chain about a person that one of `services` may begin: `V1:start_auftrag` under its chain.

    Where several services have their own versions of a chain, all starts are offered, each once.
    """
    names: dict[str, str] = {}
    starts: dict[str, dict[str, str]] = {}
    for service in services:
        for key, version in versions_for(service, on=on).items():
            if version.subject == CLIENT:
                names.setdefault(key, chain_name(key, version.title))
                known = starts.setdefault(key, {})
                known |= {s.id: s.title for s in spoken(chain_of(version)).starts if s.id not in known}
    return [
        (names[key], [(f"{key}:{start}", title) for start, title in starts[key].items()])
        for key in sorted(names)
    ]


def commissioner_choices(*, seen_from: Organisation) -> Grouped:
    """All other organisations by their code, under the name that the tenant gives their kind."""
    labels = labels_seen_from(seen_from)
    others = Organisation.objects.exclude(pk=seen_from.pk).select_related("kind")
    by_kind = sorted((labels.get(o.kind.code, str(o.kind)), o.name, o.code) for o in others)
    return [
        (label, [(code, name) for _label, name, code in rows])
        for label, rows in groupby(by_kind, key=lambda row: row[0])
    ]


def colleague_choices(services: Iterable[Organisation], *, on: date) -> Grouped:
    """Who does casework in each of the services, by user name."""
    return [
        (
            service.name,
            [(user.username, str(user)) for user in colleagues_in(service, on=on, roles=CASE_ROLES)],
        )
        for service in services
    ]


def team_choices(services: Iterable[Organisation]) -> Grouped:
    """The teams of the services, by their id."""
    teams = Team.objects.filter(organisation__in=[s.pk for s in services]).select_related("organisation")
    rows = sorted((team.organisation.name, team.name, str(team.pk)) for team in teams)
    return [
        (name, [(pk, title) for _name, title, pk in group])
        for name, group in groupby(rows, key=lambda row: row[0])
    ]


def flattened(grouped: Grouped) -> Grouped | Choices:
    """A single group needs no heading."""
    return grouped[0][1] if len(grouped) == 1 else grouped
