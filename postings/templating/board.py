"""How the public pages show a posting's values: dates, tags, places, links, closures."""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.conf import settings
from django.templatetags.static import static as django_static
from django.utils.formats import date_format
from django.utils.html import format_html

from postings import links, rendering
from postings.finding import Brief, Named, Row
from postings.lifecycle import State
from postings.models import JobPosting, Organization
from postings.vocabulary import ClosedReason, DatePrecision

# Avatars have this many colours; `components.css` names each.
AVATAR_COLOURS = 6
CLOSED = {
    ClosedReason.ARCHIVED: "Closed by its source",
    ClosedReason.REMOVED: "Removed from its source",
    ClosedReason.FILLED: "Filled",
    ClosedReason.EDITOR: "Closed by an editor of this board",
}


class Addressed(Protocol):
    def get_absolute_url(self) -> str: ...


def site_name() -> str:
    return settings.SITE_NAME


def absolute(path: str) -> str:
    """A path of this board as a whole address."""
    return settings.SITE_URL.rstrip("/") + path


def address(one: Addressed) -> str:
    """The path of what has a page of its own."""
    return one.get_absolute_url()


def static(path: str) -> str:
    """A static file's address. Raises ValueError where its hashed name is unknown."""
    return _static(path, settings.STATIC_URL, settings.STORAGES["staticfiles"]["BACKEND"])


@functools.lru_cache(maxsize=64)
def _static(path: str, *told: str) -> str:
    """Once for what tells it: a page has seven, and names do not change under a process."""
    return django_static(path)


def asset(path: str) -> str:
    """A static file's address; the plain one where its hashed name is unknown, so that the page
    which reports a fault does not fail for the same reason."""
    try:
        return static(path)
    except ValueError:
        return settings.STATIC_URL + path


def body(html: str) -> str:
    """A stored description, which `rendering` has sanitised."""
    return rendering.trusted(html)


def day(value: date) -> str:
    return _day(value.year, value.month, value.day)


@functools.lru_cache(maxsize=4_096)
def _day(*numbers: int) -> str:
    return date_format(date(*numbers), "j M Y")


def posted(posting: JobPosting | Row | Brief) -> str:
    """The posted date as exactly as it is known, in a `<time>`."""
    return _posted(posting.date_posted, posting.date_posted_precision)


@functools.lru_cache(maxsize=4_096)
def _posted(stated: date | None, precision: str) -> str:
    if stated is None:
        return "Date not stated"
    if precision == DatePrecision.MONTH:
        machine, shown = f"{stated:%Y-%m}", date_format(stated, "F Y")
    else:
        machine, shown = stated.isoformat(), day(stated)
    return format_html('<time datetime="{}">{}</time>', machine, shown)


def differs(words: str, shown: str) -> bool:
    """Whether a source's words are more than what is shown of them."""
    return bool(words) and words.split() != shown.split()


def clamp(text: str, most: int) -> str:
    """The text, cut at a word and marked "…" where it is longer than `most` characters."""
    # So many words are longer, with the blanks between them, and a whole text has many more.
    words = most // 2 + 2
    line = " ".join(text.split(None, words)[:words])
    if len(line) <= most:
        return line
    return (line[: most + 1].rpartition(" ")[0] or line[:most]).rstrip(" ,;:.–-") + "…"


def grouped(number: int) -> str:
    return f"{number:,}"


def plural(number: int, one: str = "", many: str = "s") -> str:
    """The ending or the word that goes with so many."""
    return one if number == 1 else many


def initials(organization: Organization | Named | None) -> str:
    """One or two letters for an organization's block, "?" where none is stated."""
    words = re.findall(r"[^\W_]+", organization.name) if organization else []
    firsts = [word[0] for word in words if word[0].isalpha() or word[0].isdecimal()]
    return "".join(firsts[:2]).upper() or "?"


def colour(organization: Organization | Named | None) -> int:
    """The number of an organization's colour, the same on every page."""
    return zlib.crc32(organization.key.encode()) % AVATAR_COLOURS + 1 if organization else 0


@dataclass(frozen=True, slots=True)
class Outward:
    """A link out of the board as a page needs it; `refused` says why there is none."""

    href: str = ""
    host: str = ""
    address: str = ""
    refused: str = ""
    rel: str = links.REL


# A page names its apply link three times.
@functools.lru_cache(maxsize=256)
def outward(url: str, subject: str = "") -> Outward | None:
    """The link by the link policy, a mailto: one with a subject; None where there is no URL."""
    if not url:
        return None
    try:
        link = links.outward(url)
    except links.RefusedLink as refusal:
        return Outward(refused=str(refusal))
    if link.scheme != "mailto":
        return Outward(link.url, link.host.removeprefix("www."))
    address = link.url.removeprefix("mailto:").partition("?")[0]
    href = links.mailto_with_subject(link.url, subject) if subject else link.url
    return Outward(href, link.host, address)


def by_host(urls: Sequence[str]) -> list[tuple[str, list[Outward]]]:
    """Pages that may be linked to, those of one host together, in their order."""
    found: dict[str, list[Outward]] = {}
    for url in urls:
        link = outward(url)
        if link and link.href:
            found.setdefault(link.address or link.host, []).append(link)
    return list(found.items())


def why_closed(closure: State) -> str:
    """One sentence: why a posting is closed and since when."""
    on = closure.closed_on
    if closure.closed_reason == ClosedReason.EXPIRED:
        return f"Its last day was {day(on)}" if on else "Its last day has passed"
    reason = CLOSED[ClosedReason(closure.closed_reason)]
    return f"{reason} on {day(on)}" if on else f"{reason}, day not stated"
