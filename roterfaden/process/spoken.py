"""A chain in the language of the page: the titles that people read, never what is compared or kept.

Answers, documents and hints stay as they are, because rows refer to their words; pages put them into other words one by
one (`languages.shipped`).
"""

from collections import OrderedDict
from dataclasses import replace

from django.utils.translation import get_language

from roterfaden.languages.shipped import GERMAN, shipped
from roterfaden.process.engine.definition import Chain

# so many chains are kept in other words at once, of all languages together
MOST = 1000
# the chain itself is kept as well, so that its id stays its own
_known: OrderedDict[tuple[int, str], tuple[Chain, Chain]] = OrderedDict()


def spoken(chain: Chain) -> Chain:
    """`chain` with its titles in the language of the page; the chain itself where that is German."""
    language = get_language() or GERMAN
    if language == GERMAN:
        return chain
    known = _known.get((id(chain), language))
    if known is not None and known[0] is chain:
        return known[1]
    said = _translated(chain)
    _known[id(chain), language] = (chain, said)
    while len(_known) > MOST:
        _known.popitem(last=False)
    return said


def _translated(chain: Chain) -> Chain:
    return replace(
        chain,
        title=shipped(chain.title),
        summary=shipped(chain.summary),
        starts=tuple(replace(one, title=shipped(one.title)) for one in chain.starts),
        steps=tuple(replace(one, title=shipped(one.title)) for one in chain.steps),
        decisions=tuple(replace(one, question=shipped(one.question)) for one in chain.decisions),
        ends=tuple(replace(one, title=shipped(one.title)) for one in chain.ends),
        standing_rules=tuple(
            replace(one, title=shipped(one.title), trigger=shipped(one.trigger))
            for one in chain.standing_rules
        ),
        roles={code: shipped(name) for code, name in chain.roles.items()},
    )
