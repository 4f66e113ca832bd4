"""Django made ready for a module that is run by itself; in the tests it is already."""

import os

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
if not apps.ready:
    django.setup()
