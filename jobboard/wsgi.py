"""The entry for a WSGI server: `granian --interface wsgi jobboard.wsgi:application`."""

import gc
import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
application = get_wsgi_application()
try:
    _ = settings.SECRET_KEY
except ImproperlyConfigured as error:
    # Better no server than one where nobody can sign in.
    raise ImproperlyConfigured(
        "There is no secret key: set SECRET_KEY or run `python manage.py generate_secret_key`."
    ) from error

# What is loaded now stays; looking through it at every collection costs a tenth of a page's time.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
