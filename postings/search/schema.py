"""The fields of the index, and the numbers that stand for days and orders."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version

import tantivy

# Raised with every change of fields, analysis or document; an index of another one is rebuilt.
VERSION = 9
# The engine's own file format belongs to its release.
FORMAT = f"{VERSION}-{version('tantivy')}"

# Raw values, in fields that are called as the filters are.
NAMED = ("skill", "organization", "place", "country", "region", "language")
# The organization once more, as columns of which every card has one value: its key, and the number
# that stands for it.
NAME, NUMBER = "organization_name", "organization_number"
# Parts of a card that weigh more than its body, in the order in which a card is read.
PARTS = ("title", "organization_words", "skill_words", "place_words")
EPOCH = date(1900, 1, 1)
# As `until` of a card without an end; 2¹⁶ days last until the year 2079.
NEVER = 2**16 - 1
UNDATED = 0
SEPARATOR = "\x1f"
# base32 as in public ids, in the order of the characters' code points.
_ALPHABET = {character: value for value, character in enumerate("234567abcdefghijklmnopqrstuvwxyz")}
_ID_BITS, _TIE_BITS = 60, 48


def build() -> tantivy.Schema:
    """The schema; what only orders or counts is a fast field, what only matches is not."""
    builder = tantivy.SchemaBuilder()
    for name in ("id", "newest", "pay", "salary", "bits", "digest", NUMBER):
        builder.add_unsigned_field(name, fast=True)
    builder.add_float_field("freshness", fast=True)
    builder.add_unsigned_field("key", indexed=True)
    for name in ("until", "posted"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_unsigned_field("ordinal", fast=True)
    for name in (*NAMED, NAME):
        counted = name != "organization"
        builder.add_text_field(name, fast=counted, tokenizer_name="raw", index_option="basic")
    for name in ("flag", "eligible", "unsupported", "tech", "label", "heading", "whole", "beside"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("mark", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("gone", stored=True)
    for name in PARTS:
        builder.add_text_field(name, tokenizer_name="exact", index_option="freq")
    builder.add_text_field("title_stems", tokenizer_name="stemmed", index_option="freq")
    builder.add_text_field("words", tokenizer_name="exact", index_option="position")
    builder.add_text_field("stems", tokenizer_name="stemmed", index_option="freq")
    return builder.build()


def day_number(day: date | None) -> int:
    """Days since the end of 1899, from 1; 0 for no day."""
    return UNDATED if day is None else min(max((day - EPOCH).days + 1, 1), NEVER - 1)


def id_number(public_id: str) -> int:
    """A public id as a number that sorts as its text does; one of another form is its bytes."""
    number = 0
    for character in public_id[:12]:
        number = number << 5 | _ALPHABET.get(character, ord(character) & 31)
    return number


def newest_number(day: date | None, public_id: str) -> int:
    """Descending: newest first, undated last, ties by public id."""
    tie = id_number(public_id) >> (_ID_BITS - _TIE_BITS)
    return day_number(day) << _TIE_BITS | (2**_TIE_BITS - 1 - tie)


def pay_number(amount: float | None, day: date | None, public_id: str) -> int:
    """Descending: best paid first, without a known salary last, ties as `newest_number`."""
    paid = 0 if amount is None else min(int(amount) + 1, 2**24 - 1)
    return paid << 40 | newest_number(day, public_id) >> 24
