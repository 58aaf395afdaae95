"""Production: PostgreSQL, HTTPS, everything from the environment. Starts only with what it needs."""

import os

from roterfaden.config.keyfiles import read_or_create_secret
from roterfaden.config.settings.base import *  # noqa: F403
from roterfaden.config.settings.base import SECRET_KEY_FILE

SECRET_KEY = read_or_create_secret(SECRET_KEY_FILE)
ALLOWED_HOSTS = os.environ["ROTERFADEN_HOSTS"].split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["ROTERFADEN_DB_NAME"],
        "USER": os.environ["ROTERFADEN_DB_USER"],
        "PASSWORD": os.environ.get("ROTERFADEN_DB_PASSWORD", ""),
        "HOST": os.environ.get("ROTERFADEN_DB_HOST", ""),
        "PORT": os.environ.get("ROTERFADEN_DB_PORT", ""),
        "OPTIONS": {"pool": True},
    }
}
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
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
