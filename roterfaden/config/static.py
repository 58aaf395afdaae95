"""Which of the front-end packages' files are collected: what the pages load, and nothing beside it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder

# names and folders of KERN, Fira Sans, htmx and bpmn-js that no page loads; of all fonts four stay (rf/css/fonts.css)
NOT_SERVED = (
    *("kern.css", "kern-grid*", "kern-utilities*", "kern-kopfzeile*", "fonts"),
    *("fira-sans-[!l]*", "fira-sans-*-[!46]00-*", "fira-sans-*-italic.*", "*.woff"),
    *("htmax*", "htmx.js", "htmx.esm*", "htmx.d.ts", "ext", "editors", "scripts", "skills"),
    *("*.development.js", "bpmn-viewer.*", "bpmn-js.css", "bpmn-font"),
)


class VendorFinder(FileSystemFinder):
    """Finds the files of STATICFILES_DIRS; lists only those that are served."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        return iter(super().list([*(ignore_patterns or ()), *NOT_SERVED]))
