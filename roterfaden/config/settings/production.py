"""Production: HTTPS, everything from the environment. Starts only with what it needs, and says what is missing."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from roterfaden.config import logs
from roterfaden.config.keyfiles import read_or_create_secret
from roterfaden.config.settings.base import *  # noqa: F403
from roterfaden.config.settings.base import (
    DATABASES,
    FILES_HOST,
    MIDDLEWARE,
    POSTGRES_PLANS,
    PUBLIC_URL,
    SECRET_KEY_FILE,
)

# a small office without a database server may choose SQLite: ROTERFADEN_DB=sqlite
ON_SQLITE = os.environ.get("ROTERFADEN_DB") == "sqlite"
NEEDED = {
    "ROTERFADEN_HOSTS": "unter welchem Namen die Seite erreichbar ist, zum Beispiel faden.example.org",
    **(
        {}
        if ON_SQLITE
        else {
            "ROTERFADEN_DB_NAME": "wie die Datenbank heißt (oder ROTERFADEN_DB=sqlite)",
            "ROTERFADEN_DB_USER": "wer sich bei der Datenbank anmeldet",
        }
    ),
}
missing = [f"- {name}: {meaning}" for name, meaning in NEEDED.items() if not os.environ.get(name)]
if PUBLIC_URL and urlsplit(PUBLIC_URL).scheme != "https":
    missing.append("- ROTERFADEN_URL: muss mit https:// beginnen")
if missing:
    raise ImproperlyConfigured("Für den Betrieb fehlt in der Umgebung:\n" + "\n".join(missing))

LOGGING = logs.LOGGING
SECRET_KEY = read_or_create_secret(SECRET_KEY_FILE)
ALLOWED_HOSTS = os.environ["ROTERFADEN_HOSTS"].split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
ALLOWED_HOSTS += [FILES_HOST] if FILES_HOST else []
# off: PostgreSQL shows everything to the programs, whatever is switched on in it
ROW_SECURITY = not ON_SQLITE and os.environ.get("ROTERFADEN_ROW_SECURITY", "on") != "off"
if not ON_SQLITE:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ["ROTERFADEN_DB_NAME"],
            "USER": os.environ["ROTERFADEN_DB_USER"],
            "PASSWORD": os.environ.get("ROTERFADEN_DB_PASSWORD", ""),
            "HOST": os.environ.get("ROTERFADEN_DB_HOST", ""),
            "PORT": os.environ.get("ROTERFADEN_DB_PORT", ""),
            "OPTIONS": {
                "pool": True,
                "options": POSTGRES_PLANS + ("" if ROW_SECURITY else " -c roterfaden.everything=on"),
            },
        }
    }
MIDDLEWARE = ["roterfaden.web.requestlog.RequestLogMiddleware", *MIDDLEWARE]
SECURE_SSL_REDIRECT = True
# the machine asks itself over http
SECURE_REDIRECT_EXEMPT = [r"^gesund/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# who asks is what the last proxy says; without this all visitors would count as one address, that of the proxy
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("ROTERFADEN_PROXIES", "1"))
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"

# Without a mail server mails stay in the outbox, visible and stoppable; nothing is written to disk in clear text.
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("ROTERFADEN_MAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("ROTERFADEN_MAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("ROTERFADEN_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("ROTERFADEN_MAIL_PASSWORD", "")
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("ROTERFADEN_MAIL_FROM", f"roter-faden@{ALLOWED_HOSTS[0]}")
