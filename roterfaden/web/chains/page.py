"""What the page of a chain shows."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.languages.shipped import shipped
from roterfaden.process.ahead import GOOD_ENDS
from roterfaden.process.catalogue import chain_of
from roterfaden.process.drawing import draw
from roterfaden.process.engine.definition import Chain, Decision, Step
from roterfaden.process.models import ChainVersion
from roterfaden.process.origins import origins_of
from roterfaden.process.past import printed_number
from roterfaden.process.spoken import spoken
from roterfaden.quality.book import holds_in
from roterfaden.quality.models import OwnAid
from roterfaden.quality.queries import own_aids_in
from roterfaden.quality.shelf import book
from roterfaden.web.chains.labels import CORE_PROCESSES, END_KINDS, SUBJECTS
from roterfaden.web.components import Action, Fact, Link
from roterfaden.web.handbook.laws import law_note, quotes_old


def chain_page(version: ChainVersion, home: Organisation | None) -> dict[str, Any]:
    """The context of the page as people of `home` read it; a constant number of queries besides the chain itself."""
    chain = spoken(chain_of(version))
    own = list(own_aids_in(home).filter(chain=chain.id)) if home else []
    region = home.region if home else None
    known = set(ChainVersion.objects.order_by().values_list("key", flat=True).distinct())
    return {
        "nav": "chains",
        "chain": chain,
        "version": version,
        "crumbs": [Link(title=_("Prozesse"), url=reverse("chains:index")), Link(title=chain.id)],
        "layers": version.layers,
        "origins": origins_of(version),
        "facts": [
            Fact(
                label=_("Kernprozess"), value=str(CORE_PROCESSES.get(chain.core_process, chain.core_process))
            ),
            Fact(label=_("Es geht um"), value=str(SUBJECTS.get(chain.subject, chain.subject))),
            Fact(label=_("Quelle"), value=chain.source),
            Fact(label=_("Fassung"), value=_valid(version)),
        ],
        "drawing": draw(chain),
        "starts": [(start, _elsewhere(start.chain, known)) for start in chain.starts],
        "ends": [
            (end, END_KINDS.get(end.kind, end.kind), end.kind in GOOD_ENDS, _elsewhere(end.chain, known))
            for end in chain.ends
        ],
        "steps": [
            _step(chain, step, known) | {"aids": _aids(chain, step.id, region, own)} for step in chain.steps
        ],
        "decisions": [
            (
                d,
                _guidance(chain, d),
                [(o, chain.title_of(o.next), printed_number(o.next)) for o in d.outcomes],
            )
            for d in chain.decisions
        ],
        "chapters": _chapters(chain),
        "rules": [(rule, chain.title_of(rule.leads_to)) for rule in chain.standing_rules],
    }


def _step(chain: Chain, step: Step, known: set[str]) -> dict[str, Any]:
    return {
        "step": step,
        "number": printed_number(step.id),
        "guidance": _guidance(chain, step),
        "chapters": _chapters(chain, step.id),
        "who": ", ".join(chain.roles.get(role, role) for role in step.responsible),
        "subchains": [action for key in step.subchains if (action := _elsewhere(key, known))],
        "results": [action for key in step.requires_results if (action := _elsewhere(key, known))],
    }


def _guidance(chain: Chain, place: Step | Decision) -> list[tuple[str, str]]:
    """The lines that bind a step or question, each with a hint to the other numbering of the law."""
    old = quotes_old(chain)
    return [(line, law_note(line, old=old)) for line in place.guidance]


def _chapters(chain: Chain, step: str = "") -> list[Action]:
    """The chapters of the handbook to the chain; to a step its own first, then those of the chain."""
    found = book().chapters_of(core_process=chain.core_process, chain=chain.id, step=step)
    return [
        Action(label=f"{one.number} {shipped(one.title)}", url=reverse("handbook:chapter", args=[one.key]))
        for one in found
    ]


def _aids(chain: Chain, step: str, region: str | None, own: Sequence[OwnAid]) -> list[Action]:
    """The working aids at a step: the shipped ones of the region (None: of all), then those of the place."""
    ours = [
        aid
        for aid in book().aids
        if (chain.id, step) in aid.steps and (region is None or holds_in(aid.regions, region))
    ]
    found = [Action(label=shipped(aid.title), url=reverse("handbook:aid", args=[aid.key])) for aid in ours]
    return found + [
        Action(label=aid.title, url=reverse("handbook:own_aid", args=[aid.uuid]))
        for aid in own
        if (aid.chain, aid.step) == (chain.id, step)
    ]


def _elsewhere(key: str, known: set[str]) -> Action | None:
    """Another chain by its key; without an address as long as it is only planned."""
    if not key:
        return None
    return Action(label=key, url=reverse("chains:detail", args=[key]) if key in known else "")


def _valid(version: ChainVersion) -> str:
    first = date_format(version.valid_from, "d.m.Y")
    words = _("%(version)s, gilt ab %(day)s") % {"version": version.version, "day": first}
    if version.retired_on is None:
        return words
    return _("%(words)s bis %(day)s") % {"words": words, "day": date_format(version.retired_on, "d.m.Y")}
