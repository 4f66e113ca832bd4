"""Which stated website is the organization's own."""

from postings import links
from postings.normalizers.organizations import hosts
from postings.normalizers.organizations.forms import without_legal_form
from postings.text import name_key


def website(url: str, name: str = "") -> str:
    """The link where the site is the organization's own, else "".

    Not on the host of a tracking system, job board, network or link shortener, unless the host
    bears the organization's name: bamboohr.com is the site of BambooHR.
    """
    try:
        link = links.outward(url.strip())
    except links.RefusedLink:
        return ""
    if link.scheme == "mailto":
        return ""
    host = hosts.of(link.url)
    if hosts.kind(host) and not _bears(host, name):
        return ""
    return link.url


def is_tracking_system(host: str) -> bool:
    """Whether the host belongs to an applicant-tracking system."""
    return hosts.kind(host) == "tracking"


def _bears(host: str, name: str) -> bool:
    """Whether the host itself, not a customer's part of it, has the organization's name."""
    bare = host.removeprefix("www.")
    label = hosts.own_label(bare)
    if not name or not bare.startswith(f"{label}.") or bare.split(".").count(label) > 1:
        return False
    return name_key(without_legal_form(name)) in (name_key(label), name_key(bare))
