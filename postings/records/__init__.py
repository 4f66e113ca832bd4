"""The values that pass between the steps: frozen, without behaviour of their own."""

from postings.records.meaning import (
    Eligibility,
    Locality,
    Meaning,
    Places,
    PostingSkill,
    Salary,
    Stated,
    StatedName,
)
from postings.records.reading import (
    CleanBody,
    NormalizedPosting,
    Problem,
    RawPosting,
    Rendered,
    UnreadableFile,
)
from postings.records.searching import (
    Facet,
    FacetValue,
    Indexed,
    Piece,
    SearchDocument,
    SearchPage,
    SearchQuery,
)

__all__ = [
    "CleanBody",
    "Eligibility",
    "Facet",
    "FacetValue",
    "Indexed",
    "Locality",
    "Meaning",
    "NormalizedPosting",
    "Piece",
    "Places",
    "PostingSkill",
    "Problem",
    "RawPosting",
    "Rendered",
    "Salary",
    "SearchDocument",
    "SearchPage",
    "SearchQuery",
    "Stated",
    "StatedName",
    "UnreadableFile",
]
