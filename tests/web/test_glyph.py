import pytest

from roterfaden.web import glyph

# the cell of the worklist
WIDEST = 144


def test_short_thread_shows_every_knot() -> None:
    drawn = glyph.draw(done=3, ahead=2)
    assert len(drawn.done_at) == 3
    assert drawn.now_at is not None
    assert len(drawn.ahead_at) == 2
    places = [*drawn.done_at, drawn.now_at, *drawn.ahead_at]
    assert places == sorted(places)
    assert "C" not in drawn.walked


def test_loop_is_drawn_once_and_told_in_full() -> None:
    drawn = glyph.draw(done=5, loops=4, ahead=3)
    assert drawn.walked.count("C") == 2
    assert drawn.words == "5 Schritte gegangen, 4 Schlaufen, 3 Schritte voraus"


def test_ended_thread_has_an_end_and_no_present() -> None:
    drawn = glyph.draw(done=5, ended=True)
    assert drawn.now_at is None
    assert drawn.end_at is not None
    assert drawn.words == "5 Schritte gegangen, beendet"


@pytest.mark.parametrize("done", [0, 1, 2, 5, 6, 40])
@pytest.mark.parametrize("loops", [0, 1, 9])
@pytest.mark.parametrize("ahead", [0, 1, 4, 5, 40])
def test_every_thread_fits_and_stays_inside(done: int, loops: int, ahead: int) -> None:
    drawn = glyph.draw(done=done, loops=loops, ahead=ahead)
    assert drawn.now_at is not None
    assert drawn.width <= WIDEST
    assert min([*drawn.done_at, drawn.now_at]) >= 5
    assert max([drawn.now_at, *drawn.ahead_at]) + 5 <= drawn.width


def test_long_past_is_a_bundle() -> None:
    drawn = glyph.draw(done=43)
    assert drawn.bundle_at is not None
    assert drawn.bundle_at + glyph.BUNDLE < drawn.done_at[0]
    assert drawn.words.startswith("43 Schritte gegangen")
