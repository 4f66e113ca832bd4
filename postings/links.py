"""The one policy for every link that leads out of the board, and the identity in a URL."""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urlsplit

REL = "nofollow noopener noreferrer external"

# Longer ones are cut by proxies and mail programs; real ones have at most some 300 characters.
_MAX_LENGTH = 2048

_TRACKING = frozenset(
    ("gclid", "gclsrc", "dclid", "gbraid", "wbraid", "fbclid", "msclkid", "yclid", "twclid")
    + ("igshid", "mc_cid", "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "vero_id")
    + ("gh_src", "lever-source", "trk")
)
# A parameter that only tracks on one applicant-tracking system may name the job on another.
_TRACKING_AT = {"greenhouse.io": frozenset(("t",)), "bamboohr.com": frozenset(("source",))}
# For identity more can go than from a link that must still work: one never tells jobs apart, the
# others only name where a visitor came from, unless they hold a number.
_NO_IDENTITY = frozenset(("dcr_id",))
_WHERE_FROM = re.compile(r"(?:t|source|src|ref)(?:=\D*)?", re.IGNORECASE)

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)+")
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
# Printable ASCII that may stand in a URL as it is: all but what could end an attribute or a tag.
_SAFE = "".join(map(chr, range(33, 127))).translate(str.maketrans("", "", '"<>`'))
# Scripts that one language writes together.
_TOGETHER = (frozenset(("CJK", "HIRAGANA", "KATAKANA")), frozenset(("CJK", "HANGUL")))
# Whole words of these can pass for Latin ones (Chrome shows them in punycode too).
_LOOKALIKE = frozenset(("CYRILLIC", "GREEK"))


@dataclass(frozen=True, slots=True)
class Link:
    """An outward link that passed the policy: the URL to follow and the host to show."""

    url: str
    host: str
    scheme: str


class RefusedLink(ValueError):
    """A link that the policy refuses; the message says why in plain English."""


def outward(url: str) -> Link:
    """The link to follow and the host to show; raises RefusedLink.

    http, https and mailto only; tracking parameters are removed, the host is ASCII in the URL.
    """
    url = url.strip(" ")
    _check_characters(url)
    match = _SCHEME.match(url)
    scheme = match[1].lower() if match else ""
    if scheme == "mailto":
        return _mail_link(url[len("mailto:") :])
    if scheme not in ("http", "https"):
        named = f"“{scheme[:20]}:” links are" if scheme else "a link without http:// or https:// is"
        raise RefusedLink(f"{named} not allowed; only http, https and mailto are")
    return _web_link(scheme, url)


def _check_characters(url: str) -> None:
    if not url:
        raise RefusedLink("the link is empty")
    if len(url) > _MAX_LENGTH:
        raise RefusedLink(f"the link is longer than {_MAX_LENGTH} characters")
    if not (url.isascii() and url.isprintable() and " " not in url):
        _check_each_character(url)
    if "\\" in url:
        raise RefusedLink("the link holds a backslash, which browsers read as a slash")


def _check_each_character(url: str) -> None:
    for character in url:
        category = unicodedata.category(character)
        if character.isspace() or category[0] == "Z":
            raise RefusedLink("the link holds a space or a line end")
        if category[0] == "C":  # controls, bidi overrides, zero-width, surrogates, unassigned
            raise RefusedLink(f"the link holds the invisible character U+{ord(character):04X}")


def _web_link(scheme: str, url: str) -> Link:
    if not url[len(scheme) + 1 :].startswith("//"):
        raise RefusedLink(f"the link has no // after “{scheme}:”")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RefusedLink("the link's host or port cannot be read") from None
    if "@" in parts.netloc:
        raise RefusedLink("the link holds a user name or password before its host")
    if port == 0:
        raise RefusedLink("the link's port is 0")
    host, shown = _host(parts.hostname or "")
    netloc = f"{host}:{port}" if port else host
    query = "&".join(_kept(parts.query, _tracking_at(host)))
    parts = SplitResult(scheme, netloc, parts.path, query, parts.fragment)
    return Link(quote(parts.geturl(), safe=_SAFE), shown, scheme)


def _host(host: str) -> tuple[str, str]:
    """The host in ASCII and as it is shown; raises RefusedLink."""
    host = unicodedata.normalize("NFKC", host).lower().removesuffix(".")
    if not host:
        raise RefusedLink("the link has no host")
    if ":" in host or _NUMERIC.fullmatch(host.rpartition(".")[2]):
        return _address(host)
    ascii_host = ".".join(map(_ascii_label, host.split(".")))
    if not _HOST.fullmatch(ascii_host) or len(ascii_host) > 253:
        raise RefusedLink("the link's host is not a public host name")
    if max(map(len, ascii_host.split("."))) > 63:
        raise RefusedLink("a part of the link's host is longer than 63 characters")
    return ascii_host, host if _readable(host) else ascii_host


