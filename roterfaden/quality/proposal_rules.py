"""Who proposes, who edits, who decides; and whose proposals one sees."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import memberships_of, organisations_of, valid_on
from roterfaden.common.prepared import Prepared
from roterfaden.process.catalogue import chain_of
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import Task
from roterfaden.quality.choices import Actor
from roterfaden.quality.models import Proposal, Seat
from roterfaden.quality.queries import lineage
from roterfaden.quality.shelf import book

EDITORS = (Role.QUALITY_OFFICER, Role.COORDINATOR)


def may_propose_in(user: User, organisation: Organisation, *, on: date) -> bool:
    """Everybody who works there, in whatever role."""
    return memberships_of(user, on=on).filter(organisation=organisation).exists()


def may_name_committee(user: User, organisation: Organisation, *, on: date) -> bool:
    return memberships_of(user, on=on, roles=EDITORS).filter(organisation=organisation).exists()


def edits(user: User, proposal: Proposal, *, on: date) -> bool:
    """Quality officers and coordinators of the organisation to which it was handed in."""
    return memberships_of(user, on=on, roles=EDITORS).filter(organisation=proposal.organisation_id).exists()


def committee_of(organisation: Organisation, *, on: date) -> QuerySet[Seat]:
    """Who decides about the proposals of `organisation`: its own committee, else the nearest one above it."""
    seats = Seat.objects.filter(valid_on(on), user__is_active=True).select_related("user")
    for place in reversed(lineage(organisation)):
        own = seats.filter(organisation=place)
        if own.exists():
            return own
    return seats.none()


def actors_at(chain: Chain, node: str) -> set[str]:
    """Who acts at a place of the chain of proposals."""
    place = chain.step(node) or chain.decision(node)
    actors = book().procedure.actors
    return {actors[role] for role in (place.responsible if place else ()) if role in actors}


def may_act_on(user: User, proposal: Proposal, node: str, *, on: date) -> bool:
    """Whether `user` does what is open at `node`. Nobody decides in the committee about a proposal of their own."""
    actors = actors_at(chain_of(proposal.run.chain_version), node)
    if Actor.AUTHOR in actors and user.pk == proposal.by_id:
        return True
    if Actor.EDITOR in actors and edits(user, proposal, on=on):
        return True
    if Actor.COMMITTEE not in actors or user.pk == proposal.by_id:
        return False
    return committee_of(proposal.organisation, on=on).filter(user=user).exists()


def proposals_visible_to(user: User, *, on: date) -> QuerySet[Proposal]:
    """One's own, those of the organisations whose editor one is, and those about which one's committee decides."""
    edited = organisations_of(user, on=on, roles=EDITORS)
    seated = _below(Seat.objects.filter(valid_on(on), user=user).values_list("organisation_id", flat=True))
    mine = Q(by=user) | Q(organisation__in=edited) | Q(organisation__in=seated)
    if not user.is_active:
        mine = Q(pk__in=[])
    return Proposal.objects.filter(mine).select_related(
        "organisation__kind", "by", "run__chain_version", "passed_to__organisation"
    )


def own_proposals(user: User) -> QuerySet[Proposal]:
    return Proposal.objects.filter(by=user).select_related(
        "organisation__kind", "by", "run__chain_version", "passed_to__organisation"
    )


def count_unread_answers(user: User) -> int:
    """How many of one's own proposals were answered and not looked at since."""
    return len(_UNREAD.rows(user.pk))


# asked with every start page; mostly there is none
_UNREAD = Prepared(
    Proposal.objects.filter(answered_at__isnull=False, answer_read_at__isnull=True).only("id").order_by(),
    by="by",
)


def waiting_for_editors(user: User, *, on: date) -> QuerySet[Proposal]:
    """Running proposals of the organisations whose editor one is, or about which one's committee decides."""
    open_tasks = Task.objects.filter(run=OuterRef("run"), state=TaskState.OPEN)
    visible = proposals_visible_to(user, on=on).filter(Exists(open_tasks), run__state=RunState.RUNNING)
    return visible.filter(~Q(by=user) | Q(organisation__in=organisations_of(user, on=on, roles=EDITORS)))


def decided_proposals(user: User, *, on: date) -> QuerySet[Proposal]:
    """Those of others that `user` edits or decides about and that are over, the latest first."""
    over = proposals_visible_to(user, on=on).exclude(run__state=RunState.RUNNING)
    return over.exclude(by=user).order_by("-at", "-pk")


def _below(tops: Sequence[int] | QuerySet[Seat, int]) -> set[int]:
    """The organisations with these ids and all below them."""
    found = set(tops)
    edge = set(found)
    while edge:
        edge = set(Organisation.objects.filter(parent__in=edge).values_list("pk", flat=True)) - found
        found |= edge
    return found
