"""Our own rules for what bleach let through: links, images, headings, and the plain text."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

from bleach.html5lib_shim import Filter  # type: ignore[attr-defined]

# Tags as they come out. Bleach lets a few more in, which the rules below turn into these.
ALLOWED_TAGS = frozenset(
    ("p", "br", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "code", "pre")
    + ("blockquote", "hr", "a", "table", "thead", "tbody", "tr", "th", "td")
)
ENTERING_TAGS = ALLOWED_TAGS | {"h1", "b", "i", "img"}
ENTERING_ATTRIBUTES = {"a": ["href"], "img": ["src", "alt", "width", "height"], "ol": ["start"]}
_RENAMED = {"b": "strong", "i": "em"}
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LINES = ALLOWED_TAGS - {"strong", "em", "code", "a", "th", "td"}
_EMPTY_STAYS = frozenset(("td", "th", "tr", "tbody", "thead", "table"))
_NUMBER = re.compile(r"[0-9]{1,4}")
# Addresses of images that only count readers.
TRACKERS = re.compile(
    r"(blank|spacer|transparent|pixel|1x1|clear)\.(gif|png)|/(track|beacon|open)(ing)?[/?.]"
    r"|//(pixel|track|tracking|beacon|click)\.",
    re.I,
)


class BodyRules(Filter):
    """What bleach let through, by our rules: links, images, headings; collects the plain text."""

    def __init__(self, source: Any, body: "Body") -> None:
        super().__init__(source)
        self.body = body

    def __iter__(self) -> Iterator[dict[str, Any]]:
        body = self.body
        for token in super().__iter__():
            name = token.get("name")
            kind = token["type"]
            if kind == "Entity":
                body.text.append(unescape(f"&{name};"))
                body.out.append(token)
            elif name is None:
                shown = token["data"]
                body.text.append(shown if body.in_pre else shown.replace("\n", " "))
                body.out.append(token)
            elif name in ("a", "img"):
                body.link(token) if name == "a" else body.image(token["data"])
            else:
                body.element(token, name, kind)
        body.settle_headings()
        return iter(body.out)


class Body:
    """The body that is being written: tokens for the serialiser, and its text.

    outward: gives the address to follow, raises ValueError for one that the link policy refuses.
    """

    def __init__(self, outward: Callable[[str], str], rel: str) -> None:
        self.follow, self.rel = outward, rel
        self.out: list[dict[str, Any]] = []
        self.text: list[str] = []
        self.headings: list[dict[str, Any]] = []
        self.refused: list[str] = []
        self.in_link = self.in_pre = False

    def element(self, token: dict[str, Any], name: str, kind: str) -> None:
        if name in _RENAMED:
            token["name"] = name = _RENAMED[name]
        elif name in _HEADINGS:
            self.headings.append(token)
        elif name == "pre":
            self.in_pre = kind == "StartTag"
        elif name == "ol" and kind == "StartTag":
            start = token["data"].get((None, "start"), "")
            token["data"] = {(None, "start"): start} if _NUMBER.fullmatch(start) else {}
        if name in _LINES:
            self.text.append("\n")
        elif kind == "EndTag" and name in ("td", "th"):
            self.text.append(" ")
        self.put(token, name, kind)

    def put(self, token: dict[str, Any], name: str, kind: str) -> None:
        """Appends the token; an element that turns out empty leaves again."""
        out = self.out
        if kind == "EndTag" and out and name not in _EMPTY_STAYS:
            last = out[-1]
            if last["type"] == "StartTag" and last["name"] == name:
                out.pop()
                return
        out.append(token)

    def link(self, token: dict[str, Any]) -> None:
        if token["type"] == "EndTag":
            if self.in_link:
                self.put(token, "a", "EndTag")
            self.in_link = False
            return
        url = self.outward(token["data"].get((None, "href"), ""))
        self.in_link = bool(url)
        if url:
            self.out.append(self.start_of_link(url))

    def image(self, attributes: dict[tuple[None, str], str]) -> None:
        """An image becomes a link that says what it shows; what only counts readers goes."""
        source = attributes.get((None, "src"), "")
        sides = (attributes.get((None, "width")), attributes.get((None, "height")))
        if TRACKERS.search(source) or any(side in ("0", "1") for side in sides):
            return
        url = "" if self.in_link or not source else self.outward(source)
        label = unescape(attributes.get((None, "alt"), "")).strip() or _file_name(unescape(source))
        if not label:
            return
        self.text.append(f" Image: {label} ")
        shown = {"type": "Characters", "data": f"Image: {label}"}
        if url:
            self.out += (
                self.start_of_link(url),
                shown,
                {"type": "EndTag", "name": "a", "data": {}},
            )
        else:
            self.out.append(shown)

    def outward(self, address: str) -> str:
        """The address to follow, or nothing where the link policy refuses it."""
        address = unescape(address).strip()
        if address[:4].lower() == "www.":
            address = f"https://{address}"
        try:
            return self.follow(address)
        except ValueError:
            self.refused.append(address)
            return ""

    def start_of_link(self, url: str) -> dict[str, Any]:
        # Bleach's serialiser takes attribute values as HTML source, with `&` written `&amp;`.
        data = {(None, "href"): url.replace("&", "&amp;"), (None, "rel"): self.rel}
        return {"type": "StartTag", "name": "a", "data": data}

    def settle_headings(self) -> None:
        """The body's title is h1, so the body's highest heading is h2 and no level is skipped."""
        levels = sorted({token["name"] for token in self.headings})
        names = {name: f"h{min(rank, 6)}" for rank, name in enumerate(levels, start=2)}
        for token in self.headings:
            token["name"] = names[token["name"]]


def _file_name(source: str) -> str:
    """The last part of an image's address, to label an image without alternative text."""
    try:
        return unquote(urlsplit(source).path).rpartition("/")[2]
    except ValueError:
        return ""
