"""Organizations: who hires, one identity for all spellings, and the website that is theirs."""

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path

from postings.normalizers.organizations.forms import without_legal_form
from postings.normalizers.organizations.websites import is_tracking_system, website
from postings.records import StatedName
from postings.text import clean_line, name_key, name_slug

__all__ = ["is_tracking_system", "key", "read", "shown", "slug", "website"]

# Longer ones are sentences; the longest of the real files has 39 characters.
MAX_LENGTH = 200

# "Acme?subid1=…" and "Acme?locationid=…": the query of a career page's address.
_QUERY = re.compile(r"\?[\w.%\[\]-]{1,60}=.*$", re.DOTALL)
_EDGES = " \t-–—|:,;/*_#·•"
# How a slug spells a name.
_SLUG_LIKE = re.compile(r"[^\W_]+(?:-[^\W_]+)+")


def read(name: str) -> StatedName | None:
    """Who a stated name names; None where it names nobody ("None", "Confidential", "-").

    The name is for display: without what a career page wrote around it. Its key is one for all
    spellings: case, accents, spaces, hyphens and the legal form at the end play no part.
    """
    return _read(name[: 4 * MAX_LENGTH])


@functools.lru_cache(maxsize=8192)
def _read(name: str) -> StatedName | None:
    stated = _QUERY.sub("", clean_line(name))[:MAX_LENGTH].strip()
    cleaned = _without_page_words(stated)
    nameless = _wordings()["nameless"]
    if not any(map(str.isalnum, cleaned)) or {_plain(stated), _plain(cleaned)} & set(nameless):
        return None
    return StatedName(name=cleaned, key=key(cleaned), slug=slug(cleaned))


def key(name: str) -> str:
    """What all spellings of an organization share: the `name_key` without its legal form.

    A slug of `slug` has the same key as its name.
    """
    return name_key(without_legal_form(name))


def slug(name: str) -> str:
    """The page name of an organization; without its hyphens it is its `key`."""
    return name_slug(without_legal_form(name))


def shown(spellings: Mapping[str, int]) -> str:
    """The spelling to show, of spelling -> how often it is used; "" for none.

    The most frequent one, but a slug ("deca-games") and a name without a capital, which bots take
    from slugs, lose to a written name; ties go by code point.
    """
    used = [(text, count) for text, count in spellings.items() if count > 0]
    best = min(used, key=lambda one: (_carelessness(one[0]), -one[1], one[0]), default=("", 0))
    return best[0]


def _carelessness(text: str) -> int:
    """0 for a written name, 1 for one without a capital, 2 for a slug of several words."""
    if text != text.lower():
        return 0
    return 2 if _SLUG_LIKE.fullmatch(text) else 1


def _without_page_words(name: str) -> str:
    """The name without the titles of career pages around it, where a name is left."""
    while (rest := _without_title(name)) != name:
        name = rest
    return name


def _without_title(name: str) -> str:
    words = _wordings()
    plain = name.lower()
    for before in words["before"]:
        if plain.startswith(before + " "):
            name = name[len(before) :].strip(_EDGES) or name
            break
    plain = name.lower()
    for after in words["after"]:
        rest = name[: -len(after)].rstrip(_EDGES)
        if plain.endswith(after) and rest != name[: -len(after)] and rest:
            return rest
    return name


def _plain(name: str) -> str:
    return name.lower().strip(" .-–—_*#()[]<>\"'")


@functools.cache
def _wordings() -> dict[str, tuple[str, ...]]:
    path = Path(__file__).with_name("wordings.json")
    stated = json.loads(path.read_text(encoding="utf-8"))
    kinds = ("nameless", "before", "after")
    # Longer wordings first: "careers page" ends in no "careers", but "job board" ends others.
    return {kind: tuple(sorted(stated[kind], key=len, reverse=True)) for kind in kinds}
