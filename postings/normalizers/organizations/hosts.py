"""Hosts that are nobody's own site: tracking systems, job boards, shorteners, mail providers."""

import csv
import functools
import re
from pathlib import Path
from urllib.parse import urlsplit

_LABEL = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")


def kind(host: str) -> str:
    """What the host is: tracking, board, social, page, shortener, clicks, mail; "" for others.

    The table's row of the host or of the nearest domain above it.
    """
    host = host.lower().removesuffix(".")
    table = _table()
    while "." in host:
        if found := table.get(host):
            return found
        host = host.partition(".")[2]
    return ""


def of(url: str) -> str:
    """The host of a URL in small letters, without port and user; "" where none can be read."""
    try:
        return (urlsplit(url).hostname or "").lower().removesuffix(".")
    except ValueError:
        return ""


def own_label(host: str) -> str:
    """The host's own name: "acme" of jobs.acme.com and www.acme.co.uk."""
    labels = host.lower().removesuffix(".").split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3:
        return labels[-3]
    return labels[-2] if len(labels) > 1 else labels[0]


@functools.cache
def _table() -> dict[str, str]:
    path = Path(__file__).with_name("hosts.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {host: row["kind"] for row in rows for host in _LABEL.findall(row["hosts"])}
