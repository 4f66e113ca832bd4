"""Words as the engine's query: what must be found, and where finding it weighs more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nlargest

from tantivy import Occur, Query

from postings.search import analysis, spelling
from postings.search.filters import Clause as Condition
from postings.search.reader import Snapshot
from postings.search.words import SHORTEST_PREFIX, Clause, Wanted
from postings.text import letters_only

# A word where a visitor expects it, against the same word anywhere in the text; the title's
# exact words above its stems. Tuned on "title organization" queries over real postings.
WEIGHTS = {
    "title": 4.0,
    "organization_words": 4.0,
    "skill_words": 2.0,
    "place_words": 1.5,
    "words": 0.5,
}
TITLE_STEMS, SKILL, TECHNOLOGY = 2.0, 6.0, 4.0
# A tag that nothing in the posting bears out is found, after all others.
UNSUPPORTED = 0.5
# Who types a whole title, or title and organization, means that posting.
WHOLE = {"heading": 30.0, "whole": 15.0}
# What is spelled alike weighs less than what is spelled so.
ALIKE = 0.5
# A word is unfinished where some continuation of it is so many times as frequent.
RARER = 10
MOST_CONTINUATIONS, MOST_ALIKE = 30, 5
# Of many words the first say most: so many are corrected, and weighed by where they stand.
MOST_CORRECTED, MOST_WEIGHTS = 16, 12
# Phrases of common words cost most; beyond these, their words alone must be found.
MOST_PHRASES = 4
# So many words of a phrase must stand one after another, and those behind them anywhere: hardly two
# texts share more, and common ones take longer with every word.
LONGEST_PHRASE = 16
# Of the words that count as another, so many are looked for in each part of a card.
MOST_WEIGHED = 5


@dataclass(frozen=True, slots=True)
class Meant:
    """A parsed query with the words of the index that some of its own stand for.

    also: by token, words that count as it: continuations, or words spelled alike. They are found in
    every form, as if they were typed.
    """

    wanted: Wanted
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def also_of(self, clause: Clause) -> tuple[str, ...]:
        return self.also.get(clause.tokens[0], ()) if len(clause.tokens) == 1 else ()

    def stems_of(self, clause: Clause) -> tuple[str, ...]:
        """The stems of a clause's other words, each once."""
        stems = dict.fromkeys(root for word in self.also_of(clause) for root in analysis.stem(word))
        return tuple(root for root in stems if root not in clause.stems)


def as_typed(snapshot: Snapshot, wanted: Wanted) -> Meant:
    """The words themselves, the last one also as the beginning of longer ones."""
    return Meant(wanted, _continued(snapshot, wanted))


def as_spelled_alike(snapshot: Snapshot, typed: Meant) -> Meant:
    """Each plain word also as those one letter away from it."""
    also = dict(typed.also)
    for clause in [one for one in typed.wanted.sought if _is_plain(one)][:MOST_CORRECTED]:
        token = clause.tokens[0]
        alike = spelling.nearest(token, frequencies(snapshot), MOST_ALIKE)
        if alike:
            also[token] = tuple(dict.fromkeys((*also.get(token, ()), *alike)))
    return Meant(typed.wanted, also)


def frequencies(snapshot: Snapshot) -> spelling.Frequency:
    searcher = snapshot.searcher
    return lambda word: int(searcher.doc_freq("words", word))


def unknown(snapshot: Snapshot, meant: Meant) -> list[str]:
    """Plain words that occur in no posting, in no form, and begin none that does."""
    searcher = snapshot.searcher
    return [
        clause.tokens[0]
        for clause in meant.wanted.sought
        if _is_plain(clause)
        and clause.tokens[0] not in meant.also
        and not searcher.doc_freq("words", clause.tokens[0])
        and not searcher.doc_freq("stems", clause.stems[0])
    ]


def _is_plain(clause: Clause) -> bool:
    return len(clause.tokens) == 1 and not (clause.phrase or clause.ambiguous)


def _continued(snapshot: Snapshot, wanted: Wanted) -> dict[str, tuple[str, ...]]:
    last = wanted.clauses[-1] if wanted.unfinished else None
    if last is None or last.excluded or not _is_plain(last):
        return {}
    token = last.tokens[0]
    if len(token) < SHORTEST_PREFIX:
        return {}
    found = snapshot.searcher.terms_with_prefix("words", token)
    often = nlargest(MOST_CONTINUATIONS, found, key=lambda pair: pair[1])
    own = snapshot.searcher.doc_freq("stems", last.stems[0])
    if not often or often[0][1] < own * RARER:
        return {}
    return {token: tuple(word for word, _ in often if word != token)}


def conditions(snapshot: Snapshot, meant: Meant) -> list[Condition]:
    """What every hit must and must not hold, and what lets one come before another."""
    found: list[Condition] = []
    phrases = 0
    for number, clause in enumerate(meant.wanted.sought):
        phrases += len(clause.tokens) > 1
        also = meant.also_of(clause)
        if phrases > MOST_PHRASES and len(clause.tokens) > 1:
            found += [(Occur.Must, _word(snapshot, stem)) for stem in clause.stems]
            continue
        found.append((Occur.Must, _match(snapshot, clause, meant.stems_of(clause))))
        if number >= MOST_WEIGHTS:
            continue
        found += [(Occur.Should, query) for query in _weights(snapshot, clause)]
        for word in also[:MOST_WEIGHED]:
            found += [(Occur.Should, _boosted(snapshot, *one)) for one in _places(word, ALIKE)]
    whole = letters_only(meant.wanted.text)
    if whole:
        found += [(Occur.Should, _boosted(snapshot, name, whole, w)) for name, w in WHOLE.items()]
    for clause in meant.wanted.excluded:
        found.append((Occur.MustNot, _match(snapshot, clause, ())))
    return found


