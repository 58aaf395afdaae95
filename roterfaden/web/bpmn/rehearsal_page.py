"""What the page of a rehearsal shows: the words so far, what is open, and links that lead one word further or back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from roterfaden.process.engine.definition import Chain
from roterfaden.process.past import printed_number
from roterfaden.process.rehearsal import Choice, OpenPlace, Rehearsal, evidence_never_asked
from roterfaden.web.components import Action


@dataclass(frozen=True)
class Passed:
    """One word that was walked, in words, with the address that goes back to before it."""

    title: str
    answer: str
    back_url: str


@dataclass(frozen=True)
class Now:
    """One open step or question with its buttons."""

    place: OpenPlace
    number: str
    ways: Sequence[tuple[Action, Choice]]
    edit_url: str


def rehearsal_page(chain: Chain, found: Rehearsal, *, here: str, edit: str = "") -> dict[str, Any]:
    """The context of the page; every button is a link. `edit` is the address of the editor, if there is one."""
    walked = [passed.word for passed in found.passed]
    return {
        "chain": chain,
        "passed": [
            Passed(passed.title, passed.word.partition("=")[2], _further(here, walked[:place]))
            for place, passed in enumerate(found.passed)
        ],
        "starts": [
            Action(label=start.title, url=_further(here, [start.id]), kind="secondary")
            for start in chain.starts
        ],
        "now": [
            Now(
                place,
                printed_number(place.node),
                [
                    (
                        Action(
                            label=choice.label or _("Erledigt"), url=_further(here, [*walked, choice.word])
                        ),
                        choice,
                    )
                    for choice in place.choices
                ],
                f"{edit}teil/{'frage' if place.is_question else 'schritt'}/{place.node}/" if edit else "",
            )
            for place in found.open
        ],
        "end": chain.end(found.ended) if found.ended else None,
        "refused": found.refused,
        "recorded": found.recorded,
        "waiting": found.waiting,
        "never_asked": evidence_never_asked(chain, found.passed) if found.ended else [],
        "walked": walked,
        "again_url": here,
    }


def _further(here: str, words: Sequence[str]) -> str:
    return f"{here}?{urlencode([('w', word) for word in words])}" if words else here
