"""The files as production serves them: collected, hashed, every reference resolved."""

import json
from pathlib import Path

from django.core.management import call_command
from django.test import override_settings

from roterfaden.config.bundle import sheets

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
