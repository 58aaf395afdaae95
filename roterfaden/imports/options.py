"""What the choice fields of an import may become, in the service it is for; and what a cell is likely to mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from roterfaden.accounts.models import Organisation, Team, User
from roterfaden.accounts.queries import colleagues_in
from roterfaden.cases.choices import MandateKind
from roterfaden.employers.choices import Size
from roterfaden.imports.fields import load_fields, squeezed
from roterfaden.people.choices import Gender
from roterfaden.people.queries import CASE_ROLES
from roterfaden.process.catalogue import chain_of, versions_for
from roterfaden.process.models import ChainVersion

CLIENT = "client"


@dataclass
class Options:
    """The options of each choice field as {option: label}, and the records behind them. Read with five queries."""

    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    versions: dict[str, ChainVersion] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    offices: dict[str, Organisation] = field(default_factory=dict)
    # further words for an option, by field: {squeezed word: option}
    words: dict[str, dict[str, str]] = field(default_factory=dict)

    def likely(self, name: str, cell: str) -> str:
        """The option that `cell` means, or nothing: by its id, its label, or a word for it."""
        said = squeezed(cell)
        if not said:
            return ""
        if cell in self.labels.get(name, {}):
            return cell
        own = {squeezed(label): option for option, label in self.labels.get(name, {}).items()}
        shipped: Mapping[str, str] = load_fields().words.get(name, {})
        return own.get(said) or self.words.get(name, {}).get(said) or shipped.get(said, "")


def options_for(organisation: Organisation, *, kind: str, on: date) -> Options:
    """What may be chosen in this service on the day `on`."""
    found = Options(labels={"size": dict(_labels(Size)), "gender": dict(_labels(Gender))})
    if kind != "cases":
        return found
    found.labels["kind"] = dict(_labels(MandateKind))
    found.versions = {k: v for k, v in versions_for(organisation, on=on).items() if v.subject == CLIENT}
    found.labels["start"] = {
        f"{key}:{start.id}": f"{key} · {start.title}"
        for key, version in sorted(found.versions.items())
        for start in chain_of(version).starts
    }
    # a chain alone means its first start
    found.words["start"] = {
        squeezed(word): f"{key}:{chain_of(version).starts[0].id}"
        for key, version in found.versions.items()
        for word in (key, version.title)
    }
    found.users = {user.username: user for user in colleagues_in(organisation, on=on, roles=CASE_ROLES)}
    found.labels["responsible"] = {name: str(user) for name, user in found.users.items()}
    found.words["responsible"] = _names_of(found.users)
    found.teams = {str(team.pk): team for team in Team.objects.filter(organisation=organisation)}
    found.labels["team"] = {pk: team.name for pk, team in found.teams.items()}
    others = Organisation.objects.exclude(pk=organisation.pk).order_by("name")
    found.offices = {office.code: office for office in others}
    found.labels["commissioner"] = {code: office.name for code, office in found.offices.items()}
    return found


def _labels(choices: type[Size] | type[Gender] | type[MandateKind]) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in choices.choices]


def _names_of(users: Mapping[str, User]) -> dict[str, str]:
    """Ways to write a colleague: Holm; Holm, Katrin; K. Holm. A last name that two share means nobody."""
    lasts = [squeezed(user.last_name) for user in users.values()]
    words: dict[str, str] = {}
    for name, user in users.items():
        words[squeezed(user.last_name + user.first_name)] = name
        words[squeezed(user.first_name[:1] + user.last_name)] = name
        if lasts.count(squeezed(user.last_name)) == 1:
            words[squeezed(user.last_name)] = name
    return words
