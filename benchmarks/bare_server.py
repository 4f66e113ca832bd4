"""The WSGI application of `bare_site`, loaded as our own is."""

import gc

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
