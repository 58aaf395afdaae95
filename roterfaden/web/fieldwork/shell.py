"""The files that the worker of the browser keeps: a page without anybody's data, styles, scripts, the font."""

import json
import re
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.urls import reverse

WEB = settings.PACKAGE_DIR / "web"
ASSETS = WEB / "templates" / "components" / "_assets.html"
PAGE = WEB / "templates" / "fieldwork" / "offline.html"
LAYERS = WEB / "static" / "rf" / "css" / "layers.css"
WORKER = Path(__file__).with_name("worker.js")
NAMED = re.compile(r"""\{% static '([^']+)' %\}""")
IMPORTED = re.compile(r"""@import url\("\.\./\.\./([^"]+)"\)""")
FONTS = tuple(f"vendor/fira/fira-sans-latin-{weight}-normal.woff2" for weight in (400, 600))


def kept_files() -> list[str]:
    """The addresses of all that the page of the device loads."""
    named = [*NAMED.findall(_read(ASSETS)), *NAMED.findall(_read(PAGE)), *FONTS]
    if hasattr(staticfiles_storage, "bundle_url"):
        others = [static(name) for name in named if not name.endswith(".css")]
        return sorted({*others, staticfiles_storage.bundle_url()})
    return sorted({static(name) for name in (*named, *IMPORTED.findall(_read(LAYERS)))})


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


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
