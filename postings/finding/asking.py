"""Searches put to the engine, or to the database while there is none."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from postings.finding import database
from postings.finding.named import Named
from postings.finding.prepared import Prepared
from postings.finding.rows import Brief, Card, briefs
from postings.models import JobPosting, Organization, OrganizationAlias, Skill
from postings.normalizers import pay
from postings.querysets import today
from postings.records import Piece, Salary, SearchPage, SearchQuery
from postings.search import answers, folder, nearness
from postings.search.facets import is_held
from postings.search.folder import Unusable
from postings.search.reader import Snapshot, reader
from postings.search.snippets import Snippets
from postings.search.words import parse
from postings.vocabulary import SalaryUnit

log = logging.getLogger(__name__)
MOST_SIMILAR = 5
# Seconds; no search may have the index made anew again and again.
DOUBTLESS = 3_600
# More than any salary that is compared.
UNREACHED = 2**62
_TEXTS = Prepared[int](
    lambda ids: JobPosting.objects.filter(pk__in=ids).values_list("pk", "description_text")
)
_LEADING = Prepared[str](
    lambda keys: (
        OrganizationAlias.objects.filter(key__in=keys)
        .leading()
        .values_list("key", "organization__key")
    )
)


def find(
    query: SearchQuery,
    *,
    facets: bool = True,
    engine: bool = True,
    meanwhile: Callable[[SearchPage], None] = lambda page: None,
) -> SearchPage:
    """The ids of one page, in order, with the counts of every filter; a page past the last is it.

    engine: whether its index is known to hold this board; else the database answers, newest first.
    meanwhile: what can be done with the ids while filters are counted, see `answers.answer`; it is
    called again, with other ids, where the engine fails in the middle.
    """
    query = _compared(query)
    if engine:
        try:
            snapshot = _snapshot()
            known = _by_key(query, snapshot)
            return answers.answer(snapshot, known, today(), with_facets=facets, meanwhile=meanwhile)
        except Unusable as error:
            _doubt(error)
    page = database.find(_by_key(query, None))
    meanwhile(page)
    return page


def _compared(query: SearchQuery) -> SearchQuery:
    """The lowest salary in what salaries are compared in, rounded as those of the postings are.

    What has no rate is reached by nobody.
    """
    if query.salary_min is None:
        return query
    wanted = Salary("", query.currency, Decimal(query.salary_min), unit_text=SalaryUnit.YEAR.value)
    year = pay.yearly(wanted, pay.load())
    return replace(query, salary_yearly_min=year[0] if year else UNREACHED)


def _snapshot() -> Snapshot:
    return reader(_root()).snapshot()


def _root() -> Path:
    return Path(settings.SEARCH_DIR)


def _doubt(error: Unusable) -> None:
    """Takes an index that does not answer out of service, so that a new one is made.

    Not one that has just been made: another one would not answer the same search any better.
    """
    log.error("The search index does not answer: %s", error)
    pointer = folder.pointer(_root())
    reader(_root()).forget()
    try:
        if time.time() - pointer.stat().st_mtime > DOUBTLESS:
            pointer.unlink()
    except OSError:
        pass  # lost or replaced meanwhile, or read-only


def by_key(query: SearchQuery, *, engine: bool = True) -> SearchQuery:
    """The query with the keys that its names are held by today: of an organization that was merged,
    or has another key now, and of a name that an editor gave."""
    try:
        return _by_key(query, _snapshot() if engine else None)
    except Unusable:
        return _by_key(query, None)


def _by_key(query: SearchQuery, snapshot: Snapshot | None) -> SearchQuery:
    return replace(
        query,
        skills=_keys(Skill, query.skills, snapshot),
        organizations=_leading(_keys(Organization, query.organizations, snapshot)),
        exclude_organizations=_leading(_keys(Organization, query.exclude_organizations, snapshot)),
    )


def _leading(keys: tuple[str, ...]) -> tuple[str, ...]:
    """An index may hold a merged organization's key for as long as nothing tidies it up."""
    leading = dict(_LEADING.rows(keys))
    return tuple(dict.fromkeys(leading.get(key, key) for key in keys))


def _keys(
    model: type[Skill] | type[Organization], asked: tuple[str, ...], snapshot: Snapshot | None
) -> tuple[str, ...]:
    """A name that is nobody's stays as it is and finds nothing."""
    kind = str(model._meta.model_name)
    strange = [key for key in asked if snapshot is None or not is_held(snapshot, kind, key)]
    if not strange:
        return asked
    names = model.objects.filter(Q(key__in=strange) | Q(shown_key__in=strange))
    rows = list(names.order_by("key").values_list("key", "shown_key"))
    known = {key for key, _ in rows} | (set(asked) - set(strange))
    keys: dict[str, None] = {}
    for one in asked:
        shown_so = [] if one in known else [key for key, shown in rows if shown == one]
        keys |= dict.fromkeys(shown_so or [one])
    return tuple(keys)


def similar(
    posting: JobPosting, skills: Sequence[Named], *, engine: bool = True
) -> list[Brief] | None:
    """Live postings whose titles and skills are nearest to a posting's; one query.

    A skill that only a tag of the posting states says nothing of it. None where there is no engine
    to say.
    """
    if not engine:
        return None
    named = [skill.name for skill in skills if skill.key not in posting.skills_unsupported]
    employer = posting.hiring_organization.name if posting.hiring_organization else ""
    asked = (posting.card_id or posting.pk, posting.title, named, employer, today())
    try:
        nearest = nearness.similar(_snapshot(), *asked)
    except Unusable as error:
        _doubt(error)
        return None
    return briefs(nearest[:MOST_SIMILAR])


def snippets(words: str, shown: Sequence[Card]) -> dict[int, tuple[Piece, ...]]:
    """By id, the place of each card's text where the words are, where there is one."""
    wanted = parse(words)
    if not wanted.sought:
        return {}
    texts = _TEXTS.rows([card.pk for card in shown])
    passages = Snippets(wanted)
    found = {pk: passages.of(text) for pk, text in texts}
    return {pk: pieces for pk, pieces in found.items() if pieces}
