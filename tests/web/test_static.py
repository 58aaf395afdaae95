"""The files as production serves them: collected, hashed, every reference resolved."""

import json
import re
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from roterfaden.config.bundle import sheets
from roterfaden.config.trimming import is_named, trimmed
from roterfaden.web.navigation import USER_MENU
from roterfaden.web.templatetags.rf import OWN_ICONS

BACKENDS = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "roterfaden.config.bundle.BundlingStorage"},
}
# what the pages load besides our own files
VENDOR = ("vendor/kern/kern.min.css", "vendor/htmx/htmx.min.js", "mfa/js/webauthn.js")


def test_collected_files_resolve_and_hold_only_what_is_served(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=BACKENDS):
        call_command("collectstatic", interactive=False, verbosity=0)
    paths = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert [name for name in VENDOR if name not in paths] == []
    fonts = (tmp_path / paths["rf/css/fonts.css"]).read_text()
    assert Path(paths["vendor/fira/fira-sans-latin-400-normal.woff2"]).name in fonts
    kern = (tmp_path / paths["rf/css/layers.css"]).read_text()
    assert Path(paths["vendor/kern/kern.min.css"]).name in kern
    assert "layer(kern)" in kern
    page = (tmp_path / paths["rf/css/page.css"]).read_text()
    assert "@import" not in page
    assert page.index("@layer rf-strong, kern") < page.index("@layer kern {") < page.index(":focus-visible")
    assert [
        name
        for name in sheets()
        if (tmp_path / name).read_text()[-300:].strip() not in page
        and "url(" not in (tmp_path / name).read_text()
    ] == []
    # the error page names its files without a hash
    assert (tmp_path / "rf/css/alone.css").is_file()
    foreign = [
        name for name in paths if name.endswith((".md", ".ts")) or "/skills/" in name or "noto" in name
    ]
    assert foreign == []


def test_every_class_of_kern_that_a_page_may_carry_has_its_rules() -> None:
    whole = (settings.NODE_MODULES / "@kern-ux/native/dist/kern.min.css").read_text(encoding="utf-8")
    small = trimmed(whole)
    assert len(small) < len(whole) / 3
    known = set(re.findall(r"\.(kern-[\w-]+)", whole))
    named = {name for name in known if is_named(name)}
    assert {"kern-btn--primary", "kern-label", "kern-icon--add", "kern-icon--easy-language"} <= named
    for name in named:
        assert len(re.findall(rf"\.{name}(?![\w-])", small)) > 0, name
    assert ".kern-dialog" in whole
    assert ".kern-dialog" not in small
    assert small.count("{") == small.count("}")


def test_icons_that_pages_ask_for_are_all_kept() -> None:
    """As the templates and the menus name them."""
    asked = set()
    for path in (settings.PACKAGE_DIR / "web").rglob("*.html"):
        asked |= set(re.findall(r"rf_icon ['\"]([a-z-]+)['\"]", path.read_text(encoding="utf-8")))
    asked |= {entry.icon for group in USER_MENU for entry in group.entries}
    assert len(asked) > 15
    assert [name for name in sorted(asked - OWN_ICONS) if not is_named(f"kern-icon--{name}")] == []