def _address(host: str) -> tuple[str, str]:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        raise RefusedLink("the link's host is a number that is no IP address") from None
    if not address.is_global:
        raise RefusedLink("the link leads to an address inside a private network")
    text = f"[{address}]" if address.version == 6 else str(address)
    return text, text


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label
    if not all(
        unicodedata.category(character)[0] in "LMN" or character == "-" for character in label
    ):
        raise RefusedLink("the link's host holds a character that no host name has")
    return "xn--" + label.encode("punycode").decode("ascii")


def _readable(host: str) -> bool:
    """Whether a host can be shown as it is: every part in one script that passes for no other."""
    if host.isascii():
        return True
    top = _scripts(host.rpartition(".")[2])
    for label in host.split("."):
        scripts = _scripts(label)
        together = len(scripts) < 2 or any(scripts <= group for group in _TOGETHER)
        if not together or (scripts & _LOOKALIKE and scripts != top):
            return False
    return True


def _scripts(label: str) -> set[str]:
    letters = filter(str.isalpha, label)
    return {unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0] for letter in letters}


def _mail_link(rest: str) -> Link:
    address, _, headers = rest.partition("?")
    local, at, domain = unquote(address).rpartition("@")
    if not at or "@" in local or "," in address or ";" in address:
        raise RefusedLink("a mailto: link must hold exactly one address")
    if not _LOCAL_PART.fullmatch(local) or len(local) > 64:
        raise RefusedLink("the mailto: link's address is not one that mail can be sent to")
    host, shown = _host(domain)
    url = "mailto:" + quote(local, safe="!$'*+-/=^_{|}~.") + "@" + host
    subject = _subject(headers)
    return Link(mailto_with_subject(url, subject) if subject else url, shown, "mailto")


def _subject(headers: str) -> str:
    """The subject of a mailto: link; its other headers could copy in or quote anyone."""
    for header in headers.split("&"):
        name, _, value = header.partition("=")
        if unquote(name).lower() == "subject":
            text = unquote(value)
            if any(unicodedata.category(character)[0] == "C" for character in text):
                raise RefusedLink("the mailto: link's subject holds an invisible character")
            return text
    return ""


def mailto_with_subject(url: str, subject: str) -> str:
    """A mailto: link of `outward` with this subject, unless it has its own; others unchanged."""
    if not url.lower().startswith("mailto:") or "?" in url:
        return url
    return f"{url}?subject={quote(' '.join(subject.split()), safe='')}"


def _tracking_at(host: str) -> frozenset[str]:
    domain = ".".join(host.split(".")[-2:])
    return _TRACKING | _TRACKING_AT.get(domain, frozenset())


def _kept(query: str, dropped: frozenset[str]) -> list[str]:
    """The parameters of a query in their order, as written, without the dropped ones."""
    kept = []
    for parameter in query.split("&"):
        name = unquote(parameter.partition("=")[0]).lower()
        if parameter and name not in dropped and not name.startswith("utm_"):
            kept.append(parameter)
    return kept


def is_tracking(name: str) -> bool:
    """Whether a parameter of any host only tells where a visitor came from."""
    return name.lower() in _TRACKING or name.lower().startswith("utm_")


def identity_key(url: str) -> str:
    """What two spellings of one posting's URL share; never an error, "" for "".

    Host in lower case, without scheme, www., default port, last slash, tracking parameters and a
    fragment that is no route; the rest of the query stays, in its order: it often names the job.
    """
    bare = re.sub(r"^(?:https?:)?//", "", url.strip(), flags=re.IGNORECASE)
    rest, _, fragment = bare.partition("#")
    address, _, query = rest.partition("?")
    host, slash, path = address.partition("/")
    host = host.lower().removeprefix("www.").removesuffix(".")
    host = re.sub(r":(?:80|443)?$", "", host)
    told = _kept(query, _tracking_at(host) | _NO_IDENTITY)
    kept = "&".join(one for one in told if not _WHERE_FROM.fullmatch(one))
    page = (host + slash + path).rstrip("/") + (f"?{kept}" if kept else "")
    # A page that scripts draw may name the job here alone.
    return f"{page}#{fragment}" if fragment.startswith(("/", "!")) else page
