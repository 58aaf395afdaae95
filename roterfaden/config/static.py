"""Which of the front-end packages' files are served: what the pages load, and nothing beside it."""

from django.contrib.staticfiles.apps import StaticFilesConfig

# names and folders of KERN and htmx that no page loads; the fonts keep two of eighteen weights (rf/css/fonts.css)
NOT_SERVED = (
    *("kern.css", "kern-grid*", "kern-utilities*", "kern-kopfzeile*", "noto-sans*", "fira-sans.css"),
    *("FiraSans-[!RS]*", "FiraSans-*Italic*", "*.woff"),
    *("htmax*", "htmx.js", "htmx.esm*", "htmx.d.ts", "ext", "editors", "scripts", "skills"),
)


class StaticFiles(StaticFilesConfig):
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, *NOT_SERVED]
