"""Keeps public pages by address and version, and answers before anything else looks at a request.

A view says of its answer: `cacheable = True`, and for a page made of the search index
`board_revision`, the revision its ids came from.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, parse_http_date_safe

from postings import querysets, versions
from postings.middleware import kept
from postings.versions import Version

Handler = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger(__name__)

# Paths that are nobody's public page; what answers them says itself who may keep it.
NOT_PAGES = ("/admin/", "/static/")
# Seconds that a cache between us and many visitors may serve a page without asking.
SHARED_SECONDS = 60
DAY_SECONDS = 86_400
# A closed posting's page is kept as a live one's is: crawlers come back for it.
KEPT_STATUS = (200, 410)


class PageCache:
    """Answers anonymous GET and HEAD from the cache named "pages", with tags, 304 and gzip."""

    def __init__(self, get_response: Handler) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed("Templates change without a restart, and so without a release.")
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.path_info.startswith(NOT_PAGES):
            return self.get_response(request)
        if _is_personal(request):
            response = self.get_response(request)
            response.headers["Cache-Control"] = "private, no-store"
            return response
        # A refused host is 400 here too, whatever is kept.
        request.get_host()
        address = _address(request)
        try:
            version = versions.current()
            page = caches["pages"].get(_key(address, version))
        except Exception:
            # The view finds out by itself what is still there, and its error page needs nothing.
            logger.warning("no page can be kept", exc_info=True)
            return _uncached(request, self.get_response(request))
        if page is not None and page[0] == address:
            return _answer(request, kept.Kept(*page), version)
        return self._computed(request, address, version)

    def _computed(self, request: HttpRequest, address: str, version: Version) -> HttpResponse:
        response = self.get_response(request)
        # What was begun before midnight is of neither day.
        if not _may_be_kept(response) or querysets.today() != version.day:
            return _uncached(request, response)
        # Of what was looked at last, the page may show more; of what was looked at first, no less.
        made_of = getattr(response, "board_revision", version.revision)
        shown = version.at(min(made_of, version.revision))
        storing = settings.PAGE_CACHE_ENTRIES > 0
        packed = storing or kept.takes_gzip(request)
        page = kept.keep(address, response, packed=packed)
        stored = kept.fit_to_store(page) if storing else None
        if stored is not None:
            try:
                caches["pages"].set(_key(address, shown), tuple(stored))
            except Exception:
                logger.warning("a page could not be kept", exc_info=True)
        return _answer(request, page, shown)


def _is_personal(request: HttpRequest) -> bool:
    meta = request.META
    if "HTTP_AUTHORIZATION" in meta:
        return True
    return "HTTP_COOKIE" in meta and settings.SESSION_COOKIE_NAME in request.COOKIES


def _address(request: HttpRequest) -> str:
    # With its length, because a decoded path may hold a question mark.
    path = request.path
    return f"{len(path)} {path}?{request.META.get('QUERY_STRING', '')}"


def _key(address: str, version: Version) -> str:
    told = f"{version.text} {address}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, digest_size=16).hexdigest()


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        getattr(response, "cacheable", False) is True
        and response.status_code in KEPT_STATUS
        and not response.streaming
        and not response.cookies
        # Something has looked at the session after all.
        and "cookie" not in response.get("Vary", "").lower()
    )


def _answer(request: HttpRequest, page: kept.Kept, version: Version) -> HttpResponse:
    # A condition counts only where the answer would be a success (RFC 9110, 13.2.1), so not on 410.
    if page.status == 200 and _is_current(request, version):
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        response = kept.answer(page, request)
    headers = response.headers
    headers["ETag"] = version.etag
    headers["Vary"] = "Accept-Encoding"
    # No shared cache may carry a page over midnight, when postings run out.
    left = int(DAY_SECONDS - time.time() % DAY_SECONDS)
    headers["Cache-Control"] = f"max-age=0, s-maxage={min(left, SHARED_SECONDS)}"
    if version.last_modified:
        headers["Last-Modified"] = version.last_modified
    return response


def _is_current(request: HttpRequest, version: Version) -> bool:
    """Whether what the client has is this version; a tag it names wins over a date."""
    tags = request.META.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        if tags == version.etag:
            return True
        mine = version.etag.removeprefix("W/")
        return any(tag == "*" or tag.removeprefix("W/") == mine for tag in parse_etags(tags))
    since, modified = request.META.get("HTTP_IF_MODIFIED_SINCE"), version.last_modified
    if not since or not modified:
        return False
    if since == modified:
        return True
    had = parse_http_date_safe(since)
    # A date that is still to come is none (RFC 9110, 13.1.3).
    return had is not None and (parse_http_date_safe(modified) or 0) <= had <= time.time()


def _uncached(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An answer that nobody keeps: asked for again each time, even a redirect.

    A client may keep a 301 that says nothing of it for as long as it likes (RFC 9110, 15.4.2; RFC
    9111, 4.2.2), and no redirect here is for ever: a split gives an address its page back, and so
    does a title that is changed back. `no-cache` has it asked for again (RFC 9111, 5.2.2.4), while
    301 still tells crawlers where to count what links to it.
    """
    broken = response.status_code >= 500
    response.headers.setdefault("Cache-Control", "no-store" if broken else "no-cache")
    if response.streaming or response.has_header("Content-Encoding"):
        return response
    patch_vary_headers(response, ["Accept-Encoding"])
    if len(response.content) >= kept.LEAST_BYTES and kept.takes_gzip(request):
        response.content = kept.compress(response.content)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.content))
    return response
