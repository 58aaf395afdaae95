"""Pass a proposal on to the next body: from the service to what lies above it, its Land or canton, the publisher.

There it is a proposal of its own, on a run of its own; both know of each other, and the proposer sees both.
"""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.process import deviations
from roterfaden.process.choices import ReasonCategory, RunState
from roterfaden.process.runs import take_up
from roterfaden.quality.models import Proposal
from roterfaden.quality.notices import tell_proposer
from roterfaden.quality.proposal_rules import edits
from roterfaden.quality.proposals import About, ProposalRefused, Texts, begin
from roterfaden.quality.queries import lineage
from roterfaden.quality.shelf import book

actions.register("quality.passed_on", "Vorschlag weitergereicht")


def next_bodies(organisation: Organisation) -> list[Organisation]:
    """To whom its editors may pass on: those above it, the nearest first, who speaks for its Land, the publishers."""
    way, others = book().procedure, Organisation.objects.select_related("kind", "parent")
    above = list(reversed(lineage(organisation)))[1:]
    land = others.filter(kind__code__in=way.land_kinds, region=organisation.region).order_by("name", "pk")
    publishers = others.filter(kind__code__in=way.publisher_kinds).order_by("name", "pk")
    found = {one.pk: one for one in (*above, *land, *publishers)}
    found.pop(organisation.pk, None)
    return list(found.values())


def pass_on(
    *, proposal: Proposal, to: Organisation, reason: str, seen_moves: int, by: User, at: datetime
) -> Proposal:
    """Hand the proposal in to the editors of `to`, in the name of its proposer; passed on twice it is the first.

    Refuses who does not edit it, a body that is not one of the next, a missing sentence, RunMovedOn. Effects: a new
    proposal with its run, the old run is left if it still ran, mail to the proposer, audit entries.
    """
    if not edits(by, proposal, on=local_day(at)):
        raise ProposalRefused("Weiterreichen kann die Redaktion.")
    if not reason.strip():
        raise ProposalRefused("Bitte sagen Sie in einem Satz, warum Sie weiterreichen.")
    if to.pk not in {one.pk for one in next_bodies(proposal.organisation)}:
        raise ProposalRefused("An diese Stelle geht es von hier aus nicht weiter.")
    with transaction.atomic():
        take_up(proposal.run, seen_moves)
        known = Proposal.objects.filter(passed_from=proposal).first()
        if known is not None:
            return known
        made = begin(
            organisation=to,
            about=About(proposal.chapter, proposal.chain_version, proposal.node),
            texts=Texts(proposal.what, proposal.why, proposal.wording),
            token=uuid4(),
            author=proposal.by,
            start=book().procedure.start_for(proposal.organisation.kind.code),
            passed_from=proposal,
            by=by,
            at=at,
        )
        if proposal.run.state == RunState.RUNNING:
            _leave(proposal, reason, seen_moves, by=by, at=at)
        trail.record(
            "quality.passed_on",
            by=by,
            at=at,
            subject=proposal,
            scope=proposal,
            organisation=proposal.organisation,
            details={"to": to.code, "proposal": str(made.uuid)},
        )
        tell_proposer(proposal=proposal, what="passed_on", sentence=f"Er ging weiter an: {to}.", by=by, at=at)
    return made


def _leave(proposal: Proposal, reason: str, seen_moves: int, *, by: User, at: datetime) -> None:
    deviations.leave(
        deviations.Who(
            run=proposal.run,
            seen_moves=seen_moves,
            reason=deviations.Reason(ReasonCategory.OTHER, reason),
            scope=proposal,
            by=by,
            at=at,
        )
    )
