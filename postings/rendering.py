"""Posting bodies as HTML that is safe to show: repaired, rendered, sanitised, and as plain text."""

import re
import threading
from functools import partial
from html import escape
from typing import Any
from xml.etree.ElementTree import Element

from bleach.sanitizer import Cleaner
from django.utils.safestring import SafeString, mark_safe
from markdown import Markdown
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.serializers import RE_AMP
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from postings import links
from postings.body_rules import ENTERING_ATTRIBUTES, ENTERING_TAGS, Body, BodyRules
from postings.markdown_repair import RAW_TAG, repair_markdown
from postings.records import Problem, Rendered, UnreadableFile
from postings.vocabulary import ProblemKind, RejectedKind

# Raise it whenever the same source would render otherwise: `rerender_postings` asks for it.
RENDERER_VERSION = 1

_ADDRESS = (
    r"(?<![\w@/.:+-])(?:(?:https?://|www\.(?=\w))[^\s<>\"`*\x02\x03]{1,2000}"
    r"|[\w.+-]{1,64}@\w[\w-]*(?:\.\w[\w-]*)+)"
)
_SPECIAL = re.compile(r"[\\`*_\[<@]|://|www\.|  \n")
_TRAILING = ".,;:!?'\"’”»_…"
_BRACKETS = {")": "(", "]": "[", "}": "{"}
# What python-markdown writes that bleach may read; `b` and `i` are read faster than their kin.
_WRITTEN = frozenset(("href", "src", "alt", "start"))
_SHORTER = {"strong": "b", "em": "i"}
_VOID = frozenset(("br", "hr", "img"))
_SPACE_BEFORE_BREAK = re.compile(r"[ \t\xa0]*\n\s*")


# Generous beside the largest real body (20,638 characters, 31 "[") and measured: each of these
# alone, at its limit, renders in about a second at most.
_LONGEST = 200_000
_MOST = {"[": 500, "<": 1_000, "`": 2_000, "&": 5_000, "*": 5_000, "_": 5_000, "|": 5_000}
_MOST |= {"\\": 5_000, "\n": 8_000}
_TOO_DEEP = re.compile(r"^(?:[ \t]*(?:>|(?:[*+-]|\d+\.)[ \t])){25}|^[ \t]{100}[ \t]*\S", re.M)
_LONG_RUN = re.compile(r"([^\w\s])\1{9,}")
_LONGEST_FLAT = 1_000_000
_MOST_ESCAPES = 30_000
_MOST_PARAGRAPHS = 2_000


