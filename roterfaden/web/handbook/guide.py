"""What the handbook offers at the steps of a case: chapters and working aids, read once for the whole page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.languages.shipped import shipped
from roterfaden.process.thread import Story, Visit
from roterfaden.quality.choices import AidForm
from roterfaden.quality.models import OwnAid
from roterfaden.quality.queries import own_aids_in
from roterfaden.quality.shelf import book
from roterfaden.web.components import Basis


@dataclass(frozen=True)
class Guide:
    """The handbook as it holds in `region`, with the working aids of the place itself."""

    region: str = ""
    own: Sequence[OwnAid] = ()

    def chapters_at(self, story: Story, visit: Visit) -> list[Basis]:
        """The chapters to an open step or question."""
        if not self.region:
            return []
        chain = story.chain
        found = book().chapters_of(core_process=chain.core_process, chain=chain.id, step=visit.task.node)
        return [
            Basis(
                text=_("Handbuch %(number)s %(title)s") % {"number": one.number, "title": shipped(one.title)},
                url=reverse("handbook:chapter", args=[one.key]),
            )
            for one in found
        ]

    def aids_at(self, story: Story, visit: Visit) -> list[Basis]:
        """The working aids to an open step, shipped ones first."""
        chain, step = story.chain.id, visit.task.node
        aids = book().aids_of(chain=chain, step=step, region=self.region) if self.region else []
        lines = [
            Basis(
                text=shipped(aid.title),
                note=str(AidForm(aid.form).label),
                url=reverse("handbook:aid", args=[aid.key]),
            )
            for aid in aids
        ]
        return lines + [
            Basis(
                text=aid.title, note=str(aid.organisation), url=reverse("handbook:own_aid", args=[aid.uuid])
            )
            for aid in self.own
            if (aid.chain, aid.step) == (chain, step)
        ]


NO_GUIDE = Guide()


def guide_for(service: Organisation) -> Guide:
    """What the handbook offers in `service`; a constant number of queries."""
    return Guide(service.region, list(own_aids_in(service).exclude(chain="")))
