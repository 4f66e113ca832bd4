"""A card as the engine's document."""

from __future__ import annotations

import hashlib

import tantivy

from postings.records import Indexed, SearchDocument
from postings.search import schema, technologies
from postings.search.analysis import compounds, prepared
from postings.text import letters_only

# Filters that hold or do not, as words of `flag` and, to be counted, as bits.
REMOTE, SALARY = "remote", "has_salary"
BITS = {REMOTE: 1, SALARY: 2}
MARK = "board"
# How much a day adds to a score: the newest of 180 years weighs 1.4 % more than the oldest.
FRESHNESS = 0.02 / schema.NEVER


def document(card: SearchDocument) -> tantivy.Document:
    """What is searched, filtered, counted and ordered of a card; nothing of it is stored."""
    made = tantivy.Document()
    _add_numbers(made, card)
    _add_facets(made, card)
    _add_words(made, card)
    return made


def digest(card: SearchDocument) -> int:
    """64 bits of all that the card says; equal cards have equal ones, in any process."""
    told = repr(card).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest())


def mark(indexed: Indexed) -> tantivy.Document:
    """Says which state of which board the commit that it is in holds; it is never live."""
    made = tantivy.Document()
    made.add_text("mark", MARK)
    made.add_text(
        "mark", schema.SEPARATOR.join((schema.FORMAT, indexed.board_id, str(indexed.revision)))
    )
    made.add_unsigned("until", 0)
    return made


def _add_numbers(made: tantivy.Document, card: SearchDocument) -> None:
    day = schema.day_number(card.date_posted)
    until = schema.NEVER if card.valid_through is None else schema.day_number(card.valid_through)
    made.add_unsigned("id", card.id)
    made.add_unsigned("digest", digest(card))
    made.add_unsigned("key", schema.id_number(card.public_id))
    made.add_unsigned("newest", schema.newest_number(card.date_posted, card.public_id))
    made.add_unsigned("posted", day)
    made.add_unsigned("until", until)
    made.add_float("freshness", day * FRESHNESS)
    best = card.salary_max if card.salary_max is not None else card.salary_min
    made.add_unsigned("pay", schema.pay_number(best, card.date_posted, card.public_id))
    if best is not None:
        made.add_unsigned("salary", int(best))


def _add_facets(made: tantivy.Document, card: SearchDocument) -> None:
    organizations = (card.organization,) if card.organization else ()
    named = (("skill", card.skills), ("organization", organizations), ("place", card.places))
    for kind, names in named:
        for key, name, slug in names:
            made.add_text(kind, key)
            made.add_text("label", schema.SEPARATOR.join((kind, key, name, slug)))
    for kind in card.employment_types:
        made.add_text("employment_type", kind)
    for field, value in (("language", card.language), ("currency", card.salary_currency)):
        if value:
            made.add_text(field, value)
    flags = [
        name
        for name, holds in (
            (REMOTE, card.remote),
            (
                SALARY,
                card.salary_text or card.salary_max is not None or card.salary_min is not None,
            ),
        )
        if holds
    ]
    for name in flags:
        made.add_text("flag", name)
    # The same once more: counting numbers takes a fifth of counting words.
    made.add_unsigned("bits", sum(BITS[name] for name in flags))


def _add_words(made: tantivy.Document, card: SearchDocument) -> None:
    skills = ", ".join(name for _, name, _ in card.skills)
    organization = card.organization[1] if card.organization else ""
    # Joined forms stand after the text, where they break no phrase.
    joined = " ".join(compounds("\n".join((card.title, skills, card.body))))
    given = (card.title, organization, skills, card.place_text, card.body, joined)
    texts = [prepared(text) for text in given]
    for field, text in zip(schema.PARTS, texts, strict=False):
        made.add_text(field, text)
    made.add_text("title_stems", texts[0])
    for text in filter(None, texts):
        made.add_text("words", text)
        made.add_text("stems", text)
    made.add_text("heading", letters_only(card.title))
    made.add_text("whole", letters_only(card.title + organization))
    for key in technologies.named(card.title, card.body):
        made.add_text("tech", key)
