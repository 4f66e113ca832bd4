"""Who may apply, as exact terms: "I live in …" answered in groups that no card is in twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tantivy import Occur, Query, Schema

from postings.normalizers import places
from postings.records import Eligibility, SearchQuery
from postings.vocabulary import ELIGIBLE, ELIGIBLE_USUALLY, EligibilityKind, MayApply

_WORLDWIDE, _UNSTATED = "worldwide", "unstated"
_COUNTRY, _REGION = "country:{}", "region:{}"


def terms(who: Iterable[Eligibility]) -> list[str]:
    """Of all postings of a card; what `places.may_apply` asks of them, without the country."""
    found: dict[str, None] = {}
    for one in who:
        found |= dict.fromkeys(_of_one(one))
    return list(found)


def _of_one(stated: Eligibility) -> Iterator[str]:
    if stated.kind == EligibilityKind.WORLDWIDE:
        yield _WORLDWIDE
    yield from map(_COUNTRY.format, stated.countries)
    yield from map(_REGION.format, stated.regions)
    if stated.kind == EligibilityKind.NOT_STATED or stated.open:
        yield _UNSTATED


def sought(country: str) -> dict[MayApply, tuple[str, ...]]:
    """By group, the surest first: a card is in the first one of which it has a term."""
    return {
        MayApply.YES: (_WORLDWIDE, _COUNTRY.format(country)),
        MayApply.REGION: tuple(map(_REGION.format, places.regions_of(country))),
        MayApply.NOT_STATED: (_UNSTATED,),
    }


def groups(query: SearchQuery) -> tuple[MayApply, ...]:
    """Those that are shown to who lives in the query's country."""
    return tuple(one for one in ELIGIBLE if one in (query.eligible or ELIGIBLE_USUALLY))


def ways(
    country: str, shown: Iterable[MayApply]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What cards of these groups have: any of the first terms, none of the second, in any way."""
    by_group, wanted = sought(country), set(shown)
    others: tuple[str, ...] = ()
    for group in ELIGIBLE:
        if group in wanted and by_group[group]:
            yield by_group[group], others
        elif group not in wanted:
            others += by_group[group]


def of(fields: Schema, country: str, shown: Iterable[MayApply]) -> Query:
    """The cards of these groups."""
    found = [(Occur.Should, _but(fields, *way)) for way in ways(country, shown)]
    return Query.boolean_query(found) if found else Query.empty_query()


def _but(fields: Schema, some: tuple[str, ...], others: tuple[str, ...]) -> Query:
    held = Query.term_set_query(fields, "eligible", list(some))
    if not others:
        return held
    apart = Query.term_set_query(fields, "eligible", list(others))
    return Query.boolean_query([(Occur.Must, held), (Occur.MustNot, apart)])
