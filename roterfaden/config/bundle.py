"""The style sheets of a page as one file, made when static files are collected.

Which sheets, and in which order, says `components/_assets.html`; where nothing is collected, as in most tests, it links
them one by one.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from roterfaden.config.trimming import trimmed

# beside the sheets, so that what they name is found from here too
BUNDLE = "rf/css/page.css"
ASSETS = "web/templates/components/_assets.html"
SHEET = re.compile(r"""rel="stylesheet" href="\{% static '([^']+)' %\}""")
# KERN is imported into a layer: a layer in place of the import saves asking for one file after the other
IMPORT = re.compile(r'@import url\("\.\./\.\./([^"]+)"\) layer\((\w+)\);')


class BundlingStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise comes without types
    """Collects as WhiteNoise does, and adds the bundle."""

    def bundle_url(self) -> str:
        """The address of the one style sheet."""
        return str(self.url(BUNDLE))

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            self.delete(BUNDLE)
            self._save(BUNDLE, ContentFile("\n".join(map(self._sheet, sheets())).encode()))
            paths = {**paths, BUNDLE: (self, BUNDLE)}
        yield from super().post_process(paths, dry_run, **options)

    def _sheet(self, name: str) -> str:
        return IMPORT.sub(
            lambda found: f"@layer {found[2]} {{\n{trimmed(self._read(found[1]))}\n}}", self._read(name)
        )

    def _read(self, name: str) -> str:
        with self.open(name) as file:
            return str(file.read().decode()).removeprefix('@charset "UTF-8";')


def sheets() -> list[str]:
    """The style sheets of a page in their order."""
    return SHEET.findall((settings.PACKAGE_DIR / ASSETS).read_text(encoding="utf-8"))
