"""The thread as small as a word: a drawing for lists, computed from three numbers."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

STEP = 15
LEFT, LINE = 6, 13
# more knots than this on one side are folded into a break in the line
MOST_DONE, MOST_AHEAD = 6, 4


@dataclass
class Glyph:
    """What the template draws: two lines, dots of three kinds, and the same in words."""

    width: int = 0
    walked: str = ""
    ahead: str = ""
    done_at: list[int] = field(default_factory=list)
    now_at: int | None = None
    ahead_at: list[int] = field(default_factory=list)
    breaks_at: list[int] = field(default_factory=list)
    end_at: int | None = None
    words: str = ""


def draw(*, done: int, loops: int = 0, ahead: int = 0, ended: bool = False) -> Glyph:
    """Lay out `done` walked knots, the present one, and `ahead` coming ones; long stretches are folded.

    `loops` is how often the thread went back: one loop is drawn, the words tell the number.
    """
    glyph = Glyph(words=in_words(done=done, loops=loops, ahead=ahead, ended=ended))
    position = LEFT
    shown = min(done, MOST_DONE)
    path = f"M{LEFT} {LINE}"
    for index in range(shown):
        if done > MOST_DONE and index == 1:
            glyph.breaks_at.append(position)
        else:
            glyph.done_at.append(position)
        position += STEP
    present = position - STEP if ended else position
    if loops and shown:
        path += _loop_before(present)
    glyph.walked = f"{path}H{present}"
    if ended:
        glyph.end_at = present
        if glyph.done_at and glyph.done_at[-1] == present:
            glyph.done_at.pop()
    else:
        glyph.now_at = present
        _lay_out_ahead(glyph, present, ahead)
    last = max([present, *glyph.ahead_at])
    glyph.width = last + LEFT
    return glyph


def _loop_before(present: int) -> str:
    start = max(present - 28, LEFT)
    middle = (start + present) // 2
    return (
        f"H{start}C{middle + 3} {LINE} {middle + 9} 0 {middle} 0"
        f"C{middle - 9} 0 {middle - 3} {LINE} {present - 2} {LINE}"
    )


def _lay_out_ahead(glyph: Glyph, present: int, ahead: int) -> None:
    glyph.ahead_at = [present + STEP * (i + 1) for i in range(min(ahead, MOST_AHEAD))]
    if not glyph.ahead_at:
        return
    glyph.ahead = f"M{present} {LINE}H{glyph.ahead_at[-1]}"
    if ahead > MOST_AHEAD:
        glyph.breaks_at.append(glyph.ahead_at.pop(-2))


def in_words(*, done: int, loops: int, ahead: int, ended: bool) -> str:
    """The text alternative: `5 Schritte gegangen, 1 Schlaufe, jetzt hier, 3 Schritte voraus`."""
    parts = [ngettext("%(n)s Schritt gegangen", "%(n)s Schritte gegangen", done) % {"n": done}]
    if loops:
        parts.append(ngettext("%(n)s Schlaufe", "%(n)s Schlaufen", loops) % {"n": loops})
    if ended:
        parts.append(_("beendet"))
    elif ahead:
        parts.append(ngettext("%(n)s Schritt voraus", "%(n)s Schritte voraus", ahead) % {"n": ahead})
    return ", ".join(parts)
