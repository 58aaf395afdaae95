"""The thread as small as a word: a drawing for lists, computed from three numbers."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

STEP = 15
LEFT, LINE = 8, 13
# longer stretches are folded: the walked ones into a bundle, the coming ones run out
MOST_DONE, MOST_AHEAD = 5, 3
BESIDE_BUNDLE, BUNDLE = 3, 16


@dataclass
class Glyph:
    """What the template draws, in the order of the line, and the same in words."""

    width: float = 0
    walked: str = ""
    ahead: str = ""
    bundle_at: int | None = None
    done_at: list[int] = field(default_factory=list)
    now_at: int | None = None
    ahead_at: list[int] = field(default_factory=list)
    end_at: int | None = None
    words: str = ""


def draw(*, done: int, loops: int = 0, ahead: int = 0, ended: bool = False) -> Glyph:
    """Lay out `done` walked knots, the present one (or the end), and `ahead` coming ones.

    `loops` is how often the thread went back: one loop is drawn, the words tell the number.
    """
    glyph = Glyph(words=in_words(done=done, loops=loops, ahead=ahead, ended=ended))
    position, shown = LEFT, done
    if done > MOST_DONE:
        shown = BESIDE_BUNDLE
        glyph.bundle_at = position - 3
        position += BUNDLE + 10
    glyph.done_at = [position + STEP * index for index in range(shown)]
    present = position + STEP * len(glyph.done_at)
    loop = _loop_before(present) if loops and glyph.done_at else ""
    glyph.walked = f"M{LEFT} {LINE}{loop}H{present}"
    if ended:
        glyph.end_at = present - 4
    else:
        glyph.now_at = present
        _lay_out_ahead(glyph, present, ahead)
    glyph.width = max([present, *glyph.ahead_at]) + (STEP if ahead > MOST_AHEAD else LEFT)
    return glyph


def _loop_before(present: int) -> str:
    middle = present - STEP * 1.5 if present - STEP * 1.5 > LEFT else present - STEP * 0.5
    right, left = middle + 5.5, middle - 5.5
    return (
        f"H{left:g}C{middle + 11.5:g} {LINE} {middle + 8.5:g} 0 {middle:g} 0"
        f"C{middle - 8.5:g} 0 {middle - 11.5:g} {LINE} {right:g} {LINE}"
    )


def _lay_out_ahead(glyph: Glyph, present: int, ahead: int) -> None:
    glyph.ahead_at = [present + STEP * (index + 1) for index in range(min(ahead, MOST_AHEAD))]
    if glyph.ahead_at:
        glyph.ahead = f"M{present} {LINE}H{glyph.ahead_at[-1] + (STEP - 3 if ahead > MOST_AHEAD else 0)}"


def in_words(*, done: int, loops: int, ahead: int, ended: bool) -> str:
    """The text alternative: `5 Schritte gegangen, 1 Schlaufe, 3 Schritte voraus`."""
    parts = [ngettext("%(n)s Schritt gegangen", "%(n)s Schritte gegangen", done) % {"n": done}]
    if loops:
        parts.append(ngettext("%(n)s Schlaufe", "%(n)s Schlaufen", loops) % {"n": loops})
    if ended:
        parts.append(_("beendet"))
    elif ahead:
        parts.append(ngettext("%(n)s Schritt voraus", "%(n)s Schritte voraus", ahead) % {"n": ahead})
    return ", ".join(parts)
