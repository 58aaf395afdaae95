"""A laptop: demo mode, SQLite, no services. Used by `make run`."""

from roterfaden.config.keyfiles import read_or_create_secret
from roterfaden.config.settings.base import *  # noqa: F403
from roterfaden.config.settings.base import SECRET_KEY_FILE

DEMO_MODE = True
OPERATOR = {
    "name": "Soziale Brücken Nord gGmbH (Beispiel)",
    "address": "Lotsenweg 12, 10001 Neuhafen",
    "email": "barrierefrei@example.org",
    "phone": "0100 1000",
    "region": "DE-SH",
}
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
SECRET_KEY = read_or_create_secret(SECRET_KEY_FILE)
