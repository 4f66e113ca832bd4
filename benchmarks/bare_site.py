"""The least that Django does for a page: a view of one line behind Django's standard middleware.

Settings, URLs and WSGI application in one: what jobboard.settings says, without our own middleware.
"""

from __future__ import annotations

import os

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jobboard.settings import *  # noqa: F403

ROOT_URLCONF = __name__
# What `startproject` writes.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# As long as a list page.
BODY = b"x" * int(os.environ.get("BARE_BYTES", "43000"))


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY)


urlpatterns = [path("", page)]
