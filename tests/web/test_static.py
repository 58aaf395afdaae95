"""The files as production serves them: collected, hashed, every reference resolved."""

import json
from pathlib import Path

from django.core.management import call_command
from django.test import override_settings

BACKENDS = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# what the pages load besides our own files
VENDOR = ("vendor/kern/kern.min.css", "vendor/htmx/htmx.min.js", "mfa/js/webauthn.js")


def test_collected_files_resolve_and_hold_only_what_is_served(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=BACKENDS):
        call_command("collectstatic", interactive=False, verbosity=0)
    paths = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert [name for name in VENDOR if name not in paths] == []
    fonts = (tmp_path / paths["rf/css/fonts.css"]).read_text()
    assert Path(paths["vendor/kern/fonts/fira-sans/FiraSans-Regular.woff2"]).name in fonts
    kern = (tmp_path / paths["rf/css/layers.css"]).read_text()
    assert Path(paths["vendor/kern/kern.min.css"]).name in kern
    assert "layer(kern)" in kern
    # the error page names its files without a hash
    assert (tmp_path / "rf/css/alone.css").is_file()
    foreign = [
        name for name in paths if name.endswith((".md", ".ts")) or "/skills/" in name or "noto" in name
    ]
    assert foreign == []
