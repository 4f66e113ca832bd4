"""The reading vocabulary: every question the board asks of its postings, spelled once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from postings.vocabulary import AliasKind, ProblemKind, Status

# What a card says of a posting, beside its title and who posts it.
CARD_FACTS = (
    "place_text",
    "job_location_type",
    "work_mode",
    "localities",
    "applicant_location_requirements",
    "salary_text",
    "salary_found_text",
    "salary_currency",
    "salary_min_value",
    "salary_max_value",
    "salary_unit_text",
    "salary_inferred",
    "employment_types",
    "language",
    "skills_unsupported",
    "skills_from_text",
    "date_posted",
    "date_posted_precision",
    "featured",
    "card_size",
)
EMPLOYER = (
    "hiring_organization__key",
    "hiring_organization__name",
    "hiring_organization__slug",
)
# All that a card shows, and the revision that says when it last changed.
CARD_FIELDS = ("revision", "public_id", "title", "slug", *CARD_FACTS, *EMPLOYER)

# What a file leaves open another file, or an editor, may have told: then it is settled.
TOLD: dict[str, dict[str, Any]] = {
    ProblemKind.NO_ORGANIZATION: {"hiring_organization__isnull": False},
    ProblemKind.NO_DATE: {"date_posted__isnull": False},
    ProblemKind.NO_PLACE: {"place_text__gt": ""},
    ProblemKind.NO_APPLY_LINK: {"apply_url__gt": ""},
}


def today() -> date:
    """The board's day: a whole UTC day."""
    return datetime.now(UTC).date()


def live_condition(prefix: str = "", day: date | None = None) -> Q:
    """What `live` means, for queries that reach a posting through a relation named by prefix."""
    return Q(**{f"{prefix}status": Status.PUBLISHED}) & (
        Q(**{f"{prefix}valid_through__isnull": True})
        | Q(**{f"{prefix}valid_through__gte": day or today()})
    )


def is_live(posting: Any, day: date | None = None) -> bool:
    """As `live_condition`, for a posting or a row that is at hand."""
    return live_values(posting.status, posting.valid_through, day)


def live_values(status: str, valid_through: date | None, day: date | None = None) -> bool:
    """As `is_live`, for the two columns alone."""
    ended = valid_through is not None and valid_through < (day or today())
    return status == Status.PUBLISHED and not ended


class JobPostingQuerySet(models.QuerySet[Any]):
    def live(self, day: date | None = None) -> JobPostingQuerySet:
        """What a visitor may see: published and not past its inclusive `valid_through` day."""
        return self.filter(live_condition(day=day))

    def closed(self, day: date | None = None) -> JobPostingQuerySet:
        """What was to be seen and no longer is: closed, or published and run out."""
        return self.filter(
            Q(status=Status.CLOSED) | Q(status=Status.PUBLISHED, valid_through__lt=day or today())
        )

    def heads(self) -> JobPostingQuerySet:
        """One of each card: no other sources of a posting, no other places of a job."""
        return self.filter(canonical__isnull=True, card__isnull=True)

    def folded_with(self, postings: Iterable[Any]) -> JobPostingQuerySet:
        """What shares a page or a card with some postings or rows of theirs, and these."""
        ids = {one.canonical_id or one.card_id or one.pk for one in postings}
        return self.filter(Q(canonical__in=ids) | Q(card__in=ids) | Q(pk__in=ids))

    def newest(self) -> JobPostingQuerySet:
        """Newest first, undated last, ties by public id."""
        return self.order_by(F("date_posted").desc(nulls_last=True), "public_id")

    def for_cards(self) -> JobPostingQuerySet:
        """All a card shows, in two queries whatever the number of cards."""
        return (
            self.select_related("hiring_organization").prefetch_related("skills").only(*CARD_FIELDS)
        )


class BoardRevisionQuerySet(models.QuerySet[Any]):
    def current(self) -> Any:
        """The board's version row, made with the database."""
        return self.get(pk=1)

    def hold(self) -> None:
        """Makes other writers wait until the caller's transaction ends; call it before reading.

        SQLite's writers wait for each other anyway.
        """
        self.select_for_update().get(pk=1)

    def redraw(self) -> str:
        """A new board id: what was indexed, tagged and kept before is of another board now.

        For a database that was restored, whose revisions will be given out a second time.
        """
        drawn = secrets.token_hex(8)
        self.filter(pk=1).update(board_id=drawn)
        return drawn

    def raise_number(self) -> int:
        """The next revision; call it inside the transaction that changes what visitors see.

        The row stays locked until that transaction ends, so numbers commit in order.
        """
        # Another machine's clock may be ahead of this one's; the board's time never runs backwards.
        raised_at = Greatest(F("raised_at"), timezone.now())
        self.filter(pk=1).update(number=F("number") + 1, raised_at=raised_at)
        return int(self.values_list("number", flat=True).get(pk=1))


class SourceRecordQuerySet(models.QuerySet[Any]):
    def present(self) -> SourceRecordQuerySet:
        """Records whose file was there when its source was last said to be complete."""
        return self.filter(missing_since__isnull=True)


class ImportProblemQuerySet(models.QuerySet[Any]):
    def left_open(self) -> ImportProblemQuerySet:
        """What readers and normalizers found in files and nothing else settled."""
        settled = Q()
        for kind, told in TOLD.items():
            stated = {f"record__posting__{name}": to for name, to in told.items()}
            settled |= Q(kind=kind, **stated)
        return self.exclude(settled)


class RejectedFileQuerySet(models.QuerySet[Any]):
    def waiting(self) -> RejectedFileQuerySet:
        return self.filter(state="waiting")


class AliasQuerySet(models.QuerySet[Any]):
    def merged(self) -> AliasQuerySet:
        """Those that editors made."""
        return self.filter(kind=AliasKind.MERGED)

    def leading(self) -> AliasQuerySet:
        """What a key leads to today: an older key only while nobody has it, and nothing to what
        leads on itself, so that nobody is sent round in circles whatever the table holds."""
        on = self.model.objects.merged().filter(key=OuterRef("organization__key"))
        organizations = self.model._meta.get_field("organization").related_model.objects
        own = organizations.filter(key=OuterRef("key"))
        older = Q(kind=AliasKind.OLDER_KEY)
        return self.exclude(Exists(on)).exclude(older & Q(Exists(own)))


class OrganizationQuerySet(models.QuerySet[Any]):
    def known_as(self, keys: Iterable[str]) -> dict[str, Any]:
        """The organization that each key leads to today, of keys that lead to one; two queries."""
        wanted = list(keys)
        own = {one.key: one for one in self.filter(key__in=wanted)}
        aliases = self.model._meta.get_field("aliases").related_model.objects
        leading = aliases.filter(key__in=wanted).leading().select_related("organization")
        return own | {alias.key: alias.organization for alias in leading}
