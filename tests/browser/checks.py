"""What every page must hold, in the words of a failure: axe, reflow, focus, icons in forced colours."""

import json
from typing import Any, Literal

from django.conf import settings
from playwright.sync_api import Page

AXE = settings.NODE_MODULES / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# not among axe's usual rules: what is read aloud begins with what is written, tables have headers, one can hit all
MORE_RULES = ["label-content-name-mismatch", "td-has-header", "target-size", "table-duplicate-name"]
MOST_STOPS = 200
# A4 between its margins, in CSS pixels
PAPER = 680
# pages that axe is looking at: it measures with a style of its own, which the policy refuses as it should
AT_WORK: list[Page] = []

FOCUS_STYLE = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const known = document.querySelectorAll('[data-rf-stop]').length;
  if (!element.dataset.rfStop) element.dataset.rfStop = String(known + 1);
  return {
    stop: element.dataset.rfStop,
    name: element.tagName + ' ' + (element.textContent || element.name || '').trim().slice(0, 40),
    outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 1 && box.height > 1 && box.right > 0 && box.bottom > 0 && box.left < innerWidth,
  };
}"""

# an element that took the focus by itself would otherwise stay the place where Tab goes on
FROM_THE_TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
  document.body.blur();
}"""

INVISIBLE_ICONS = """() => {
  const behind = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (colour !== 'rgba(0, 0, 0, 0)' && colour !== 'transparent') return colour;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  return [...document.querySelectorAll('.kern-icon')]
    .filter((icon) => icon.getClientRects().length)
    .filter((icon) => getComputedStyle(icon).backgroundColor === behind(icon)
      || getComputedStyle(icon).maskImage === 'none')
    .map((icon) => icon.className + ' in ' + icon.parentElement.textContent.trim().slice(0, 40));
}"""

TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .filter((element) => !element.closest('.rf-sr, svg'))
  .slice(0, 5)
  .map((element) => element.tagName + '.' + element.className)"""

SMALL_TARGETS = """() => [...document.querySelectorAll('button, input, select, summary, .kern-btn')]
  .filter((element) => element.getClientRects().length && !element.closest('.rf-sr'))
  .map((element) => [element, element.getBoundingClientRect()])
  .filter(([, box]) => box.height < 24 || box.width < 20)
  .map(([element]) => element.outerHTML.slice(0, 120))"""

HEADS_OF_NOTHING = """() => [...document.querySelectorAll('th:not([scope])')]
  .map((cell) => cell.outerHTML.slice(0, 120))"""

STILL_MOVING = """() => document.getAnimations()
  .filter((one) => one.playState === 'running' && one.effect.getComputedTiming().endTime > 1)
  .map((one) => one.effect.target.outerHTML.slice(0, 120))"""


Look = tuple[int, Literal["light", "dark"]]
EVEN_LOOKS: tuple[Look, Look] = ((1280, "light"), (320, "dark"))
ODD_LOOKS: tuple[Look, Look] = ((1280, "dark"), (320, "light"))


def everyhow(page: Page, *, turn: int = 0, what: str = "") -> None:
    """Wide and narrow, light and dark: two of the four looks, the other two for pages of an odd `turn`.

    Folded parts are opened. The four looks of every component together are taken of the style guide.
    """
    looks = EVEN_LOOKS if turn % 2 == 0 else ODD_LOOKS
    page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
    try:
        for width, scheme in looks:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            axe_check(page)
        no_horizontal_scroll(page)
        targets_large_enough(page)
    except AssertionError as error:
        raise AssertionError(f"{what}: {error}") from error


def otherhow(page: Page, *, what: str = "") -> None:
    """What axe does not ask: names as written, heads of tables, letters twice as large, forced colours, paper, rest."""
    try:
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size({"width": 320, "height": 900})
        assert not (found := named_as_written(page)), found
        assert not (found := page.evaluate(HEADS_OF_NOTHING)), f"heads of nothing: {found}"
        assert not (found := page.evaluate(STILL_MOVING)), f"moving: {found}"
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        no_horizontal_scroll(page)
        page.evaluate("document.documentElement.style.fontSize = ''")
        page.emulate_media(forced_colors="active")
        icons_visible_in_forced_colors(page)
        page.set_viewport_size({"width": PAPER, "height": 900})
        page.emulate_media(media="print", forced_colors="none", color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)", (
            "dark paper"
        )
        no_horizontal_scroll(page)
    except AssertionError as error:
        raise AssertionError(f"{what}: {error}") from error
    finally:
        page.emulate_media(media="screen", forced_colors="none", color_scheme="light")


def named_as_written(page: Page) -> list[str]:
    """What axe finds by the rules that it does not ask by itself."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    AT_WORK.append(page)
    only = {"runOnly": {"type": "rule", "values": MORE_RULES}, "resultTypes": ["violations"]}
    told = page.evaluate(f"axe.run(document, {json.dumps(only)})")
    AT_WORK.remove(page)
    return [f"{one['id']}: {node['html'][:160]}" for one in told["violations"] for node in one["nodes"]]


def axe_check(page: Page) -> None:
    """No violation of WCAG 2.2 A and AA, nor of axe's good practice."""
    page.wait_for_load_state("load")
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    AT_WORK.append(page)
    result = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(TAGS)}, resultTypes: ['violations']}})")
    AT_WORK.remove(page)
    assert not result["violations"], "\n".join(_tell(violation) for violation in result["violations"])


def _tell(violation: dict[str, Any]) -> str:
    places = "; ".join(f"{node['target']} {node['html'][:120]}" for node in violation["nodes"][:4])
    return f"{violation['id']}: {violation['help']}: {places}"


def no_horizontal_scroll(page: Page) -> None:
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.evaluate("innerWidth"), f"{width} px wide: {page.evaluate(TOO_WIDE)}"


def focus_visible_everywhere(page: Page) -> int:
    """Walk once through the page with Tab: every stop is on screen and framed. Returns how many there are."""
    page.evaluate(FROM_THE_TOP)
    stops: set[str] = set()
    last = ""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS_STYLE)
        if found is not None and found["stop"] == last:
            continue  # a field for a day has a stop for each of its parts
        if found is None or found["stop"] in stops:
            break
        last = found["stop"]
        stops.add(last)
        assert found["outline"], f"no visible focus: {found['name']}"
        assert found["seen"], f"the focus is off the screen: {found['name']}"
    assert stops, "nothing on the page takes the focus"
    return len(stops)


def icons_visible_in_forced_colors(page: Page) -> None:
    """The page must have been opened with forced_colors="active"."""
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    hidden = page.evaluate(INVISIBLE_ICONS)
    assert not hidden, f"icons that cannot be seen: {hidden}"


def targets_large_enough(page: Page) -> None:
    small = page.evaluate(SMALL_TARGETS)
    assert not small, f"hard to hit: {small}"
