"""Cards that are like a card: those that share its rarest words of title and skills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tantivy import Occur, Query

from postings.search import schema
from postings.search.analysis import exact, stem
from postings.search.reader import Snapshot
from postings.search.writer import engine_errors

Term = tuple[str, str, float]
# Few and rare ones, so that a million cards are not read for five.
MOST_WORDS = 3
# A word on more than this share of very many cards says little, and reading where it stands takes
# longest; it counts only where there is no rarer one.
MOST_SHARE, FEW = 0.1, 5_000
# Frequencies are kept for a commit until it keeps so much; names of filters need some room, too.
MOST_KNOWN = 10_000
# More than are shown, for some of them have run out.
CANDIDATES = 12
SKILL_WEIGHT = 0.6
# Its other openings come last: where the work is alike says less than what it is.
ORGANIZATION_WEIGHT, MOST_NAME_WORDS = 0.2, 2


def similar(
    snapshot: Snapshot,
    own: int,
    title: str,
    skills: Sequence[str],
    organization: str,
    day: date,
) -> list[int]:
    """The ids of cards like the one with the id `own`, nearest first; raises Unusable.

    In the caller's thread: to hand it to another one, and to get back from there, takes longer.
    """
    terms = [("title_stems", word, 1.0) for word in dict.fromkeys(stem(title))]
    terms += [("skill_words", word, SKILL_WEIGHT) for skill in skills for word in exact(skill)]
    name = [("organization_words", word, ORGANIZATION_WEIGHT) for word in exact(organization)]
    with engine_errors():
        wanted = [
            *_rarest(snapshot, terms, MOST_WORDS),
            *_rarest(snapshot, name, MOST_NAME_WORDS),
        ]
        # A union of plain terms, and nothing else: the engine skips cards that cannot be the first.
        ways = [
            (Occur.Should, Query.boost_query(_term(snapshot, field, word), weight))
            for field, word, weight in wanted
        ]
        if not ways:
            return []
        query = Query.boolean_query(ways)
        hits = snapshot.searcher.search(query, CANDIDATES, count=False).hits
        places = [place for _, place in hits]
        ids = snapshot.searcher.fast_field_values("id", places)
        until = snapshot.searcher.fast_field_values("until", places)
    today = schema.day_number(day)
    return [one for one, last in zip(ids, until, strict=True) if one != own and last >= today]


def _rarest(snapshot: Snapshot, terms: Sequence[Term], most: int) -> list[Term]:
    found = sorted((_frequency(snapshot, field, word), field, word, w) for field, word, w in terms)
    known = [one for one in found if one[0]]
    bound = max(FEW, snapshot.cards * MOST_SHARE)
    rare = [one for one in known if one[0] <= bound] or known[:1]
    return [(field, word, w) for _, field, word, w in rare[:most]]


def _frequency(snapshot: Snapshot, field: str, word: str) -> int:
    """On how many cards a word is; looked up once for a commit."""
    key = ("frequency", field, word)
    found = snapshot.kept.get(key)
    if found is None:
        found = int(snapshot.searcher.doc_freq(field, word))
        if len(snapshot.kept) < MOST_KNOWN:
            snapshot.kept[key] = found
    return int(found)


def _term(snapshot: Snapshot, field: str, word: str) -> Query:
    return Query.term_query(snapshot.schema, field, word, "freq")
