"""German in Switzerland."""

from roterfaden.languages.formats.swiss import *  # noqa: F403