def first(snapshot: Snapshot, meant: Meant) -> tuple[Query, ...]:
    """Cards that are wholly what was typed, and those whose title has every word sought."""
    typed = letters_only(meant.wanted.text)
    whole = [Query.term_query(snapshot.schema, name, typed, "basic") for name in WHOLE]
    words = [(Occur.Must, _in_title(snapshot, clause, meant)) for clause in meant.wanted.sought]
    exactly = Query.boolean_query([(Occur.Should, one) for one in whole])
    return exactly, Query.boolean_query(words)


def _in_title(snapshot: Snapshot, clause: Clause, meant: Meant) -> Query:
    also = meant.also_of(clause)
    stems = [(Occur.Must, _title(snapshot, "title_stems", stem)) for stem in clause.stems]
    words = [*also, *filter(None, (clause.joined,))]
    ways = [
        Query.boolean_query(stems),
        *(_title(snapshot, "title_stems", stem) for stem in clause.others),
        *(_title(snapshot, "title", word) for word in words),
    ]
    return Query.boolean_query([(Occur.Should, one) for one in ways])


def _title(snapshot: Snapshot, name: str, word: str) -> Query:
    return Query.term_query(snapshot.schema, name, word, "basic")


def most(snapshot: Snapshot, meant: Meant) -> int:
    """What the number of cards that match hardly exceeds: ways to find a word overlap so much that
    it is found in little more cards than by the one that finds most."""
    bounds = [snapshot.cards]
    for clause in meant.wanted.sought:
        bounds.append(_most(snapshot, clause, meant.stems_of(clause)))
    for clause in filter(_is_plain, meant.wanted.excluded):
        bounds.append(snapshot.cards - int(snapshot.searcher.doc_freq("stems", clause.stems[0])))
    return max(min(bounds), 0)


def _most(snapshot: Snapshot, clause: Clause, also: Iterable[str]) -> int:
    """As `_match` finds it."""
    frequency = snapshot.searcher.doc_freq
    words = min(int(frequency("words", word)) for word in clause.tokens)
    if clause.phrase:
        return words
    ways = [("tech", clause.technology), ("words", clause.joined)]
    if not clause.ambiguous:
        ways += [("stems", stem) for stem in clause.others]
        if len(clause.tokens) == 1:
            ways.append(("stems", clause.stems[0]))
    found = [int(frequency(field, word)) for field, word in ways if word]
    tagged = [
        int(frequency(field, key)) for key in clause.skills for field in ("skill", "unsupported")
    ]
    several = words if len(clause.tokens) > 1 and not clause.ambiguous else 0
    return max(several, sum(tagged), *found, 0) + sum(int(frequency("stems", w)) for w in also)


def _match(snapshot: Snapshot, clause: Clause, also: Iterable[str]) -> Query:
    fields = snapshot.schema
    if clause.phrase:
        return phrase(snapshot, clause.tokens)
    ways: list[Query] = []
    if clause.technology:
        ways.append(_boosted(snapshot, "tech", clause.technology, TECHNOLOGY))
    if clause.skills:
        for name, weight in (("skill", SKILL), ("unsupported", UNSUPPORTED)):
            skills = Query.term_set_query(fields, name, list(clause.skills))
            ways.append(Query.const_score_query(skills, weight))
    if not clause.ambiguous:
        if len(clause.tokens) == 1:
            ways.append(_word(snapshot, clause.stems[0]))
        else:
            ways.append(phrase(snapshot, clause.tokens))
        ways += [_word(snapshot, stem) for stem in clause.others]
        if clause.joined:
            ways.append(Query.term_query(fields, "words", clause.joined, "freq"))
    also = list(also)
    if also:
        ways.append(Query.const_score_query(Query.term_set_query(fields, "stems", also), 0.0))
    return ways[0] if len(ways) == 1 else Query.boolean_query([(Occur.Should, one) for one in ways])


def _word(snapshot: Snapshot, stem: str) -> Query:
    return Query.term_query(snapshot.schema, "stems", stem, "freq")


def phrase(snapshot: Snapshot, tokens: tuple[str, ...]) -> Query:
    """Cards with these words, one after another."""
    if len(tokens) == 1:
        return Query.term_query(snapshot.schema, "words", tokens[0], "freq")
    found = Query.phrase_query(snapshot.schema, "words", list(tokens[:LONGEST_PHRASE]))
    beyond = sorted(set(tokens[LONGEST_PHRASE:]) - set(tokens[:LONGEST_PHRASE]))
    if not beyond:
        return found
    others = [Query.term_query(snapshot.schema, "words", word, "freq") for word in beyond]
    return Query.boolean_query([(Occur.Must, one) for one in (found, *others)])


def _weights(snapshot: Snapshot, clause: Clause) -> Iterable[Query]:
    for token, root in zip(clause.tokens, clause.stems, strict=False):
        for one in _places(token, 1.0):
            yield _boosted(snapshot, *one)
        yield _boosted(snapshot, "title_stems", root, TITLE_STEMS)


def _places(token: str, weight: float) -> Iterable[tuple[str, str, float]]:
    return ((name, token, weight * boost) for name, boost in WEIGHTS.items())


def _boosted(snapshot: Snapshot, name: str, token: str, boost: float) -> Query:
    if name == "tech" or name in WHOLE:
        term = Query.term_query(snapshot.schema, name, token, "basic")
        return Query.const_score_query(term, boost)
    return Query.boost_query(Query.term_query(snapshot.schema, name, token, "freq"), boost)
