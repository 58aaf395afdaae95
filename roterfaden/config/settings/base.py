"""Settings that hold everywhere. What differs stands in dev, test and production."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF

BASE_DIR = Path(__file__).resolve().parents[3]
PACKAGE_DIR = BASE_DIR / "roterfaden"
NODE_MODULES = BASE_DIR / "node_modules"

# How the installation is reached, for links in mails; without it they hold none.
PUBLIC_URL = os.environ.get("ROTERFADEN_URL", "").rstrip("/")
# Who runs this installation, for the statement on accessibility; what is not given is said to be missing there.
OPERATOR = {
    "name": os.environ.get("ROTERFADEN_OPERATOR", ""),
    "address": os.environ.get("ROTERFADEN_OPERATOR_ADDRESS", ""),
    "email": os.environ.get("ROTERFADEN_OPERATOR_MAIL", ""),
    "phone": os.environ.get("ROTERFADEN_OPERATOR_PHONE", ""),
    # ISO 3166-2, e.g. DE-NW or CH-LU: which body enforces accessibility there
    "region": os.environ.get("ROTERFADEN_OPERATOR_REGION", ""),
}
# Where somebody who found a hole tells it: an address of mail (mailto:…) or a page (https://…). See RFC 9116.
SECURITY_CONTACT = os.environ.get("ROTERFADEN_SECURITY_CONTACT", "")
# Who may read the figures of the machine at /messwerte/; without it nobody may.
METRICS_TOKEN = os.environ.get("ROTERFADEN_METRICS_TOKEN", "")
# To which hosts (name, or name:port) programs may be told what happened; without it nobody is told.
HOOK_HOSTS = [host for host in os.environ.get("ROTERFADEN_HOOK_HOSTS", "").split(",") if host]
# The file that names the identity providers by which people may log in; without it nobody does.
SIGN_ON_FILE = os.environ.get("ROTERFADEN_SIGN_ON", "")
# Where clamd listens (host:port, or the path of its socket); without it only our own checks look through uploads.
CLAMAV = os.environ.get("ROTERFADEN_CLAMAV", "")
# so long, in seconds, may it think about one file
CLAMAV_SECONDS = int(os.environ.get("ROTERFADEN_CLAMAV_SECONDS", "30"))
# Everything that this installation writes: database, uploads, collected static files.
# an object store in place of the folder of files; used when a bucket is named
S3 = {
    name: os.environ.get(f"ROTERFADEN_S3_{name.upper()}", without)
    for name, without in {
        "endpoint": "",
        "bucket": "",
        "region": "us-east-1",
        "access_key": "",
        "secret_key": "",
        "prefix": "",
    }.items()
}
# certificate and key in one PEM file: encrypted mails are signed by it
SMIME_SIGNER = os.environ.get("ROTERFADEN_SMIME_SIGNER", "")
DATA_DIR = Path(os.environ.get("ROTERFADEN_DATA", BASE_DIR / "var"))
# The keys lie outside the repository and outside the data, so that a copy of either reveals nothing.
KEY_DIR = Path(os.environ.get("ROTERFADEN_KEYS", Path.home() / ".config" / "roterfaden"))
MASTER_KEY_FILE = KEY_DIR / "master.key"
SECRET_KEY_FILE = KEY_DIR / "django.key"

DEBUG = False
DEMO_MODE = False
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks_db",
    "roterfaden.common",
    "roterfaden.audit",
    "roterfaden.accounts",
    "roterfaden.jobs",
    "roterfaden.drafts",
    "roterfaden.people",
    "roterfaden.employers",
    "roterfaden.profiles",
    "roterfaden.documents",
    "roterfaden.process",
    "roterfaden.consent",
    "roterfaden.cases",
    "roterfaden.deadlines",
    "roterfaden.fieldwork",
    "roterfaden.archive",
    "roterfaden.dossier",
    "roterfaden.imports",
    "roterfaden.cooperation",
    "roterfaden.correspondence",
    "roterfaden.placement",
    "roterfaden.portal",
    "roterfaden.offers",
    "roterfaden.applications",
    "roterfaden.triage",
    "roterfaden.programmes",
    "roterfaden.invitations",
    "roterfaden.measures",
    "roterfaden.quality",
    "roterfaden.complaints",
    "roterfaden.network",
    "roterfaden.privacy",
    "roterfaden.standards",
    "roterfaden.steering",
    "roterfaden.staff",
    "roterfaden.surveys",
    "roterfaden.welcome",
    "roterfaden.auditing",
    "roterfaden.statistics",
    "roterfaden.search",
    "roterfaden.api",
    "roterfaden.operations",
    "roterfaden.web",
]

MIDDLEWARE = [
    "roterfaden.web.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "roterfaden.web.files_host.FilesHostMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "roterfaden.web.compression.CompressionMiddleware",
    "roterfaden.common.crypto.keyring.KeyringMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "roterfaden.web.rows.RowSecurityMiddleware",
    "roterfaden.web.account.languages.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "roterfaden.web.account.middleware.LoginRulesMiddleware",
    "roterfaden.web.practice.middleware.PracticeMiddleware",
    "roterfaden.web.fieldwork.middleware.FieldworkMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "roterfaden.web.drafts.middleware.DraftsMiddleware",
]

ROOT_URLCONF = "roterfaden.config.urls"
WSGI_APPLICATION = "roterfaden.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # ours first: they replace the templates of allauth and of Django
        "DIRS": [PACKAGE_DIR / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["roterfaden.web.templatetags.rf_languages"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "roterfaden.web.context.page",
            ],
        },
    },
]

FORM_RENDERER = "roterfaden.web.renderer.FormRenderer"

SQLITE_OPTIONS = {
    # IMMEDIATE: with DEFERRED two writers get "database is locked" instead of waiting (docs/decisions/0003).
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: what was acknowledged survives a power cut.
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA busy_timeout=20000;"
        "PRAGMA cache_size=-20000;PRAGMA mmap_size=134217728;PRAGMA temp_store=MEMORY;"
    ),
}
# rows lie on flash or in memory; with 4, the default for turning disks, a whole service is read for some rows
POSTGRES_PLANS = "-c random_page_cost=1.1"
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "roterfaden.sqlite3",
        "OPTIONS": SQLITE_OPTIONS,
    }
}
# PostgreSQL itself keeps organisations apart as well (decision 0105); production switches it on
ROW_SECURITY = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "roterfaden.accounts.passwords.LengthValidator"},
    {"NAME": "roterfaden.accounts.passwords.BreachedValidator"},
    {"NAME": "roterfaden.accounts.passwords.ContextValidator"},
]
# another name of this machine under which files are fetched, without any cookie (decision 0117)
FILES_HOST = os.environ.get("ROTERFADEN_FILES_HOST", "")
# a folder, best on another machine, that gets the signed end of the trail every night
CHECKPOINTS = os.environ.get("ROTERFADEN_CHECKPOINTS", "")
# what nobody may take as a password; a longer list is made by tools/breached_passwords.py
BREACHED_PASSWORDS = os.environ.get(
    "ROTERFADEN_BREACHED_PASSWORDS", PACKAGE_DIR / "catalogue" / "passwords" / "breached.bin"
)
# so long a password that the administration told opens the page where it is replaced; 0: for ever
START_PASSWORD_DAYS = int(os.environ.get("ROTERFADEN_START_PASSWORD_DAYS", "7"))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "roterfaden.accounts.adapter.AccountAdapter"
MFA_ADAPTER = "roterfaden.accounts.adapter.SecondFactorAdapter"
ACCOUNT_FORMS = {
    "login": "roterfaden.web.account.password_forms.LoginForm",
    "change_password": "roterfaden.web.account.password_forms.ChangePasswordForm",
    "reauthenticate": "roterfaden.web.account.password_forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# recovery codes are ours (accounts/recovery.py): hashed, not derived from a seed
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_FORMS = {
    "authenticate": "roterfaden.web.account.factor_forms.AuthenticateForm",
    "reauthenticate": "roterfaden.web.account.factor_forms.ReauthenticateForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Roter Faden"
# shared rooms, shared machines: a session ends with the browser, nobody is asked to be remembered
ACCOUNT_SESSION_REMEMBER = False
# second factor, idle and longest time of a session, fresh confirmation (docs/decisions/0045)
LOGIN_RULES = True
# so long does a confirmation hold before exports, roles and the like
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# never locked for good; `login_failed` counts codes of the second factor
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "20/m/ip,5/5m/key", "reauthenticate": "10/m/user"}
# passwords that one address may get wrong, of whatever accounts; for one account see accounts/guessing.py
ACCOUNT_RATE_LIMITS["guess"] = "20/m/ip"
# so often may one address be led to an identity provider
ACCOUNT_RATE_LIMITS["sign_on"] = "30/m/ip"
# so many reports of barriers may come from one address
ACCOUNT_RATE_LIMITS["barrier"] = "5/h/ip"
# so often may one key of the interface for programs ask in a minute
API_CALLS_A_MINUTE = 300
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "roterfaden.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Nothing inline, nothing foreign. Scripts run by the nonce of their page only, so not even a file of our own that
# somebody uploaded; KERN's icons are data: images.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        # a file that is asked for by a form is fetched there
        "form-action": [SELF, *([f"https://{FILES_HOST}"] if FILES_HOST else [])],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("de-ch", "Deutsch (Schweiz)"), ("fr", "Français"), ("it", "Italiano")]
LANGUAGE_COOKIE_NAME = "rf_language"
# compiled by `manage.py prepare` from roterfaden/locale, which is all that the program ships
LOCALE_PATHS = [DATA_DIR / "locale"]
FORMAT_MODULE_PATH = ["roterfaden.languages.formats"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    ("vendor/kern", NODE_MODULES / "@kern-ux" / "native" / "dist"),
    ("vendor/fira", NODE_MODULES / "@fontsource" / "fira-sans" / "files"),
    ("vendor/htmx", NODE_MODULES / "htmx.org" / "dist"),
    ("vendor/bpmn", NODE_MODULES / "bpmn-js" / "dist"),
]
STATICFILES_FINDERS = [
    "roterfaden.config.static.VendorFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "roterfaden.config.bundle.BundlingStorage"},
}
MEDIA_ROOT = DATA_DIR / "files"
# how many seconds a process may give the answer of a long reckoning again, which the pages say; 0: never
FIGURES_MAY_BE_OLD = 300
# "duckdb": figures are reckoned in this process; "database": by PostgreSQL on its own rows, where nothing is sealed
STATISTICS_ENGINE = os.environ.get("ROTERFADEN_STATISTICS_ENGINE", "duckdb")

# A form may carry a long report, never a novel: larger texts are refused at the field with a sentence.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# limits count in the database: several processes and machines share them
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        # with the usual 300 somebody who tries many names would push the counts of the others out
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Without a mail server nothing leaves the machine: mails are written as files that one can read.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mails"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
