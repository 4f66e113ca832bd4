"""How the public pages show a posting's values: dates, tags, places, links, closures."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from postings import links, rendering, wording
from postings.finding import Named, Row
from postings.lifecycle import State
from postings.models import JobPosting, Organization
from postings.vocabulary import ClosedReason, DatePrecision

register = template.Library()

SIMILAR_ROW = (
    '<li><span class="avatar avatar-{}" aria-hidden="true">{}</span>'
    '<div><a href="{}">{}</a><p>{}{} · {}</p></div></li>'
)
TAG = '<li><a class="tag" href="{}">{}</a></li>'
FOUND_TAG = '<li><a class="tag tag-found" title="found in the text" href="{}">{}</a></li>'
# Avatars have this many colours; `components.css` names each.
AVATAR_COLOURS = 6
CLOSED = {
    ClosedReason.ARCHIVED: "Closed by its source",
    ClosedReason.REMOVED: "Removed from its source",
    ClosedReason.FILLED: "Filled",
    ClosedReason.EDITOR: "Closed by an editor of this board",
}


@register.simple_tag
def site_name() -> str:
    return settings.SITE_NAME


@register.simple_tag
def absolute(path: str) -> str:
    """A path of this board as a whole address."""
    return settings.SITE_URL.rstrip("/") + path


@register.simple_tag
def asset(path: str) -> str:
    """A static file's address; the plain one where its hashed name is unknown, so that the page
    which reports a fault does not fail for the same reason."""
    try:
        return static(path)
    except ValueError:
        return settings.STATIC_URL + path


@register.filter
def body(html: str) -> str:
    """A stored description, which `rendering` has sanitised."""
    return rendering.trusted(html)


@register.filter
def day(value: date) -> str:
    return date_format(value, "j M Y")


@register.simple_tag
def posted(posting: JobPosting | Row) -> str:
    """The posted date as exactly as it is known, in a `<time>`."""
    stated = posting.date_posted
    if stated is None:
        return "Date not stated"
    if posting.date_posted_precision == DatePrecision.MONTH:
        machine, shown = f"{stated:%Y-%m}", date_format(stated, "F Y")
    else:
        machine, shown = stated.isoformat(), day(stated)
    return format_html('<time datetime="{}">{}</time>', machine, shown)


@register.simple_tag
def badges(posting: JobPosting | Row, mode: str) -> str:
    """That it is featured, and how one works there."""
    shown = [("featured", "Featured")] if posting.featured else []
    shown += [("remote" if mode == "Remote" else "mode", mode)] if mode else []
    return format_html_join("", '<span class="badge badge-{}">{}</span>', shown)


@register.simple_tag
def similar_rows(postings: Sequence[Row]) -> str:
    """Postings as short items of a list, in one pass: a page's templates cost more than its row."""
    return format_html_join("\n", SIMILAR_ROW, map(_similar_row, postings))


def _similar_row(posting: Row) -> tuple[object, ...]:
    organization = posting.hiring_organization
    employer = organization.name if organization else "Organization not stated"
    at = wording.where(posting)
    place = "".join(f" · {clamp(said, 60)}" for said in (at.mode, at.place, at.who) if said)
    return (
        colour(organization),
        initials(organization),
        posting.get_absolute_url(),
        posting.title,
        employer,
        place,
        posted(posting),
    )


@register.simple_tag
def tags(tagged: Sequence[Named] = (), found: Sequence[Named] = (), most: int = 0) -> str:
    """Skills as links, so many of them at most, with the number of the others; "" for none.

    found: those that no tag states, which the text alone names; they come last.
    """
    if not tagged and not found:
        return ""
    most = most or len(tagged) + len(found)
    rows = format_html_join("", TAG, _links(tagged[:most]))
    rows += format_html_join("", FOUND_TAG, _links(found[: max(most - len(tagged), 0)]))
    left = len(tagged) + len(found) - most
    more = format_html('<li class="more">+{}</li>', left) if left > 0 else ""
    return format_html('<ul class="tags" aria-label="Skills">{}{}</ul>', rows, more)


def _links(skills: Sequence[Named]) -> list[tuple[str, str]]:
    return [(one.get_absolute_url(), one.name) for one in skills]


@register.simple_tag
def skill_groups(posting: JobPosting | Row, skills: Sequence[Named]) -> wording.Skills[Named]:
    return wording.skills(posting, skills)


@register.simple_tag
def where(posting: JobPosting | Row) -> wording.Where:
    return wording.where(posting)


@register.simple_tag
def paid(posting: JobPosting | Row) -> wording.Pay:
    return wording.paid(posting)


@register.simple_tag
def yearly(posting: JobPosting) -> wording.Year | None:
    return wording.year(posting)


@register.filter
def employment(types: Sequence[str]) -> str:
    return wording.employment(types)


@register.filter
def language(code: str) -> str:
    return wording.language(code)


@register.simple_tag
def caveats(posting: JobPosting) -> list[wording.Caveat]:
    return wording.caveats(posting.problems.all())


@register.filter
def differs(words: str, shown: str) -> bool:
    """Whether a source's words are more than what is shown of them."""
    return bool(words) and words.split() != shown.split()


@register.filter
def clamp(text: str, most: int) -> str:
    """The text, cut at a word and marked "…" where it is longer than `most` characters."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return (line[: most + 1].rpartition(" ")[0] or line[:most]).rstrip(" ,;:.–-") + "…"


@register.filter
def grouped(number: int) -> str:
    return f"{number:,}"


@register.filter
def initials(organization: Organization | Named | None) -> str:
    """One or two letters for an organization's block, "?" where none is stated."""
    words = re.findall(r"[^\W_]+", organization.name) if organization else []
    firsts = [word[0] for word in words if word[0].isalpha() or word[0].isdecimal()]
    return "".join(firsts[:2]).upper() or "?"


@register.filter
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


@register.simple_tag
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


@register.simple_tag
def by_host(urls: Sequence[str]) -> list[tuple[str, list[Outward]]]:
    """Pages that may be linked to, those of one host together, in their order."""
    found: dict[str, list[Outward]] = {}
    for url in urls:
        link = outward(url)
        if link and link.href:
            found.setdefault(link.address or link.host, []).append(link)
    return list(found.items())


@register.filter
def says_remote(place: str) -> bool:
    """Whether a place's own words say that one works remotely."""
    return "remote" in place.lower()


@register.filter
def why_closed(closure: State) -> str:
    """One sentence: why a posting is closed and since when."""
    on = closure.closed_on
    if closure.closed_reason == ClosedReason.EXPIRED:
        return f"Its last day was {day(on)}" if on else "Its last day has passed"
    reason = CLOSED[ClosedReason(closure.closed_reason)]
    return f"{reason} on {day(on)}" if on else f"{reason}, day not stated"
