"""What holds for every template, style sheet and script: nothing inline, foreign, missing or dead."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template

WEB = settings.PACKAGE_DIR / "web"
TEMPLATES = WEB / "templates"
STATIC = WEB / "static" / "rf"
PAGES = sorted(TEMPLATES.rglob("*.html"))
STYLES = sorted((STATIC / "css").glob("*.css"))
COMPONENTS = sorted((TEMPLATES / "components").rglob("*.html"))
COMMENT = re.compile(r"\{#[^\n]*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
# names that a template puts together from a value
BUILT = re.compile(
    r"^rf-(icon--|alert--|btn--|due--|strands--|state--|knot--|place--|places__item--|way__label--|indent--|hot--|stage--|days__|chart__bar--|standing__|is-)"
)


def name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def markup(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_template_compiles_and_has_nothing_inline_or_foreign(path: Path) -> None:
    get_template(name(path))
    text = markup(path)
    assert "{#" not in text, "a comment that does not end on its line is shown"
    for script in re.findall(r"<script\b[^>]*>", text):
        assert " src=" in script or 'type="application/json"' in script, f"inline script: {script}"
    assert not re.search(r"<style\b|\sstyle=", text), "inline style"
    assert not re.search(r"\son[a-z]+=|\shx-on|js:|javascript:", text), "inline handler"
    assert not re.search(r"(src|href|action)=[\"'](https?:)?//", text), "foreign host"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_forms_carry_the_token_and_work_without_script(path: Path) -> None:
    for form in re.findall(r"<form\b.*?</form>", markup(path), re.DOTALL):
        head = form.split(">", 1)[0]
        if 'method="post"' in head and 'action="#"' not in head and "tests/" not in name(path):
            assert "csrf_token" in form or path.match("elements/form.html"), head
        if "hx-post" in head:
            assert 'method="post"' in head, head
            assert "action=" in head, head


def test_every_static_file_named_in_a_template_exists() -> None:
    named = {n for page in PAGES for n in re.findall(r"""\{% static ['"]([^'"]+)['"] %\}""", markup(page))}
    named |= {n for page in PAGES for n in re.findall(r'"/static/([^"]+)"', markup(page))}
    assert named
    assert [n for n in sorted(named) if not finders.find(n)] == []


def test_every_file_named_in_a_style_sheet_exists_and_no_sheet_is_too_long() -> None:
    for sheet in STYLES:
        text = sheet.read_text(encoding="utf-8")
        for url in re.findall(r'url\("([^"#][^"]*)"\)', text):
            target = (Path("rf/css") / url).as_posix()
            while "/../" in target:
                target = re.sub(r"[^/]+/\.\./", "", target, count=1)
            assert finders.find(target), f"{sheet.name}: {url}"
        assert text.count("\n") < 400, sheet.name


def test_every_style_sheet_is_loaded() -> None:
    loaded = markup(TEMPLATES / "components" / "_assets.html") + markup(TEMPLATES / "500.html")
    assert [sheet.name for sheet in STYLES if f"rf/css/{sheet.name}" not in loaded] == []


def test_classes_of_templates_and_style_sheets_agree() -> None:
    styled = {c for sheet in STYLES for c in re.findall(r"\.(rf-[\w-]+)", sheet.read_text(encoding="utf-8"))}
    sources = [markup(page) for page in PAGES]
    sources += [p.read_text(encoding="utf-8") for p in [*WEB.rglob("*.py"), *STATIC.glob("*.js")]]
    words = {word for text in sources for word in re.findall(r"rf-[\w-]+", text)}
    readme = (TEMPLATES / "components" / "README.md").read_text(encoding="utf-8")
    unused = {c for c in styled - words if not BUILT.match(c) and c not in readme}
    assert sorted(unused) == [], "styled, but neither used nor offered in the components' README"
    used = {
        c
        for page in PAGES
        for value in re.findall(r'class="([^"]*)"', markup(page))
        for c in re.findall(r"(?<![\w-])rf-[\w-]+(?![\w-]*\{)", re.sub(r"\{%.*?%\}", " ", value))
    }
    hooks = {"rf-question", "rf-jump", "rf-skip"}
    assert sorted(c for c in used - styled - hooks if not c.endswith("-")) == [], "used, but not styled"


@cache
def texts_that_may_use_a_part() -> dict[Path, str]:
    """Every template and program of the pages, read once."""
    return {path: path.read_text(encoding="utf-8") for path in [*PAGES, *WEB.rglob("*.py")]}


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_component_says_what_it_needs_and_is_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(("{#", "{% comment %}")), "begins with a comment that says what it is and needs"
    if path.parent.name == "thread" and not path.name.startswith("_"):
        return  # thread.html includes these by the kind of the knot
    part = name(path)
    users = (p for p, text in texts_that_may_use_a_part().items() if p != path and part in text)
    assert any(users), "no template and no tag uses it"


def test_every_part_is_in_the_readme() -> None:
    readme = (TEMPLATES / "components" / "README.md").read_text(encoding="utf-8")
    tags = re.findall(
        r"^def (rf_\w+|thread_glyph)\(", (WEB / "templatetags" / "rf.py").read_text(), re.MULTILINE
    )
    inner = {
        "rf_html_attributes",
        "rf_main_areas",
        "rf_menu_areas",
        "rf_current_area",
        "rf_footer",
        "rf_search",
        "rf_appearance",
        "rf_appearance_choices",
        "rf_demo_logins",
        "rf_demo_accesses",
        "rf_bundle",
    }
    assert [tag for tag in tags if tag not in readme and tag not in inner] == []
    behind_tags = {"alert", "errors", "field", "fields", "pagination", "deadline", "glyph"}
    shell = {"header", "footer", "logo", "user_menu"}
    parts = {p.stem for p in (TEMPLATES / "components").glob("[a-z]*.html")} - behind_tags - shell
    assert [part for part in sorted(parts) if f"`{part}.html`" not in readme] == []


def test_script_stays_small_and_makes_no_code_from_text() -> None:
    most = {"rf.js": 150, "drafts.js": 310, "bpmn.js": 80}
    # an editor of drawings needs more: docs/decisions/0028-drawing-drafts.md
    most |= {"modeler.js": 210, "modeler-panel.js": 180, "sign.js": 60, "profile.js": 30}
    # the folder of a device works without the server: docs/decisions/0102-the-folder-on-a-device.md
    most |= {
        "fieldwork.js": 100,
        "fieldwork-store.js": 200,
        "fieldwork-sync.js": 160,
        "fieldwork-offline.js": 330,
    }
    assert {path.name for path in STATIC.glob("*.js")} <= set(most)
    for name_of_script, lines in most.items():
        script = (STATIC / name_of_script).read_text(encoding="utf-8")
        assert script.count("\n") < lines, name_of_script
        assert not re.search(r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write", script)
