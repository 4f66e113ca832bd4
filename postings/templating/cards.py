"""Postings as cards of a list; their HTML is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.cache import cache

from postings import versions
from postings.finding import Card
from postings.records import Piece
from postings.templating.environment import macro

TEMPLATE = "postings/_card.html"
# A card changes with its posting's revision; what nobody looks at goes after a day.
CARD_SECONDS = 86_400


def listed(cards: Sequence[Card], snippets: Mapping[int, tuple[Piece, ...]]) -> str:
    """Cards as a list, each with a passage of its text that holds the words sought; "" for none.

    Their HTML is kept by board, posting, revision and release.
    """
    if not cards:
        return ""
    release = versions.current().release
    keys = [f"card.{card.board_id}.{release}.{card.pk}.{card.revision}" for card in cards]
    kept, card_of = cache.get_many(keys), macro(TEMPLATE, "card")
    new = {
        key: card_of(card.posting) for key, card in zip(keys, cards, strict=True) if key not in kept
    }
    if new:
        cache.set_many(new, CARD_SECONDS)
    kept |= new
    rows = zip(
        (kept[key] for key in keys), (snippets.get(card.pk, ()) for card in cards), strict=True
    )
    return macro(TEMPLATE, "cards")(rows)
