"""Whole postings against the labelled truth: what a reader stores, and what a body shows."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from postings import readers
from postings.normalizers import normalize
from postings.rendering import render
from postings.tests import real

BLOCK = re.compile(r"<(?:/?(?:p|[uo]l|li|h\d|pre|blockquote|hr|table|tr|td|th)|br)\b[^>]*>")
IMAGE = re.compile(r"<a [^>]*>Image: [^<]*</a>|(?<=>)Image: [^<]*(?=<)")
TAG = re.compile(r"<[^>]*>")


def as_labelled(data: bytes, path: str) -> dict[str, Any]:
    """The fields of a file, in the words of the labels."""
    raw = readers.read(readers.text_of(data), path)
    posting = normalize(raw)
    day, length = posting.date_posted, {"day": 10, "month": 7}
    return {
        "title": raw.values["title"],
        "company": raw.values.get("hiring_organization"),
        # Some files have no closing link; their heading's link is the one to apply.
        "apply_url": raw.values.get("apply_url") or raw.values.get("url"),
        "url": raw.values.get("url"),
        "location": raw.values.get("place"),
        "salary": raw.values.get("salary"),
        "tags": list(raw.skills),
        "posted": day.isoformat()[: length[posting.date_posted_precision]] if day else None,
        "archived": posting.archived,
    }


def body_as_labelled(data: bytes, path: str) -> dict[str, Any]:
    """How the body of a file, rendered, begins, ends and links."""
    html = render(readers.read(readers.text_of(data), path).body).html
    text = visible(html)
    return {"body_start": text[:60], "body_end": text[-60:], "body_link_hosts": hosts(html)}


def visible(html: str) -> str:
    """The text of HTML, white space folded, image labels left out."""
    return " ".join(unescape(TAG.sub("", BLOCK.sub(" ", IMAGE.sub("", html)))).split())


def hosts(html: str) -> list[str]:
    addresses = re.findall(r'<a href="([^"]*)"', IMAGE.sub("", html))
    found = [urlsplit(unescape(address)).hostname for address in addresses]
    return list(dict.fromkeys(host for host in found if host))


def results() -> tuple[int, dict[str, list[str]]]:
    """How many postings are labelled, and by field, where we read another value."""
    rows = real.golden_rows("postings.dev.jsonl")
    missed: dict[str, list[str]] = {}
    for row in rows:
        data = (real.golden() / row["file"]).read_bytes()
        found = as_labelled(data, row["path"]) | body_as_labelled(data, row["path"])
        for field, value in found.items():
            wrong = missed.setdefault(field, [])
            if value != row[field]:
                wrong.append(f"{row['id']}: expected {row[field]!r}, got {value!r}")
    return len(rows), missed
