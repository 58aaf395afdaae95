"""`make manual`: write docs/manual/ from tools/manual/chapters.yaml, with pictures of the demo as it is now.

Needs the demo (`manage.py prepare`) and Chromium. Pictures are 1200 px wide, in 96 colours; 3 MB at most.
"""

import os
import shutil
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.lighthouse.scores import LOGIN, PASSWORD, Site  # noqa: E402

SOURCE = ROOT / "tools" / "manual" / "chapters.yaml"
FOLDER = ROOT / "docs" / "manual"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
WIDTH, HEIGHT, COLOURS, MOST = 1200, 760, 96, 3_000_000


def main() -> int:
    chapters = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))["chapters"]
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "bilder").mkdir(parents=True)
    site = Site()
    try:
        site.wait()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
            )
            for chapter in chapters:
                write_chapter(browser, site.url, chapter)
            browser.close()
    finally:
        site.stop()
    write_contents(chapters)
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file())
    print(f"{FOLDER.relative_to(ROOT)}: {len(chapters)} chapters, {size // 1000} kB")
    return int(size > MOST)


def write_chapter(browser: Browser, url: str, chapter: dict[str, Any]) -> None:
    page = logged_in(browser, url, chapter["user"])
    case = first_case(page, url)
    lines = [f"# {chapter['title']}", "", chapter["intro"], ""]
    for number, section in enumerate(chapter["sections"], start=1):
        name = f"{chapter['name']}-{number:02}.png"
        shown = browser.new_page(**look()) if section.get("anonymous") else page
        picture(
            shown, url + section["page"].format(case=case), FOLDER / "bilder" / name, section.get("part", "")
        )
        lines += [f"## {number}. {section['title']}", ""]
        lines += [line for text in section["text"] for line in (text, "")]
        lines += [f"![{section['title']}](bilder/{name})", ""]
        print(chapter["name"], section["title"], flush=True)
    (FOLDER / f"{chapter['name']}.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    page.context.close()


def write_contents(chapters: list[dict[str, Any]]) -> None:
    lines = [
        "# Handbuch",
        "",
        "Geschrieben von `make manual` mit Bildern der Beispiel-Installation. Personen und Fälle sind erfunden.",
        "",
        *(f"- [{chapter['title']}]({chapter['name']}.md)" for chapter in chapters),
        "- [Für die Technik: einrichten, sichern, aktualisieren](../administration.md)",
        "- [Für Entwicklerinnen und Entwickler](../development.md)",
        "",
        "Eine Seite zum Ausdrucken steht im Programm unter Hilfe, Kurzanleitung.",
    ]
    (FOLDER / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def look() -> dict[str, Any]:
    size = {"width": WIDTH, "height": HEIGHT}
    return {"viewport": size, "locale": "de-DE", "color_scheme": "light", "reduced_motion": "reduce"}


def logged_in(browser: Browser, url: str, user: str) -> Page:
    page = browser.new_page(**look())
    page.goto(url + LOGIN)
    page.locator("input[name=login]").first.fill(user)
    page.locator("input[name=password]").first.fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).first.click()
    page.wait_for_url(f"{url}/")
    return page


def first_case(page: Page, url: str) -> str:
    """The first case of the worklist that is not about to end; nothing for people without cases."""
    page.goto(url + "/")
    links = page.locator("main a[href^='/faelle/']:not([href='/faelle/neu/']):not([href='/faelle/'])")
    return (links.nth(1).get_attribute("href") or "").split("/")[2] if links.count() > 1 else ""


def picture(page: Page, address: str, path: Path, part: str) -> None:
    answer = page.goto(address, wait_until="networkidle")
    assert answer is not None
    assert answer.ok, f"{address}: {answer.status}"
    page.evaluate("document.fonts.ready")
    taken = page.locator(part).screenshot() if part else page.screenshot()
    small = Image.open(BytesIO(taken)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
