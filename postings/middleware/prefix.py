"""Under which prefix a request's links lead."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from postings.models import paths

Handler = Callable[[HttpRequest], HttpResponse]


class OnePrefix:
    """Asks for it once a request: a page has hundreds of links."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with paths.one_prefix():
            return self.get_response(request)
