"""Every setting of the board; values come from the environment and nonsense is refused."""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from jobboard import environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.folder("DATA_DIR", BASE_DIR / "var")

DEBUG = environment.flag("DEBUG", False)
SITE_NAME = environment.text("SITE_NAME", "Job board")
SITE_URL = environment.site_url("SITE_URL", "http://127.0.0.1:8000")
_host = urlsplit(SITE_URL).hostname
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", [_host, "127.0.0.1", "localhost", "[::1]"])

# Given, or generated once by `manage.py generate_secret_key`; without one `check` is an error.
SECRET_KEY_FILE = DATA_DIR / "secret_key"
SECRET_KEY = environment.text("SECRET_KEY")
if not SECRET_KEY and SECRET_KEY_FILE.is_file():
    SECRET_KEY = SECRET_KEY_FILE.read_text().strip()

INSTALLED_APPS = [
    "postings",  # before the admin, some of whose templates are ours
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "postings.middleware.headers.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "postings.middleware.headers.RefuseNul",
    "postings.middleware.page_cache.PageCache",
    "postings.middleware.prefix.OnePrefix",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "jobboard.urls"
WSGI_APPLICATION = "jobboard.wsgi.application"
# The public pages are Jinja's, whose templates are compiled; the admin's are Django's own.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "postings.templating.environment.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# SQLite is embedded and needs no service; DATABASE_URL=postgres://… is for many machines.
try:
    DATABASES = {
        "default": dj_database_url.parse(
            environment.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'board.sqlite3'}"),
            conn_max_age=60,
            conn_health_checks=True,
        )
    }
except (ValueError, KeyError) as error:
    raise ImproperlyConfigured(
        "DATABASE_URL is not a database address such as postgres://user:password@host/name:"
        f" {error}"
    ) from error
if DATABASES["default"]["ENGINE"].rpartition(".")[2] not in ("sqlite3", "postgresql"):
    raise ImproperlyConfigured("DATABASE_URL names neither PostgreSQL nor SQLite.")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets readers read while an import writes; IMMEDIATE makes writers queue, not fail.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456;"
            " PRAGMA cache_size=-4000; PRAGMA temp_store=MEMORY; PRAGMA busy_timeout=30000;"
        ),
    }
# Each machine keeps its own index; it is made of the database and may be deleted at any time.
SEARCH_DIR = DATA_DIR / "search"
# Long work on the index is done by a process of its own, not by the request that saw the need.
SEARCH_IN_BACKGROUND = True
# In each process's memory: cards by posting and revision, and what the list suggests; whole pages
# apart, so that neither displaces the other. A list takes 80 kB, no page over 256; 0 keeps none.
PAGE_CACHE_ENTRIES = environment.whole_number("PAGE_CACHE_ENTRIES", 300, least=0, most=1_000_000)
CACHES = {
    "default": {
        "BACKEND": "jobboard.caches.Memory",
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
    # Of feeds: one holds a posting's whole text, so fewer are kept.
    "entries": {
        "BACKEND": "jobboard.caches.Memory",
        "LOCATION": "entries",
        "TIMEOUT": 86_400,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    "pages": {
        "BACKEND": "jobboard.caches.Memory",
        "LOCATION": "pages",
        "TIMEOUT": 86_400,
        "OPTIONS": {"MAX_ENTRIES": PAGE_CACHE_ENTRIES},
    },
}
if not PAGE_CACHE_ENTRIES:
    CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
_static = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Behind TLS everything is secure; a plain http SITE_URL is for one's own machine.
_tls = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = _tls
SECURE_HSTS_SECONDS = 31_536_000 if _tls else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _tls
# The documented deployment ends TLS in a proxy on the same machine, which sets this header.
if environment.flag("TRUST_PROXY", _tls):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # subdomains of an operator's domain are not ours to promise TLS for
    "security.W021",  # nor is their entry in the browsers' preload list
]

# A bulk action in the admin may hold thousands of ticked rows.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LOG_LEVEL = environment.choice(
    "LOG_LEVEL", "WARNING", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # That a visitor met a closed or unknown page is no news.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}

# Largest posting file that is read, in bytes; the largest real one has 21 kB.
IMPORT_MAX_BYTES = environment.whole_number(
    "IMPORT_MAX_BYTES", 2 * 1024 * 1024, least=1024, most=64 * 1024 * 1024
)
# Seconds one file may take to read and render before it is given up; hostile ones end within 2.
IMPORT_FILE_SECONDS = environment.whole_number("IMPORT_FILE_SECONDS", 20, least=1, most=3600)
POSTINGS_PER_PAGE = environment.whole_number("POSTINGS_PER_PAGE", 20, least=1, most=100)
