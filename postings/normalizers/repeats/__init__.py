"""Repeats: postings that are one posting with several sources, or one job in several places."""

from postings.normalizers.repeats.blocks import block_keys, neighbourhood
from postings.normalizers.repeats.folding import Fold, first_agreed, fold
from postings.normalizers.repeats.homes import homes
from postings.normalizers.repeats.signatures import (
    NOTHING,
    Signature,
    from_bytes,
    signature,
    similarity,
)
from postings.normalizers.repeats.stated_places import place_facts
from postings.normalizers.repeats.verdicts import Candidate, Pay, Verdict, same_job
from postings.normalizers.repeats.whereabouts import NOWHERE, PlaceFacts, place_words

__all__ = (
    "NOTHING",
    "NOWHERE",
    "Candidate",
    "Fold",
    "Pay",
    "PlaceFacts",
    "Signature",
    "Verdict",
    "block_keys",
    "first_agreed",
    "fold",
    "from_bytes",
    "homes",
    "neighbourhood",
    "place_facts",
    "place_words",
    "same_job",
    "signature",
    "similarity",
)
