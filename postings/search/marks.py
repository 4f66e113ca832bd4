"""What a commit says of itself, in a document that is never live: the mark."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import tantivy
from pyroaring import BitMap

from postings.records import Indexed
from postings.search import columns, schema
from postings.search.folder import Unusable

_BOARD = "board"


@dataclass(frozen=True, slots=True)
class Mark:
    """Which state of which board a commit holds, and what `sets` know of it.

    ordinals: how many cards were ever put into the index; each has the next of `ordinals.ordinal`,
    for ever. sets: the file of the sets that were made of it last, "" for none, when there had been
    `counted` of them; cards put since say in `beside` that they are in none of them. gone: ordinals
    of cards that those sets hold and the index does not any more.
    """

    indexed: Indexed
    ordinals: int = 0
    sets: str = ""
    counted: int = 0
    gone: BitMap = field(default_factory=BitMap)


def document(mark: Mark) -> tantivy.Document:
    made = tantivy.Document()
    board = (schema.FORMAT, mark.indexed.board_id, str(mark.indexed.revision))
    for told in (_BOARD, *board, str(mark.ordinals), mark.sets, str(mark.counted)):
        made.add_text("mark", told)
    made.add_bytes("gone", mark.gone.serialize())
    made.add_unsigned("until", 0)
    # So that every document has one value in the columns that count.
    made.add_unsigned("bits", 0)
    made.add_unsigned(schema.NUMBER, 0)
    made.add_text(schema.NAME, columns.NOTHING)
    return made


def remove(writer: Any) -> None:
    """Takes the mark of the last commit out of the next."""
    writer.delete_documents_by_term("mark", _BOARD)


def query(fields: Any) -> tantivy.Query:
    return tantivy.Query.term_query(fields, "mark", _BOARD, "basic")


def read(searcher: Any, fields: Any) -> Mark:
    """The mark of a commit; raises Unusable."""
    hits = searcher.search(query(fields), 1).hits
    if not hits:
        raise Unusable("the index does not say what it holds")
    held = searcher.doc(hits[0][1])
    told = list(held["mark"])
    if len(told) != 7 or told[1] != schema.FORMAT:
        raise Unusable("the index is of another version")
    _, _, board, revision, ordinals, sets, counted = told
    try:
        gone = BitMap.deserialize(bytes(held["gone"][0]))
        return Mark(Indexed(board, int(revision)), int(ordinals), sets, int(counted), gone)
    except (ValueError, LookupError) as error:
        raise Unusable(f"the index does not say what it holds: {error}") from error
