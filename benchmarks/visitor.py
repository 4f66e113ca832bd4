"""A visitor in this process: requests to the WSGI application itself, as the server makes them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    """Header names are in small letters."""

    status: int
    headers: dict[str, str]
    content: bytes


class Visitor:
    """Loads the application, and with it whatever the server does at its start."""

    def __init__(self) -> None:
        self.application = importlib.import_module("jobboard.wsgi").application

    def get(self, address: str) -> Answer:
        """The whole answer, after it was closed as a server closes it."""
        answered: list[Any] = []

        def start(status: str, headers: Iterable[tuple[str, str]], _: object = None) -> None:
            answered.extend((int(status[:3]), {name.lower(): value for name, value in headers}))

        parts = self.application(_environment(address), start)
        try:
            content = b"".join(parts)
        finally:
            close: Callable[[], None] | None = getattr(parts, "close", None)
            if close is not None:
                close()
        return Answer(answered[0], answered[1], content)


def _environment(address: str) -> dict[str, Any]:
    """As PEP 3333 wants it, the path decoded as latin-1."""
    path, _, query = address.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": HOST,
        "HTTP_HOST": HOST,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
