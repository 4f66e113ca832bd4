"""Links that hide where they lead."""

import functools
import ipaddress
import re

from postings import links
from postings.normalizers.organizations import hosts
from postings.normalizers.quality.sentences import Text

_URL = re.compile(r"https?://[^\s<>()\[\]\"'`*\\|]{3,2000}", re.IGNORECASE)
_LINK = re.compile(
    r"(?<!!)\[([^\[\]\n]{3,200})\]\([ ]?<?(https?://[^\s<>()]{3,2000})", re.IGNORECASE
)
# A text that names a host. Without its scheme or "www.", only one in .com: "ASP.NET" and
# "Node.js" are no hosts.
_NAMED = re.compile(
    r"(?:https?://(?:www\.)?|www\.)((?:[\w-]{1,63}\.){1,5}[a-z]{2,24})(?:[/?#:]\S*)?"
    r"|((?:[a-z0-9-]{1,63}\.){1,3}com)(?:/\S*)?"
)
# The sentence's, not the address's.
_AFTER_URL = ".,;:!?…”’»"
_MOST = 300
_HIDES = {
    "shortener": "A link shortener hides where the link leads",
    "clicks": "The link leads through a counter of clicks",
}


def suspicious(text: Text) -> list[tuple[str, str]]:
    """What is odd and the link, in order, each link once."""
    found: dict[str, str] = {}
    for at in text.places("://", _MOST):
        match = _URL.match(text.body, max(0, at - 5)) or _URL.match(text.body, max(0, at - 4))
        url = match[0].rstrip(_AFTER_URL) if match else ""
        if url and url not in found and (says := suspicion(url)):
            found[url] = says
    if "](" in text.body:
        for count, match in enumerate(_LINK.finditer(text.body)):
            if count >= _MOST:
                break
            if match[2] not in found and (says := _misnamed(match[1], match[2])):
                found[match[2]] = says
    return [(says, url[:200]) for url, says in found.items()]


def suspicion(url: str) -> str:
    """What is odd about an address, in plain English; "" for nothing."""
    return _suspicion_of(hosts.of(url))


@functools.lru_cache(maxsize=1024)
def _suspicion_of(host: str) -> str:
    if says := _HIDES.get(hosts.kind(host)):
        return says
    if _is_address(host):
        return "The link leads to a bare IP address"
    if not host.isascii() or "xn--" in host:
        return "The link's host mixes look-alike letters" if _is_disguised(host) else ""
    return ""


def _is_address(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def _is_disguised(host: str) -> bool:
    """Whether the link policy shows the host in punycode, as browsers do with look-alikes."""
    try:
        shown = links.outward(f"https://{'.'.join(map(_spelled_out, host.split('.')))}/").host
    except links.RefusedLink:
        return True
    return "xn--" in shown


def _spelled_out(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _misnamed(shown: str, url: str) -> str:
    """What is odd where a link's text names a host and its address leads to another."""
    match = _NAMED.fullmatch(shown.strip(" *_").lower())
    host = hosts.of(url)
    if match is None or not host or hosts.kind(host) == "tracking":
        return ""
    named = hosts.own_label(match[1] or match[2])
    if named in url.lower() or hosts.own_label(host) in shown.lower():
        return ""
    return f"The link says {match[1] or match[2]} and leads elsewhere"
