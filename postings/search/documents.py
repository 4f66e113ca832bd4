"""A card as the engine's document."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter

import tantivy

from postings.records import SearchDocument
from postings.search import columns, eligible, schema, technologies
from postings.search.analysis import compounds, prepared
from postings.text import letters_only, name_key
from postings.vocabulary import (
    NOT_STATED,
    WORLDWIDE,
    EligibilityKind,
    EmploymentType,
    Seniority,
    WorkMode,
)

# Filters of few values that never change, each with the values that it knows.
CLOSED = {
    "has_salary": ("on",),
    "work_mode": tuple(one.value for one in WorkMode),
    "employment_type": tuple(one.value for one in EmploymentType),
    "seniority": tuple(one.value for one in Seniority),
}
SALARY, COMPARABLE = ("has_salary", "on"), ("comparable", "on")
# Those filters' values as words of `flag` and, to be counted, as bits of one number.
_FLAGS = (COMPARABLE, *((name, value) for name, values in CLOSED.items() for value in values))
BITS = {flag: 1 << place for place, flag in enumerate(_FLAGS)}
# Filters whose values are names, with a spelling for each.
LABELLED = frozenset(("skill", "organization", "place", "region"))
_beside_body = attrgetter(*(one.name for one in fields(SearchDocument) if one.name != "body"))
# How much a day adds to a score: the newest of 180 years weighs 1.4 % more than the oldest.
FRESHNESS = 0.02 / schema.NEVER


def document(card: SearchDocument, ordinal: int, beside: str) -> tantivy.Document:
    """What is searched, filtered, counted and ordered of a card; nothing of it is stored.

    ordinal, beside: see `marks.Mark`.
    """
    made = tantivy.Document()
    made.add_unsigned("ordinal", ordinal)
    if beside:
        made.add_text("beside", beside)
    # The body first: Python keeps the UTF-8 in which the engine was given it.
    _add_words(made, card)
    _add_numbers(made, card)
    _add_facets(made, card)
    return made


def digest(card: SearchDocument) -> int:
    """64 bits of all that the card says; equal cards have equal ones, in any process."""
    # The body beside the rest: writing it with its marks escaped takes longer than all else.
    rest = repr(list(_beside_body(card))) + schema.SEPARATOR
    told = hashlib.blake2b(rest.encode("utf-8", "surrogatepass"), digest_size=8)
    told.update(card.body.encode("utf-8", "surrogatepass"))
    return int.from_bytes(told.digest())


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
    made.add_unsigned("pay", schema.pay_number(card.salary, card.date_posted, card.public_id))
    if card.salary is not None:
        made.add_unsigned("salary", card.salary)


def _add_facets(made: tantivy.Document, card: SearchDocument) -> None:
    for kind, names in (
        ("skill", card.skills),
        ("organization", (card.organization,) if card.organization else ()),
        ("place", card.places),
        ("region", tuple((name_key(word), word, "") for word in card.regions)),
    ):
        for key, name, slug in names:
            made.add_text("label", schema.SEPARATOR.join((kind, key, name, slug)))
    number = columns.number(card.organization[0]) if card.organization else 0
    made.add_unsigned(schema.NUMBER, number)
    if card.organization:
        # What tells the key of the number.
        told = (schema.NUMBER, str(number), card.organization[0])
        made.add_text("label", schema.SEPARATOR.join(told))
    for name, keys in _values(card).items():
        for key in keys:
            made.add_text(name, key)
    made.add_text(schema.NAME, card.organization[0] if card.organization else columns.NOTHING)
    for key, _, _ in card.unsupported:
        made.add_text("unsupported", key)
    for term in eligible.terms(card.who):
        made.add_text("eligible", term)
    flags = [flag for flag in _flags(card) if flag in BITS]
    for flag in flags:
        made.add_text("flag", word(*flag))
    # The same once more: counting numbers takes a fifth of counting words.
    made.add_unsigned("bits", sum(BITS[flag] for flag in flags))


def _values(card: SearchDocument) -> dict[str, set[str]]:
    """Keys by filter, of those that have no end of values."""
    countries = set(card.countries)
    regions = {name_key(word) for word in card.regions}
    kinds = {one.kind for one in card.who}
    if EligibilityKind.WORLDWIDE in kinds:
        regions.add(WORLDWIDE)
    if EligibilityKind.NOT_STATED in kinds or not kinds:
        countries.add(NOT_STATED)
        regions.add(NOT_STATED)
    return {
        "skill": {key for key, _, _ in card.skills},
        "organization": {card.organization[0]} if card.organization else set(),
        "place": {key for key, _, _ in card.places},
        "country": countries,
        "region": regions,
        "language": {card.language} if card.language else set(),
    }


def word(name: str, value: str) -> str:
    """A value of one of the filters of CLOSED, as the index holds it."""
    return f"{name}={value}"


def _flags(card: SearchDocument) -> set[tuple[str, str]]:
    found = {("employment_type", kind) for kind in card.employment_types}
    found |= {("work_mode", card.work_mode), ("seniority", card.seniority)}
    if card.has_salary:
        found.add(SALARY)
    if card.salary is not None:
        found.add(COMPARABLE)
    return found


def _add_words(made: tantivy.Document, card: SearchDocument) -> None:
    skills = ", ".join(name for _, name, _ in card.skills)
    organization = card.organization[1] if card.organization else ""
    given = (card.title, organization, skills, card.place_text, card.body)
    texts = [prepared(text) for text in given]
    for field, text in zip(schema.PARTS, texts, strict=False):
        made.add_text(field, text)
    made.add_text("title_stems", texts[0])
    _add_text(made, texts)
    # Joined forms stand after the text, where they break no phrase.
    joined = prepared(" ".join(compounds(card.title, skills, card.body)))
    _add_text(made, (joined, prepared(", ".join(name for _, name, _ in card.unsupported))))
    made.add_text("heading", letters_only(card.title))
    made.add_text("whole", letters_only(card.title + organization))
    for key in technologies.named(card.title, card.body):
        made.add_text("tech", key)


def _add_text(made: tantivy.Document, texts: Iterable[str]) -> None:
    for text in filter(None, texts):
        made.add_text("words", text)
        made.add_text("stems", text)
