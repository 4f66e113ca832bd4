"""What makes a posting the same posting: its source's own URL, never its title."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from pathlib import PurePath

from postings.links import identity_key
from postings.readers import heading_block
from postings.records import NormalizedPosting, RawPosting
from postings.text import clean_line, letters_only

# The heading-block site gives freed URLs to other employers: 41 times in 18,574 files.
FORMATS_THAT_REUSE_URLS = {heading_block.FORMAT}
PUBLIC_ID_LENGTH = 12
# File names that say nothing; the folder's name does.
NAMES_OF_ALL = ("readme", "index")
# As names were read when the first permalinks were given; `normalizers.organizations` may learn.
NO_NAMES = {"", "none", "n/a", "na", "null", "nan", "-", "--", "unknown", "undefined"}
LONGEST_NAME = 200


def identity_of(raw: RawPosting, normalized: NormalizedPosting, source: str, path: str) -> str:
    """The identity of what a file states, as one line of text.

    The organization's letters are the raw ones, never an alias: curation moves no permalink.
    """
    url = normalized.url or normalized.apply_url
    if not url or url.lower().startswith("mailto:"):
        return f"file {source} {_file_name(path)}"
    key = f"url {identity_key(url)}"
    if raw.format not in FORMATS_THAT_REUSE_URLS:
        return key
    if letters := _letters(raw.values.get("hiring_organization", "")):
        return f"{key} organization {letters}"
    return f"{key} month {raw.values.get('date_posted', '')}"


def _letters(stated: str) -> str:
    """Of an organization as the file spells it: better rules for names move no permalink either."""
    name = clean_line(stated)[:LONGEST_NAME].rstrip()
    return "" if name.lower() in NO_NAMES else letters_only(name)


def _file_name(path: str) -> str:
    pure = PurePath(path)
    return pure.parent.name if pure.stem.lower() in NAMES_OF_ALL else pure.name


def public_id(identity: str) -> str:
    """12 base32 characters of the identity's SHA-256, lower case: survives a rebuilt database."""
    digest = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).digest()
    return b32encode(digest).decode()[:PUBLIC_ID_LENGTH].lower()