class _AutoLink(InlineProcessor):
    """Written-out web and mail addresses; bleach's linkify would make a link of ASP.NET, too."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        shown = _without_trailing(m.group(0))
        address = shown
        if "://" not in shown:
            address = f"https://{shown}" if shown[:4] == "www." else f"mailto:{shown}"
        link = Element("a", href=address)
        link.text = AtomicString(shown)
        return link, m.start(), m.start() + len(shown)


def _without_trailing(address: str) -> str:
    """The address without the punctuation of the sentence around it."""
    while address:
        last = address[-1]
        unpaired = last in _BRACKETS and address.count(last) > address.count(_BRACKETS[last])
        if last not in _TRAILING and not unpaired:
            break
        address = address[:-1]
    return address


class _PlainText(Treeprocessor):
    """Marks text that holds no markdown, so that the inline patterns skip it."""

    def run(self, root: Element) -> None:
        search = _SPECIAL.search
        for element in root.iter():
            if element.text and not search(element.text):
                element.text = AtomicString(element.text)


def _markdown(raw_html: bool) -> Markdown:
    """python-markdown without what costs time or lets text vanish.

    Gone: reference definitions ("[Remote]: yes" would disappear), indented code (in postings
    always an accident of spacing), white space (`repair_markdown` did it), pretty printing.
    """
    md = Markdown(extensions=[TableExtension()])
    md.preprocessors.deregister("normalize_whitespace")
    for name in ("reference", "code"):
        md.parser.blockprocessors.deregister(name)
    for name in ("reference", "image_reference", "short_reference", "short_image_ref"):
        md.inlinePatterns.deregister(name)
    md.treeprocessors.deregister("prettify")
    md.treeprocessors.register(_PlainText(md), "plain_text", 30)
    md.inlinePatterns.register(_AutoLink(_ADDRESS, md), "auto_link", 85)
    ordered_list: Any = md.parser.blockprocessors["olist"]
    ordered_list.LAZY_OL = False  # a list that goes on after a paragraph goes on counting
    md.postprocessors.deregister("amp_substitute")
    if not raw_html:
        md.preprocessors.deregister("html_block")
        md.postprocessors.deregister("raw_html")
        for name in ("html", "entity"):
            md.inlinePatterns.deregister(name)
        md.serializer = _serialized
    return md


def _serialized(root: Element) -> str:
    """Terse HTML for the sanitiser: every tag and end tag it must not read saves its time."""
    pieces: list[str] = []
    _write(root, pieces)
    return "".join(pieces)


def _write(element: Element, pieces: list[str]) -> None:
    tag = _SHORTER.get(element.tag, element.tag)
    attributes = [
        f' {name}="{escape(value)}"' for name, value in element.items() if name in _WRITTEN
    ]
    pieces.append(f"<{tag}{''.join(attributes)}>")
    if element.text:
        pieces.append(_escaped(element.text))
    for child in element:
        _write(child, pieces)
    tail = element.tail
    # HTML implies these end tags wherever a sibling or the parent's end follows.
    if not (tag == "li" or (tag == "p" and not tail) or tag in _VOID):
        pieces.append(f"</{tag}>")
    if tail:
        pieces.append(_escaped(tail))


def _escaped(text: str) -> str:
    """Text for HTML, character references left as they are."""
    if "&" in text:
        text = RE_AMP.sub("&amp;", text)
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text


class _Bench(threading.local):
    """One set of tools per thread; neither python-markdown nor bleach may be shared."""

    def __init__(self) -> None:
        self.plain, self.with_html = _markdown(raw_html=False), _markdown(raw_html=True)
        self.cleaner = Cleaner(
            tags=ENTERING_TAGS,
            attributes=ENTERING_ATTRIBUTES,
            protocols=("http", "https", "mailto"),
            strip=True,
        )


_bench = _Bench()


def render(source: str) -> Rendered:
    """The body as sanitised HTML and as plain text.

    Raises UnreadableFile for a body that cannot be shown at all; one that is merely too deep or
    too full of markup comes back as escaped paragraphs with the problem FLATTENED_BODY.
    """
    hostile = _too_much(source)
    if hostile:
        return _flat(source, hostile)
    try:
        repaired = repair_markdown(source)
        md = _bench.with_html if RAW_TAG.search(repaired) else _bench.plain
        return _cleaned(md.reset().convert(repaired))
    except RecursionError:
        # The instance stopped half-way through a document; the next one needs a fresh one.
        _bench.__init__()  # type: ignore[misc]
        return _flat(source, "it is nested too deeply")


def _too_much(source: str) -> str:
    """Why a body must not reach python-markdown; some of its patterns take quadratic time."""
    if len(source) > _LONGEST:
        return f"it has more than {_LONGEST} characters"
    for mark, most in _MOST.items():
        if source.count(mark) > most:
            return f"it has more than {most} of the character {mark!r}"
    return "it is nested too deeply" if _TOO_DEEP.search(source) else ""


def _flat(source: str, why: str) -> Rendered:
    """Escaped paragraphs, long runs of one sign cut short."""
    text = _LONG_RUN.sub(r"\1\1\1", source)
    if len(text) > _LONGEST_FLAT or sum(map(text.count, "<>&")) > _MOST_ESCAPES:
        reason = f"The body cannot be shown: {why}. Shorten it or take the markup out."
        raise UnreadableFile(RejectedKind.UNRENDERABLE, reason, field="description")
    paragraphs = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    if len(paragraphs) > _MOST_PARAGRAPHS:
        paragraphs = [" ".join(paragraphs)]
    html = "".join(f"<p>{escape(part, quote=False)}</p>" for part in paragraphs)
    rendered = _cleaned(html)
    problem = Problem(
        ProblemKind.FLATTENED_BODY, f"The body is shown without its markup: {why}.", "description"
    )
    return Rendered(rendered.html, rendered.text, (problem, *rendered.problems))


def _cleaned(html: str) -> Rendered:
    body = Body(lambda url: links.outward(url).url, links.REL)
    _bench.cleaner.filters = [partial(BodyRules, body=body)]
    clean = _bench.cleaner.clean(html)
    problems: tuple[Problem, ...] = ()
    if body.refused:
        shown = ", ".join(body.refused[:3])[:200]
        message = f"{len(body.refused)} links of the body are shown as text: {shown}"
        problems = (Problem(ProblemKind.REFUSED_LINK, message, "description"),)
    return Rendered(clean, _folded("".join(body.text)), problems)


def _folded(text: str) -> str:
    return _SPACE_BEFORE_BREAK.sub("\n", text).strip()


def trusted(html: str) -> SafeString:
    """Marks HTML that `render` made and the database stored as safe; nothing else may come here."""
    return mark_safe(html)  # noqa: S308
