"""Italian. Those who use it here work in Switzerland."""

from roterfaden.languages.formats.swiss import *  # noqa: F403

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y H:i"
MONTH_DAY_FORMAT = "j F"
