"""Readers: one module per file format, chosen by content; a file becomes a RawPosting."""

from types import ModuleType

from postings.readers import front_matter, heading_block
from postings.records import RawPosting, UnreadableFile
from postings.text import decode, repair
from postings.vocabulary import RejectedKind

# The first that recognises a text reads it. A new format is one module and one word here.
READERS: tuple[ModuleType, ...] = (front_matter, heading_block)


def text_of(data: bytes) -> str:
    """The text of a file as every reader wants it: decoded and repaired."""
    return repair(decode(data))


def recognise(text: str) -> ModuleType | None:
    """The reader of the text's format, or None."""
    for reader in READERS:
        if reader.recognises(text):
            return reader
    return None


def read(text: str, path: str) -> RawPosting:
    """The posting in a text of `text_of`; raises UnreadableFile. The path may state fields too."""
    reader = recognise(text)
    if reader is None:
        found = "The file is empty" if not text.strip() else "No known format"
        raise UnreadableFile(
            RejectedKind.UNRECOGNISED,
            f"{found}: expected front matter between two lines “---” with a line like “title: …”,"
            " or a heading “# [Title](link)” and below it a line “### Company”.",
            line=1,
        )
    posting: RawPosting = reader.read(text, path)
    return posting
