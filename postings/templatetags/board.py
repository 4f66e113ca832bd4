"""How the public pages show a posting's values: dates, salaries, places, links, closures."""

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

from postings import links, rendering
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
# Avatars have this many colours; `components.css` names each.
AVATAR_COLOURS = 6
CLOSED = {
    ClosedReason.ARCHIVED: "Closed by its source",
    ClosedReason.REMOVED: "Removed from its source",
    ClosedReason.FILLED: "Filled",
    ClosedReason.EDITOR: "Closed by an editor of this board",
}
# How one source writes a range of money; "USD 195480.0~318600.0" is its rawest form.
MACHINE_RANGE = re.compile(r"([A-Z]{3}) (\d+)(?:\.(\d+))?~(\d+)(?:\.(\d+))?")
RANGE_SIGN = re.compile(r"(\d[^\d~]{0,3}?)\s?~\s?(?=[^\d~]{0,4}\d)")


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
def similar_rows(postings: Sequence[Row]) -> str:
    """Postings as short items of a list, in one pass: a page's templates cost more than its row."""
    return format_html_join("\n", SIMILAR_ROW, map(_similar_row, postings))


def _similar_row(posting: Row) -> tuple[object, ...]:
    organization = posting.hiring_organization
    employer = organization.name if organization else "Organization not stated"
    place = f" · {clamp(posting.place_text, 60)}" if posting.place_text else ""
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
def tags(skills: Sequence[Named], most: int = 0) -> str:
    """Skills as links, so many of them at most, with the number of the others; "" for none."""
    shown = skills[:most] if most else skills
    if not shown:
        return ""
    rows = format_html_join("", TAG, ((one.get_absolute_url(), one.name) for one in shown))
    left = len(skills) - len(shown)
    more = format_html('<li class="more">+{}</li>', left) if left else ""
    return format_html('<ul class="tags" aria-label="Skills">{}{}</ul>', rows, more)


@register.filter
def clamp(text: str, most: int) -> str:
    """The text, cut at a word and marked "…" where it is longer than `most` characters."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return (line[: most + 1].rpartition(" ")[0] or line[:most]).rstrip(" ,;:.–-") + "…"


@register.filter
def salary(text: str) -> str:
    """A salary as stated; only machine spellings of a range are set as a person would."""
    return format_html('<data value="{}">{}</data>', text, _readable_salary(text))


def _readable_salary(text: str) -> str:
    if match := MACHINE_RANGE.fullmatch(text.strip()):
        currency, least, least_part, most, most_part = match.groups()
        low, high = _amount(least, least_part), _amount(most, most_part)
        return f"{currency} {low}" if low == high else f"{currency} {low} – {high}"
    return RANGE_SIGN.sub(r"\1 – ", text)


def _amount(whole: str, part: str | None) -> str:
    grouped = f"{int(whole):,}"
    return f"{grouped}.{part.ljust(2, '0')}" if part and part.strip("0") else grouped


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


@register.filter
def why_closed(closure: State) -> str:
    """One sentence: why a posting is closed and since when."""
    on = closure.closed_on
    if closure.closed_reason == ClosedReason.EXPIRED:
        return f"Its last day was {day(on)}" if on else "Its last day has passed"
    reason = CLOSED[ClosedReason(closure.closed_reason)]
    return f"{reason} on {day(on)}" if on else f"{reason}, day not stated"
