"""May this user do this with audits? Seeing is decided in queries."""

from datetime import date

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.auditing.choices import Actor
from roterfaden.auditing.models import Audit, Programme
from roterfaden.auditing.procedure import procedure
from roterfaden.auditing.queries import led_organisations
from roterfaden.process.catalogue import chain_of
from roterfaden.process.choices import RunState
from roterfaden.quality.queries import speaks_for_land

APPOINTING = (Role.QUALITY_OFFICER, Role.COORDINATOR, Role.AUDITOR)


def may_plan(user: User, organisation: Organisation, *, on: date) -> bool:
    """Who looks after the quality of the organisation or of one above it."""
    return organisation.pk in led_organisations(user, on=on)


def may_plan_in(user: User, programme: Programme, *, on: date) -> bool:
    """Add audits to a programme: who plans there, and its coordinator."""
    return programme.coordinator_id == user.pk or may_plan(user, programme.organisation, on=on)


def may_appoint(user: User, organisation: Organisation, *, on: date) -> bool:
    """Who looks after its quality; in an office of the Land its auditors, too."""
    if may_plan(user, organisation, on=on):
        return True
    places = organisations_of(user, on=on, roles=APPOINTING).filter(pk=organisation.pk)
    return speaks_for_land(organisation) and places.exists()


def person_for(audit: Audit, actor: str) -> User | None:
    """Who acts for this role: named in the programme, or in the audit."""
    holder: Audit | Programme = (
        audit if actor in {Actor.AUDITOR, Actor.PROVIDER, Actor.STAFF} else audit.programme
    )
    found: User | None = getattr(holder, actor)
    return found


def actors_at(audit: Audit, node: str) -> list[tuple[str, User | None]]:
    """The roles that act at a place of the chain, each with its person."""
    chain = chain_of(audit.run.chain_version)
    place = chain.step(node) or chain.decision(node)
    actors = [procedure().actors[role] for role in (place.responsible if place else ())]
    return [(actor, person_for(audit, actor)) for actor in actors]


def may_act_on(user: User, audit: Audit, node: str) -> bool:
    """Whether `user` does what is open at `node`: by name, in the role that the chain gives it to."""
    return any(person is not None and person.pk == user.pk for _actor, person in actors_at(audit, node))


def may_audit(user: User, audit: Audit) -> bool:
    """Prepare, ask, draw, write findings: the auditor of this audit while it runs."""
    return audit.auditor_id == user.pk and audit.run.state == RunState.RUNNING


def may_correct(user: User, audit: Audit) -> bool:
    """Say what is done about a deviation: who defines corrections in the chain."""
    people = {audit.programme.coordinator_id, audit.provider_id, audit.staff_id}
    return user.pk in people and audit.run.state == RunState.RUNNING


def party_of(user: User, audit: Audit) -> str:
    """As which party `user` signs the report; empty for nobody."""
    for party in procedure().signing:
        person = person_for(audit, party)
        if person is not None and person.pk == user.pk:
            return party
    return ""
