"""How the board is folded, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from postings.models import JobPosting
from postings.querysets import live_condition

# Groups that a report names.
MOST_TOLD = 5
Named = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class FoldReport:
    """live: postings that visitors may see; twins: those of them that are other sources of one;
    cards: of several places, and members: other places on them; redirected: closed postings that
    lead to a live one; largest and most_sources: number and title."""

    live: int
    twins: int
    cards: int
    members: int
    redirected: int
    largest: Named
    most_sources: Named

    def as_text(self) -> str:
        shown = self.live - self.twins - self.members
        lines = [
            f"Live postings    {self.live:,}",
            f"Other sources    {self.twins:,} lead to the posting they repeat",
            f"Other places     {self.members:,} (cards of several places: {self.cards:,})",
            f"Cards in lists   {shown:,}",
            f"Closed           {self.redirected:,} lead to a live posting",
        ]
        lines += [f"  {number:4} places: {title}" for number, title in self.largest]
        lines += [f"  {number:4} sources: {title}" for number, title in self.most_sources]
        return "\n".join(lines)


def report() -> FoldReport:
    live = JobPosting.objects.live()
    twins = live.filter(canonical__isnull=False)
    cards = live.heads().filter(card_size__gt=1)
    largest = cards.order_by("-card_size", "public_id").values_list("card_size", "title")
    sources = JobPosting.objects.filter(live_condition("twins__")).annotate(n=Count("twins") + 1)
    return FoldReport(
        live=live.count(),
        twins=twins.count(),
        cards=cards.count(),
        members=live.filter(card__isnull=False).count(),
        redirected=JobPosting.objects.closed().filter(canonical__isnull=False).count(),
        largest=tuple(largest[:MOST_TOLD]),
        most_sources=tuple(
            sources.order_by("-n", "public_id").values_list("n", "title")[:MOST_TOLD]
        ),
    )
