"""The files that the worker of the browser keeps: a page without anybody's data, styles, scripts, the font."""

import json
import re
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.urls import reverse

from roterfaden.config.bundle import ASSETS, IMPORT, sheets

TEMPLATES = settings.PACKAGE_DIR / "web" / "templates"
PAGE = TEMPLATES / "fieldwork" / "offline.html"
WORKER = Path(__file__).with_name("worker.js")
NAMED = re.compile(r"""\{% static '([^']+)' %\}""")
FONTS = tuple(f"vendor/fira/fira-sans-latin-{weight}-normal.woff2" for weight in (400, 600))


def kept_files() -> list[str]:
    """The addresses of all that the page of the device loads."""
    assets = (settings.PACKAGE_DIR / ASSETS).read_text(encoding="utf-8")
    named = NAMED.findall(assets) + NAMED.findall(PAGE.read_text(encoding="utf-8"))
    if hasattr(staticfiles_storage, "bundle_url"):
        named = [name for name in named if name not in set(sheets())]
        styles = [staticfiles_storage.bundle_url()]
    else:
        layers = (settings.PACKAGE_DIR / "web" / "static" / "rf" / "css" / "layers.css").read_text("utf-8")
        styles = [static(found) for found, _layer in IMPORT.findall(layers)]
    return sorted({*map(static, (*named, *FONTS)), *styles})


def worker_script(*, is_on: bool) -> str:
    """The worker with its settings before it; switched off it clears away what an earlier one kept."""
    files, page = kept_files(), PAGE.read_bytes()
    told = {
        "on": is_on,
        "page": reverse("fieldwork:offline"),
        "files": files,
        "version": f"rf-{sha256(page + WORKER.read_bytes() + json.dumps(files).encode()).hexdigest()[:16]}",
    }
    return f"const SETTINGS = {json.dumps(told)};\n{WORKER.read_text(encoding='utf-8')}"
