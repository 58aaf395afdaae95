"""What is missing for the steps at which a case stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.accounts.models import User
from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.models import Case
from roterfaden.people.anamnesis import answered_items
from roterfaden.people.form import Form
from roterfaden.people.needs import Missing, load_needs, missing_of
from roterfaden.people.overlays import form_for
from roterfaden.process.past import printed_number
from roterfaden.process.thread import Story
from roterfaden.web.anamnesis.answers import Answer
from roterfaden.web.anamnesis.kept import kept_answers
from roterfaden.web.components import Basis

StepKey = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class StepGaps:
    """What an open step needs of the anamnesis, and what of it is missing."""

    chain: str
    step: str
    title: str
    needed: int
    missing: list[Missing]

    @property
    def name(self) -> str:
        number = printed_number(self.step)
        return _("%(chain)s, Schritt %(n)s") % {"chain": self.chain, "n": number} if number else self.chain

    @property
    def known(self) -> int:
        return self.needed - len(self.missing)


def gaps_of(stories: Iterable[Story], *, form: Form, known: set[str], health: bool) -> list[StepGaps]:
    """For every open step that stands on the anamnesis: what is missing. `known` are the answered items."""
    found, needs = [], load_needs()
    for story in stories:
        for visit in story.open:
            wanted = needs.of(story.chain.id, visit.task.node)
            visible = [i for i in wanted if (item := form.item(i)) and (health or not item.special)]
            if not visible:
                continue
            found.append(
                StepGaps(
                    chain=story.chain.id,
                    step=visit.task.node,
                    title=visit.title,
                    needed=len(visible),
                    missing=missing_of(visible, form=form, known=known, health=health),
                )
            )
    return found


def answered(case: Case, kept: Mapping[str, Iterable[Answer]]) -> set[str]:
    """The ids of all items that have an answer, here or where it is kept."""
    return answered_items(case.person) | {item for item, lines in kept.items() if list(lines)}


def step_lines(case: Case, stories: Iterable[Story], *, user: User, today: date) -> dict[StepKey, Basis]:
    """One line with a link for the card of every open step that stands on the anamnesis and lacks something of it."""
    stories, needs = list(stories), load_needs()
    if not any(needs.of(s.chain.id, visit.task.node) for s in stories for visit in s.open):
        return {}
    form, health = form_for(case.service, on=today), may_open_health(user, case, on=today)
    known = answered(case, kept_answers(case, form, health=health))
    gaps = gaps_of(stories, form=form, known=known, health=health)
    return {(gap.chain, gap.step): _line(case, gap) for gap in gaps if gap.missing}


def _line(case: Case, gap: StepGaps) -> Basis:
    count = len(gap.missing)
    words = {"n": count, "of": gap.needed}
    text = ngettext(
        "Anamnese: %(n)s von %(of)s Angaben für diesen Schritt fehlt",
        "Anamnese: %(n)s von %(of)s Angaben für diesen Schritt fehlen",
        count,
    )
    return Basis(text=text % words, url=reverse("anamnesis:index", args=[case.code]) + "#was-fehlt")
